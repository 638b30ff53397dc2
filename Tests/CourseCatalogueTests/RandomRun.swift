import GRDB
import HTTPTypes
import HummingbirdTesting
import LarderEngine
import Testing

@testable import CourseCatalogue

/// Random reads and writes in turn, with a model of what must be cached after each.
struct RandomRun {
    private let catalogue: Catalogue
    private let client: any TestClientProtocol
    private var random: SplitMix64
    /// Reads that were answered 200 and that no write has touched since.
    private var cached: Set<String> = []
    private(set) var hits = 0
    private(set) var writes = 0

    init(seed: UInt64, catalogue: Catalogue, client: any TestClientProtocol) {
        random = SplitMix64(seed: seed)
        self.catalogue = catalogue
        self.client = client
    }

    mutating func step(_ place: Comment) async throws {
        if random.next() % 4 == 0 {
            writes += 1
            try await write()
        } else {
            try await read(place)
        }
    }

    private mutating func number(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) + 1 }

    private mutating func read(_ place: Comment) async throws {
        let uri =
            switch number(8) {
            case 1...3: "/courses/\(number(65))"
            case 4: "/courses/?page=\(number(13))"
            case 5: "/courses/?search=\(TrafficMix.searchTerms[number(8) - 1].replacing(" ", with: "+"))"
            case 6: "/courses/?level=\(SeedVocabulary.levels[number(3) - 1])"
            case 7: "/subjects/\(number(42))"
            default: "/subjects/?page=\(number(8))"
            }
        let answer = try await client.get(uri)
        let twin = try await client.get("/uncached\(uri)")
        #expect(answer.status == twin.status, place)
        #expect(answer.text == twin.text.replacing("/uncached/", with: "/"), place)
        #expect(answer.isHit == cached.contains(uri), place)
        if answer.isHit { hits += 1 }
        if answer.status == 200 { cached.insert(uri) } else { cached.remove(uri) }
    }

    private mutating func write() async throws {
        let id = number(65)
        let subject = number(40)
        switch number(10) {
        case 1...3:
            let answer = try await client.send(.patch, "/courses/\(id)", json: #"{"level": "l\#(number(9))"}"#)
            if answer.status == 200 { touchCourses([id]) }
        case 4:
            let answer = try await client.send(.post, "/courses/", json: #"{"title": "Swift \#(id)", "subject": \#(subject)}"#)
            if answer.status == 201 { touchCourses([]) }
        case 5:
            let answer = try await client.send(.delete, "/courses/\(id)", headers: [:], body: nil)
            if answer.status == 204 { touchCourses([id]) }
        case 6:
            let answer = try await client.send(.patch, "/subjects/\(subject)", json: #"{"title": "Music \#(id)"}"#)
            if answer.status == 200 { touchSubjects([subject]) }
        case 7:
            let rows = try await courses(of: id > 55 ? subject : 0)
            let answer = try await client.send(.delete, "/subjects/\(id > 55 ? subject : 0)", headers: [:], body: nil)
            if answer.status == 204 {
                touchSubjects([subject])
                if !rows.isEmpty { touchCourses(rows) }
            }
        case 8:
            try catalogue.execute("UPDATE courses SET description = description || '.' WHERE id BETWEEN ? AND ?", [id, id + 2])
            let rows = try await existing(id...id + 2)
            if !rows.isEmpty { touchCourses(rows) }
        case 9:
            _ = try? await catalogue.database.pool.write { db in
                try db.execute(sql: "UPDATE courses SET title = 'never'")
                throw CancellationError()
            }
        default:
            try await catalogue.database.pool.write { db in
                try db.execute(sql: "UPDATE courses SET title = title || '-' WHERE id = ?", arguments: [id])
                try db.inSavepoint {
                    try db.execute(sql: "DELETE FROM subjects")
                    return .rollback
                }
            }
            let rows = try await existing(id...id)
            if !rows.isEmpty { touchCourses(rows) }
        }
    }

    private func existing(_ ids: ClosedRange<Int>) async throws -> [Int] {
        try await catalogue.database.pool.read {
            try Int.fetchAll(
                $0, sql: "SELECT id FROM courses WHERE id BETWEEN ? AND ?", arguments: [ids.lowerBound, ids.upperBound])
        }
    }

    private func courses(of subject: Int) async throws -> [Int] {
        try await catalogue.database.pool.read {
            try Int.fetchAll($0, sql: "SELECT id FROM courses WHERE subject_id = ?", arguments: [subject])
        }
    }

    private mutating func touchCourses(_ ids: [Int]) {
        cached = cached.filter { !$0.hasPrefix("/courses/?") }
        for id in ids { cached.remove("/courses/\(id)") }
    }

    private mutating func touchSubjects(_ ids: [Int]) {
        cached = cached.filter { !$0.hasPrefix("/courses/?") && !$0.hasPrefix("/subjects/?") }
        for id in ids { cached.remove("/subjects/\(id)") }
    }
}
