import GRDB
import Testing

@testable import CourseCatalogue

struct FilterTests {
    private func catalogue() throws -> Catalogue {
        let catalogue = try Catalogue()
        try catalogue.execute("DELETE FROM subjects WHERE id > 2")
        try catalogue.execute("UPDATE subjects SET title = 'Physics', description = 'Waves, light' WHERE id = 1")
        try catalogue.execute("UPDATE subjects SET title = 'Music', description = '100% harmony' WHERE id = 2")
        try catalogue.insert(
            "Swift Basics", description: "Learn by doing", slug: "swift-basics", startDate: "2026-03-02", level: "beginner")
        try catalogue.insert(
            "Rust, deeply", description: "Ownership", slug: "rust_deeply", startDate: "2026-03-02", level: "advanced", subject: 2)
        try catalogue.insert("ÉCOLE d'été", description: "Zoë's \"own\" course", level: "Beginner", subject: 2)
        try catalogue.insert("back\\slash", description: "50_50", level: "beginner", subject: 1)
        return catalogue
    }

    struct Search {
        var query: String
        var ids: [Int]
    }

    @Test(arguments: [
        Search(query: "swift", ids: [1]),
        Search(query: "SWIFT", ids: [1]),
        Search(query: "wif", ids: [1]),
        Search(query: "f", ids: [1]),
        Search(query: "physics", ids: [1, 4]),
        Search(query: "waves", ids: [1, 4]),
        Search(query: "harmony", ids: [2, 3]),
        Search(query: "rust_deep", ids: [2]),
        Search(query: "swift+basics", ids: [1]),
        Search(query: "swift+physics", ids: [1]),
        Search(query: "swift+music", ids: []),
        Search(query: "swift,doing", ids: [1]),
        Search(query: ",swift,,", ids: [1]),
        Search(query: "%22learn+by%22", ids: [1]),
        Search(query: "%22by+learn%22", ids: []),
        Search(query: "by+learn", ids: [1]),
        Search(query: "'Rust,+deeply'", ids: [2]),
        Search(query: "%22rust", ids: []),
        Search(query: "%25", ids: [2, 3]),
        Search(query: "_", ids: [2, 4]),
        Search(query: "50_50", ids: [4]),
        Search(query: "50x50", ids: []),
        Search(query: "k%5Cs", ids: [4]),
        Search(query: "%C3%A9cole", ids: [3]),
        Search(query: "zo%C3%8B", ids: [3]),
        Search(query: "%20%20", ids: [1, 2, 3, 4]),
        Search(query: "", ids: [1, 2, 3, 4]),
        Search(query: "nothing", ids: []),
    ])
    func `search is a substring of any field, whatever its case, for every term`(_ row: Search) async throws {
        let answer = try await catalogue().test { try await $0.get("/courses/?search=\(row.query)") }
        #expect(answer.status == 200)
        #expect(answer.ids == row.ids)
        #expect(answer.json["count"] as? Int == row.ids.count)
    }

    struct Filter {
        var query: String
        var ids: [Int]
    }

    @Test(arguments: [
        Filter(query: "level=beginner", ids: [1, 4]),
        Filter(query: "level=Beginner", ids: [3]),
        Filter(query: "level=unknown", ids: []),
        Filter(query: "level=", ids: [1, 2, 3, 4]),
        Filter(query: "course_start_date=2026-03-02", ids: [1, 2]),
        Filter(query: "course_start_date=2026-3-2", ids: [1, 2]),
        Filter(query: "course_start_date=", ids: [1, 2, 3, 4]),
        Filter(query: "course_start_date=2026-03-02&level=advanced", ids: [2]),
        Filter(query: "search=physics&level=beginner&course_start_date=2026-03-02", ids: [1]),
    ])
    func `filters are exact, combine, and are none when empty`(_ row: Filter) async throws {
        let answer = try await catalogue().test { try await $0.get("/courses/?\(row.query)") }
        #expect(answer.ids == row.ids)
    }

    struct Bad {
        var uri: String
        var body: String
    }

    @Test(arguments: [
        Bad(uri: "/courses/?course_start_date=soon", body: #"{"course_start_date":["Enter a valid date."]}"#),
        Bad(uri: "/courses/?course_start_date=2026-02-29", body: #"{"course_start_date":["Enter a valid date."]}"#),
        Bad(uri: "/courses/?course_start_date=2026-13-01", body: #"{"course_start_date":["Enter a valid date."]}"#),
        Bad(uri: "/courses/?search=a%00b", body: #"{"search":["Null characters are not allowed."]}"#),
        Bad(uri: "/subjects/?search=a%00b", body: #"{"search":["Null characters are not allowed."]}"#),
        Bad(uri: "/courses/?level=%00", body: #"{"level":["Null characters are not allowed."]}"#),
    ])
    func `a filter that cannot be is a 400 that names it`(_ row: Bad) async throws {
        let answer = try await catalogue().test { try await $0.get(row.uri) }
        #expect(answer.status == 400)
        #expect(answer.text == row.body)
    }

    @Test func `what one search may ask is bounded`() async throws {
        try await catalogue().test { client in
            let many = try await client.get("/courses/?search=" + Array(repeating: "a", count: 17).joined(separator: "+"))
            #expect(many.status == 400)
            let long = try await client.get("/courses/?search=" + String(repeating: "a", count: 201))
            #expect(long.status == 400)
        }
    }

    @Test func `pages of a search hold all its matches in order`() async throws {
        let catalogue = try Catalogue(courses: 200)
        let expected = try await catalogue.database.pool.read { db in
            try Int.fetchAll(
                db,
                sql: """
                    SELECT courses.id FROM courses JOIN subjects ON subjects.id = subject_id
                    WHERE level = 'advanced' AND courses.title || '\n' || courses.description || '\n' || slug || '\n'
                        || subjects.title || '\n' || subjects.description LIKE '%tin%' ORDER BY courses.id
                    """)
        }
        #expect(expected.count > 10)
        try await catalogue.test { client in
            var found: [Int] = []
            var uri: String? = "/courses/?level=advanced&search=TIN&perpage=10"
            while let asked = uri {
                let answer = try await client.get(asked)
                #expect(answer.json["count"] as? Int == expected.count)
                found += answer.ids
                uri = (answer.json["next"] as? String)?.replacing("http://localhost", with: "")
            }
            #expect(found == expected)
        }
    }

    @Test func `subjects are searched by title and description`() async throws {
        let answer = try await catalogue().test { try await $0.get("/subjects/?search=LIGHT") }
        #expect(answer.titles == ["Physics"])
    }
}
