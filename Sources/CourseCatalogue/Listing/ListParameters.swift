/// What a request to the list of courses asks for.
struct CourseListParameters: Equatable, Sendable {
    /// The parameters the answer depends on; they make its key and its links.
    static let names: Set<String> = ["page", "perpage", "search", "level", "course_start_date"]

    var page: PageRequest
    var filter: CourseFilter

    /// An empty filter is no filter.
    ///
    /// - Throws: 400 for a filter or search that cannot be, 404 for a page that cannot be.
    init(_ query: ListQuery) throws(Rejection) {
        filter = CourseFilter()
        if let level = try Self.filterText("level", in: query) {
            filter.level = level
        }
        if let text = try Self.filterText("course_start_date", in: query) {
            guard let date = CalendarDate(text) else { throw .invalid("course_start_date", "Enter a valid date.") }
            filter.startDate = date
        }
        filter.search = try SearchTerms(query: query)
        page = try PageRequest(page: query["page"], perPage: query["perpage"])
    }

    private static func filterText(_ name: String, in query: ListQuery) throws(Rejection) -> String? {
        let text = (query[name] ?? "").trimmed
        guard !text.unicodeScalars.contains("\0") else { throw .invalid(name, "Null characters are not allowed.") }
        return text.isEmpty ? nil : text
    }
}

/// What a request to the list of subjects asks for.
struct SubjectListParameters: Equatable, Sendable {
    static let names: Set<String> = ["page", "perpage", "search"]

    var page: PageRequest
    var search: SearchTerms?

    init(_ query: ListQuery) throws(Rejection) {
        search = try SearchTerms(query: query)
        page = try PageRequest(page: query["page"], perPage: query["perpage"])
    }
}

extension SearchTerms {
    /// Nil where nothing is searched for.
    init?(query: ListQuery) throws(Rejection) {
        guard let text = query["search"] else { return nil }
        try self.init(text)
        if terms.isEmpty { return nil }
    }
}
