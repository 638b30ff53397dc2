import GRDB
import HTTPTypes
import HummingbirdTesting
import LarderEngine
import LarderHTTP
import LarderHummingbird
import Testing

@testable import CourseCatalogue

/// What the cache answers, against the database it answers for.
struct CoherenceTests {
    /// A write by whatever way, and which cached answers it must and must not touch.
    struct Write {
        var name: String
        var sql: String
        var refetched: [String]
    }

    static let reads = [
        "/courses/", "/courses/?search=swift", "/courses/1", "/courses/2", "/courses/3", "/subjects/", "/subjects/1",
        "/subjects/2",
    ]
    static let courseLists = ["/courses/", "/courses/?search=swift"]

    @Test(arguments: [
        Write(name: "one row", sql: "UPDATE courses SET title = 'x' WHERE id = 2", refetched: courseLists + ["/courses/2"]),
        Write(
            name: "bulk", sql: "UPDATE courses SET title = 'x' WHERE id <= 2",
            refetched: courseLists + ["/courses/1", "/courses/2"]),
        Write(
            name: "more rows than are named one by one", sql: "UPDATE courses SET title = 'x'",
            refetched: courseLists + ["/courses/1", "/courses/2", "/courses/3"]),
        Write(name: "new row", sql: "INSERT INTO courses (title, subject_id) VALUES ('x', 1)", refetched: courseLists),
        Write(
            name: "subject", sql: "UPDATE subjects SET title = 'x' WHERE id = 2",
            refetched: courseLists + ["/subjects/", "/subjects/2"]),
        Write(
            name: "cascade", sql: "UPDATE courses SET subject_id = 40 WHERE id IN (1, 3); DELETE FROM subjects WHERE id = 40",
            refetched: courseLists + ["/courses/1", "/courses/3", "/subjects/"]),
        Write(
            name: "moved row", sql: "UPDATE courses SET id = 9000 WHERE id = 3",
            refetched: courseLists + ["/courses/1", "/courses/2", "/courses/3"]),
        Write(
            name: "replaced row", sql: "INSERT OR REPLACE INTO courses (id, title, subject_id) VALUES (1, 'x', 1)",
            refetched: courseLists + ["/courses/1"]),
        Write(name: "rollback", sql: "BEGIN; UPDATE courses SET title = 'x'; ROLLBACK", refetched: []),
        Write(
            name: "rolled back savepoint",
            sql: "BEGIN; UPDATE courses SET title = 'x' WHERE id = 1; SAVEPOINT s; DELETE FROM courses WHERE id = 2; "
                + "ROLLBACK TO s; RELEASE s; COMMIT",
            refetched: courseLists + ["/courses/1"]),
    ])
    func `a change in the database refetches what it changed and leaves the rest`(_ write: Write) async throws {
        let catalogue = try Catalogue(courses: 300)
        try await catalogue.test { client in
            for uri in Self.reads { _ = try await client.get(uri) }
            for uri in Self.reads { #expect(try await client.get(uri).isHit, "\(uri) before") }
            try await catalogue.database.pool.writeWithoutTransaction { try $0.execute(sql: write.sql) }
            for uri in Self.reads {
                let answer = try await client.get(uri)
                #expect(answer.isHit == !write.refetched.contains(uri), "\(write.name): \(uri)")
                let twin = try await client.get("/uncached\(uri)")
                #expect(answer.status == twin.status)
                #expect(answer.text == twin.text.replacing("/uncached/", with: "/"), "\(write.name): \(uri)")
            }
        }
    }

    @Test func `the key and its tags name the row`() async throws {
        let catalogue = try Catalogue(courses: 100)
        try await catalogue.test { client in
            let single = try await client.get("/courses/42?utm=1")
            #expect(single.cacheStatus.contains("key=\"single_course:42\""))
            let list = try await client.get("/courses/?page=2&level=beginner&utm=1")
            #expect(list.cacheStatus.contains("key=\"course_list:?level=beginner&page=2\""))
            #expect(catalogue.engine.peek("single_course:42")?.info.tags == ["course:42"])
            #expect(Set(catalogue.engine.peek("course_list:?level=beginner&page=2")?.info.tags ?? []) == ["course", "subject"])
            for uri in ["/courses/042", "/courses/+42", "/courses/%34%32", "/courses/%2042"] {
                let answer = try await client.get(uri)
                #expect(answer.status == 404 || answer.text == single.text, "\(uri)")
                try catalogue.execute("UPDATE courses SET title = title || '!' WHERE id = 42")
                let later = try await client.get(uri)
                let twin = try await client.get("/uncached/courses/42")
                #expect(later.status == 404 || later.text == twin.text, "\(uri)")
            }
        }
    }

    @Test(arguments: [
        "/courses/", "/courses", "/courses/?page=2&utm=1&level=beginner", "/courses/?search=a+b%2Cc", "/courses/7", "/courses/7/",
        "/subjects/?page=2", "/subjects/3?x=1",
    ])
    func `a URL selects the key that its answers are stored under`(_ uri: String) async throws {
        let catalogue = try Catalogue(courses: 100)
        _ = try await catalogue.test { try await $0.get(uri) }
        let keys = catalogue.engine.list(LarderEngine.ListQuery(limit: 10)).items.map { String($0.key.resource) }
        #expect(try keys.map { .key($0) } == [catalogue.cache.selection(of: "http://localhost\(uri)")])
        #expect(try keys.map { .key($0) } == [catalogue.cache.selection(of: uri)])
        #expect(throws: URLProblem.self) { try catalogue.cache.selection(of: "/uncached\(uri)") }
    }

    @Test func `a load tells how many queries it took`() async throws {
        let catalogue = try Catalogue(courses: 100)
        try await catalogue.test { client in
            for uri in ["/courses/", "/courses/?search=a", "/courses/1", "/subjects/", "/subjects/1"] {
                _ = try await client.get(uri)
            }
            let queries = ["course_list:", "course_list:?search=a", "single_course:1", "subject_list:", "single_subject:1"]
                .map { catalogue.engine.peek($0)?.info.cost.queries }
            #expect(queries == [2, 2, 1, 2, 1])
            _ = try await client.get("/courses/")
            #expect(catalogue.engine.snapshot().saved.queries == 2)
        }
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `two thousand random reads and writes agree with the database at every step`(_ seed: UInt64) async throws {
        let catalogue = try Catalogue(courses: 60)
        try await catalogue.test { client in
            var run = RandomRun(seed: seed, catalogue: catalogue, client: client)
            for step in 1...2_000 {
                try await run.step("seed \(seed), step \(step)")
            }
            #expect(run.hits > 300)
            #expect(run.writes > 300)
        }
    }

    @Test func `readers beside a writer never get less than what it has been answered`() async throws {
        let catalogue = try Catalogue(courses: 20)
        try await catalogue.test { client in
            let published = Published()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for version in 1...200 {
                        let id = version % 4 + 1
                        let answer = try await client.send(.patch, "/courses/\(id)", json: #"{"title": "v\#(version)"}"#)
                        #expect(answer.status == 200)
                        await published.set(version, id)
                    }
                    await published.finish()
                }
                for reader in 0..<4 {
                    group.addTask {
                        while await !published.isFinished {
                            let least = await published[reader + 1]
                            let single = try await client.get("/courses/\(reader + 1)")
                            #expect(version(single.json["title"]) >= least)
                            let first = await published[1]
                            let list = try await client.get("/courses/?perpage=1")
                            #expect(version(list.titles.first) >= first)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        @Sendable func version(_ title: Any?) -> Int { (title as? String).flatMap { Int($0.dropFirst()) } ?? 0 }
    }

    /// The last version that a writer was answered, by course.
    private actor Published {
        private var versions: [Int: Int] = [:]
        private(set) var isFinished = false
        func set(_ version: Int, _ id: Int) { versions[id] = version }
        func finish() { isFinished = true }
        subscript(id: Int) -> Int { versions[id] ?? 0 }
    }
}
