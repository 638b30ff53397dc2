internal import GRDB

extension CatalogueStore {
    /// One page of the subjects whose text has all terms, in the order of their ids.
    func subjects(_ search: SearchTerms?, _ request: PageRequest) async throws -> RowPage<Subject> {
        try await read { database in
            var condition = Condition()
            for term in search?.terms ?? [] { condition.require(term, in: ["title", "description"]) }
            let count = try database.count("SELECT count(*) FROM subjects \(condition.clause)", condition.arguments)
            let page = try request.page(of: count)
            let rows: [Subject] = try database.all(
                "SELECT \(Subject.columns) FROM subjects \(condition.clause) ORDER BY id LIMIT ? OFFSET ?",
                condition.arguments + [page.size, page.offset])
            return RowPage(page: page, rows: rows)
        }
    }

    /// - Throws: 404 where there is no such row, as the writes below.
    func subject(_ id: Int64) async throws -> Subject {
        try await read { try $0.subject(id) }
    }

    func addSubject(_ payload: RequestPayload) async throws -> Subject {
        try await write { database in
            var subject = try SubjectChanges(payload, .full).applied(to: nil)
            try database.execute(
                "INSERT INTO subjects (title, description) VALUES (?, ?)", [subject.title, subject.description])
            subject.id = database.db.lastInsertedRowID
            return subject
        }
    }

    /// An absent row is a 404 before a bad payload is a 400.
    func changeSubject(
        _ id: Int64, _ payload: Result<RequestPayload, Rejection>, _ completeness: FieldReader.Completeness
    ) async throws -> Subject {
        try await write { database in
            let current = try database.subject(id)
            let subject = try SubjectChanges(payload.get(), completeness).applied(to: current)
            try database.execute(
                "UPDATE subjects SET title = ?, description = ? WHERE id = ?", [subject.title, subject.description, id])
            return subject
        }
    }

    /// Takes the subject's courses with it.
    func removeSubject(_ id: Int64) async throws {
        try await write { database in
            _ = try database.subject(id)
            try database.execute("DELETE FROM subjects WHERE id = ?", [id])
        }
    }
}

extension MeteredDatabase {
    func subject(_ id: Int64) throws -> Subject {
        let subject: Subject? = try first("SELECT \(Subject.columns) FROM subjects WHERE id = ?", [id])
        guard let subject else { throw Rejection.noSuch("Subject") }
        return subject
    }

    func hasSubject(_ id: Int64) throws -> Bool {
        try count("SELECT count(*) FROM subjects WHERE id = ?", [id]) > 0
    }
}
