/// Which page of a list a request asks for, and how long its pages are.
struct PageRequest: Equatable, Sendable {
    enum Number: Equatable, Sendable {
        case at(Int)
        case last
    }

    static let defaultSize = 5
    static let largestSize = 10

    var number: Number
    var size: Int

    /// Lenient on `perpage` (anything that is no positive integer means the default), strict on `page`.
    ///
    /// - Throws: 404 for a `page` that is neither a positive integer nor `last`.
    init(page: String?, perPage: String?) throws(Rejection) {
        if let size = perPage.flatMap(lenientInteger), size > 0 {
            self.size = min(size, Self.largestSize)
        } else {
            self.size = Self.defaultSize
        }
        switch page {
        case nil, "": number = .at(1)
        case "last": number = .last
        case .some(let text):
            guard let value = lenientInteger(text), value > 0 else { throw .invalidPage }
            number = .at(value)
        }
    }

    /// The page among `count` rows; the first page of an empty list exists.
    ///
    /// - Throws: 404 beyond the last page.
    func page(of count: Int) throws(Rejection) -> Page {
        let last = max(1, (count + size - 1) / size)
        switch number {
        case .last: return Page(number: last, size: size, count: count)
        case .at(let number) where number <= last: return Page(number: number, size: size, count: count)
        case .at: throw .invalidPage
        }
    }
}

/// A page that exists.
struct Page: Equatable, Sendable {
    var number: Int
    var size: Int
    var count: Int

    var offset: Int { (number - 1) * size }
    var next: Int? { number * size < count ? number + 1 : nil }
    var previous: Int? { number > 1 ? number - 1 : nil }
}
