import Foundation
import LarderAdmin
import LarderEngine
import Testing

@Suite struct ReadCommandTests {
    @Test func `hot lists what is asked for most`() async throws {
        try await withServedEngine { engine, larder, _ in
            engine.store("a:")
            engine.store("b:")
            for _ in 0..<9 { _ = engine.value(forKey: CacheKey(text: "b:")) }
            let table = try await larder.run("hot")
            #expect(table.status == 0)
            let lines = table.output.split(separator: "\n")
            #expect(lines.first?.hasPrefix("HITS/S  REQUESTS") == true)
            #expect(lines.dropFirst().first?.hasSuffix("fresh  b:") == true)
            let json = try await larder.run("hot", "--limit", "1", "--json")
            let items = try WireFormat.decode(ItemList<StatsSnapshot.HotKey>.self, from: Data(json.output.utf8)).items
            #expect(items.map(\.key) == ["b:"])
            #expect(try await larder.run("hot", "--by", "colour").status == 2)
            #expect(try await larder.run("hot", "--limit", "0").status == 2)
        }
    }

    @Test func `an empty cache is no failure`() async throws {
        try await withServedEngine { _, larder, _ in
            for command in ["hot", "routes", "keys", "tree", "events", "audit"] {
                let outcome = try await larder.run(command)
                #expect(outcome.status == 0, "\(command)")
            }
        }
    }

    @Test func `routes tell why requests went past the cache`() async throws {
        try await withServedEngine { engine, larder, _ in
            let recorder = engine.recorder(forRoute: "course_list")
            recorder.record(.hit, latency: .microseconds(50), status: 200)
            recorder.record(.bypassed("set-cookie"), latency: .milliseconds(5), status: 200)
            let table = try await larder.run("routes")
            #expect(table.status == 0)
            #expect(table.output.contains("course_list"))
            #expect(table.output.contains("        1  set-cookie  course_list"))
        }
    }

    @Test func `the tree shows groups, then what is in them`() async throws {
        try await withServedEngine { engine, larder, _ in
            engine.store("course_list:?page=1")
            engine.store("course_list:?page=2")
            engine.store("single_course:1")
            let whole = try await larder.run("tree")
            #expect(whole.status == 0)
            #expect(whole.output.contains("  course_list:\n"))
            #expect(whole.output.contains("\n3 entries, "))
            let part = try await larder.run("tree", "course_list:")
            #expect(part.output.contains("\n2 entries, "))
            #expect(!part.output.contains("single_course"))
            for arguments in [["tree", "cours:"], ["keys", "cours:*"], ["keys", "--tag", "x", "--json"]] {
                let missed = try await larder.run(arguments)
                #expect(missed.status == 1)
                #expect(missed.errors.hasSuffix("larder tree shows what there is\n"), "\(missed.errors)")
            }
            #expect(try await larder.run("hot", "--limit", "1001").errors.contains("1 to 1000"))
        }
    }

    @Test func `inspect shows an entry and the beginning of its value, harmless`() async throws {
        try await withServedEngine { engine, larder, _ in
            engine.store("single_course:1", tags: ["course:1", "a\u{1B}[31m"])
            let table = try await larder.run("inspect", "single_course:1")
            #expect(table.status == 0)
            #expect(table.output.hasPrefix("single_course:1\n"))
            #expect(table.output.contains("tags             course:1, a"))
            #expect(table.output.hasSuffix("\n\n{}\n"))
            #expect(!table.output.contains("\u{1B}"))
            let absent = try await larder.run("inspect", "nothing")
            #expect(absent.status == 1)
            #expect(absent.errors.contains("There is no entry \"nothing\""))
        }
    }

    @Test func `events tell what left and what was purged`() async throws {
        try await withServedEngine { engine, larder, url in
            #expect(try await larder.run("events").output == "nothing happened yet\n")
            engine.store("a:")
            #expect(try await larder.run("purge", "--key", "a:", "--hard", "--yes").status == 0)
            let events = try await larder.run("events")
            #expect(events.output.contains("invalidated, hard  a:  1 entry, inv-"))
            #expect(events.output.contains("evicted, invalidated  a:"))
            let page = try WireFormat.decode(EventPage.self, from: Data(try await larder.run("events", "--json").output.utf8))
            #expect(page.items.count == 2)
        }
    }

    @Test func `the audit tells who purged what, and why`() async throws {
        try await withServedEngine { engine, larder, _ in
            #expect(try await larder.run("audit").output == "nothing was purged yet\n")
            engine.store("a:", tags: ["red"])
            #expect(try await larder.run("purge", "--tag", "red", "--yes", "--reason", "prices\u{1B}[2J").status == 0)
            let audit = try await larder.run("audit")
            #expect(audit.status == 0)
            #expect(audit.output.contains("tag red"))
            #expect(audit.output.contains("prices"))
            #expect(!audit.output.contains("\u{1B}"))
        }
    }

    @Test func `several processes are asked at once, and one that is away is named`() async throws {
        try await withServedEngine { engine, larder, url in
            engine.store("a:")
            let both = try await larder.run("tree", "--url", url, "--url", url)
            #expect(both.status == 0)
            #expect(both.output.components(separatedBy: "1 entry, ").count == 3)
            let away = try await larder.run("tree", "--url", url, "--url", "http://127.0.0.1:1")
            #expect(away.status == 1)
            #expect(away.errors.contains("http://127.0.0.1:1"))
        }
    }
}
