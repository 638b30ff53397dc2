import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LarderEngine
import LarderHummingbird
import NIOCore
import Testing

@testable import CourseCatalogue

/// A small catalogue in a file of its own, removed at the end.
final class Catalogue: Sendable {
    let database: CatalogueDatabase
    let engine = CacheEngine(.init(memoryLimit: 64 << 20))
    let cache: ResponseCache
    let api: CatalogueAPI

    init(courses: Int = 0) throws {
        database = try CatalogueDatabase(courses: courses, seed: 7)
        cache = ResponseCache(engine)
        api = try CatalogueAPI(database: database, cache: cache)
        cache.listener.add(["localhost"])
    }

    deinit { #expect(throws: Never.self) { try database.close() } }

    /// Runs the API without sockets.
    func test<Value>(_ body: @Sendable @escaping (any TestClientProtocol) async throws -> Value) async throws -> Value {
        defer { withExtendedLifetime(self) {} }
        let application = Application(router: api.router())
        return try await application.test(.router, body)
    }

    func execute(_ sql: String, _ arguments: StatementArguments = []) throws {
        try database.pool.write { try $0.execute(sql: sql, arguments: arguments) }
    }

    /// A course with what matters to the test, the rest empty.
    @discardableResult
    func insert(
        _ title: String, description: String = "", slug: String = "", startDate: String? = nil, level: String = "",
        subject: Int64 = 1
    ) throws -> Int64 {
        try database.pool.write { db in
            try db.execute(
                sql: """
                    INSERT INTO courses (title, description, slug, course_start_date, level, subject_id)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [title, description, slug, startDate, level, subject])
            return db.lastInsertedRowID
        }
    }
}

/// An answer as a test looks at it.
struct Answer {
    let status: Int
    let headers: HTTPFields
    let text: String

    var cacheStatus: String { headers[.init("Cache-Status")!] ?? "" }
    /// Fresh or stale, but without the handler.
    var isHit: Bool { cacheStatus.contains("; hit") }

    /// The body as decoded JSON, an empty object where it is none.
    var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
    }

    var ids: [Int] { (json["results"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? Int } }
    var titles: [String] { (json["results"] as? [[String: Any]] ?? []).compactMap { $0["title"] as? String } }
}

extension TestClientProtocol {
    func get(_ uri: String, method: HTTPRequest.Method = .get, headers: HTTPFields = [:]) async throws -> Answer {
        try await send(method, uri, headers: headers, body: nil)
    }

    func send(
        _ method: HTTPRequest.Method, _ uri: String, json: String, type: String = "application/json"
    ) async throws -> Answer {
        try await send(method, uri, headers: [.contentType: type], body: json)
    }

    func send(
        _ method: HTTPRequest.Method, _ uri: String, headers: HTTPFields, body: String?
    ) async throws -> Answer {
        try await execute(uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }) {
            Answer(status: $0.status.code, headers: $0.headers, text: String(buffer: $0.body))
        }
    }
}
