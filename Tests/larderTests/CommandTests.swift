import Foundation
import LarderAdmin
import LarderEngine
import Testing

@Suite struct `Commands` {
    @Test func `stats shows figures to people and the endpoint's body to scripts`() async throws {
        try await withServedEngine { engine, larder, _ in
            engine.recorder(forRoute: "a").record(.hit, latency: .microseconds(80), status: 200)
            let table = try await larder.run("stats")
            #expect(table.status == 0)
            #expect(table.output.contains("catalogue-1 (test)"))
            #expect(table.output.contains("1: 1 hits"))
            let json = try await larder.run("stats", "--json")
            #expect(try WireFormat.decode(StatsSnapshot.self, from: Data(json.output.utf8)).requests.hits == 1)
        }
    }

    @Test func `keys are harmless in tables and the same in JSON`() async throws {
        let hostile = "\u{1B}[31mred\u{9B}\u{202E}"
        try await withServedEngine { engine, larder, _ in
            engine.store(hostile)
            engine.store("course_list:?page=2")
            let table = try await larder.run("keys")
            #expect(table.status == 0)
            #expect(table.output.contains("course_list:?page=2\n"))
            #expect(table.output.contains("2 of 2 entries"))
            let json = try await larder.run("keys", "--json")
            for text in [table.output, json.output] {
                #expect(!text.unicodeScalars.contains { "\u{1B}\u{9B}\u{202E}".unicodeScalars.contains($0) })
            }
            #expect(try WireFormat.decode(KeyPage.self, from: Data(json.output.utf8)).items.map(\.key).contains(hostile))
            let narrowed = try await larder.run("keys", "course_list:*", "--sort", "size", "--order", "desc", "--limit", "1")
            #expect(narrowed.output.contains("1 of 1 entry"))
        }
    }

    @Test func `a dry run changes nothing, a purge does, an undo takes it back`() async throws {
        try await withServedEngine { engine, larder, _ in
            for page in 1...12 { engine.store("course_list:?page=\(page)") }
            let dry = try await larder.run("purge", "--pattern", "course_list:*", "--dry-run")
            #expect(dry.status == 0)
            #expect(dry.output.contains("would hit 12 entries"))
            #expect(dry.output.contains("… and 2 more"))
            #expect(engine.invalidations(limit: 1).isEmpty)
            let purge = try await larder.run("purge", "--pattern", "course_list:*", "--yes", "--reason", "prices", "--json")
            #expect(purge.status == 0)
            let result = try WireFormat.decode(InvalidationResult.self, from: Data(purge.output.utf8))
            #expect(result.matched == 12)
            let record = try #require(engine.invalidations(limit: 1).first)
            #expect(record.cause.source == .cli)
            #expect(record.cause.reason == "prices")
            let undo = try await larder.run("undo", try #require(result.id))
            #expect(undo.status == 0)
            #expect(undo.output == "12 entries are served again as before\n")
            #expect(try await larder.run("undo", try #require(result.id)).status == 1)
        }
    }

    @Test(arguments: [
        (["--key", "a:", "b:"], 2), (["--key", "a:", "--key", "b:"], 2), (["--tag", "red"], 1), (["--route", "a"], 1),
        (["--all"], 3), (["--pattern", "?:"], 3),
    ]) func `each selector hits its entries`(selector: [String], matched: Int) async throws {
        try await withServedEngine { engine, larder, _ in
            engine.store("a:", tags: ["red"])
            engine.store("b:")
            engine.store("c:")
            let arguments = ["purge"] + selector + ["--hard", "--yes"]
            let outcome = try await larder.run(arguments)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(engine.snapshot().memory.entries == 3 - matched)
        }
    }

    @Test func `what matched nothing fails and names what is near`() async throws {
        try await withServedEngine { engine, larder, _ in
            engine.store("course_list:?page=2")
            let outcome = try await larder.run("purge", "--key", "course_lst:?page=2", "--yes")
            #expect(outcome.status == 1)
            #expect(outcome.output.isEmpty)
            #expect(outcome.errors.contains("near it:\n  course_list:"))
        }
    }

    @Test func `more than expected is refused with code 4`() async throws {
        try await withServedEngine { engine, larder, _ in
            engine.store("a:")
            engine.store("b:")
            let outcome = try await larder.run("purge", "--all", "--expect-at-most", "1", "--yes")
            #expect(outcome.status == 4)
            #expect(outcome.errors.contains("2 entries match"))
            #expect(engine.invalidations(limit: 1).isEmpty)
        }
    }

    @Test(arguments: [
        ["purge", "--yes"], ["purge", "--all", "--key", "a:", "--yes"], ["purge", "--all"], ["purge", "--key", "--yes"],
        ["purge", "--all", "--hard", "--mode", "soft", "--yes"], ["purge", "--all", "--mode", "gentle", "--yes"],
        ["purge", "--all", "--expect-at-most", "-1", "--yes"], ["keys", "--limit", "0"], ["keys", "--sort", "colour"],
        ["keys", "[abc"], ["stats", "--url", "ftp://host"], ["undo"], ["bench", "--backend", "redis"],
        ["bench", "--workload", "hit,miss"], ["bench", "--duration", "100ms"],
    ]) func `wrong usage has code 2 and does nothing`(arguments: [String]) async throws {
        try await withServedEngine { engine, larder, _ in
            engine.store("a:")
            let outcome = try await larder.run(arguments)
            #expect(outcome.status == 2)
            #expect(!outcome.errors.isEmpty)
            #expect(engine.invalidations(limit: 1).isEmpty)
        }
    }

    @Test(arguments: [("y", 0), ("n", 1), ("", 1)]) func `on a terminal it shows what would go and asks`(
        answer: String, entries: Int
    ) async throws {
        try await withServedEngine { engine, larder, _ in
            engine.store("single_course:42")
            let outcome = try await larder.runOnTerminal(answering: answer, "purge", "--key", "single_course:42", "--hard")
            #expect(outcome.status == 0)
            #expect(outcome.output.contains("single_course:42"))
            #expect(outcome.output.contains("This cannot be undone. [y/N]"))
            #expect(engine.snapshot().memory.entries == entries)
        }
    }

    @Test func `several addresses are answered for one by one`() async throws {
        try await withServedEngine { engine, larder, url in
            engine.store("a:")
            let closed = "http://127.0.0.1:1"
            let json = try await larder.run("keys", "--json", "--url", closed, "--url", url)
            #expect(json.status == 1)
            struct Nodes: Decodable {
                struct Node: Decodable {
                    var url: String
                    var error: String?
                    var result: KeyPage?
                }
                var nodes: [Node]
            }
            let nodes = try WireFormat.decode(Nodes.self, from: Data(json.output.utf8)).nodes
            #expect(nodes.map(\.url) == [closed, url])
            #expect(nodes[0].error?.contains("refused") == true)
            #expect(nodes[1].result?.items.count == 1)
            let purge = try await larder.run("purge", "--all", "--yes", "--url", url, "--url", url)
            #expect(purge.status == 0)
            #expect(try await larder.run("stats", "--url", closed, "--url", closed).status == 3)
            #expect(try await larder.run("stats", "--url", closed).status == 3)
        }
    }

    @Test func `a token file that holds no token is refused before anything is sent`() async throws {
        try await withServedEngine { _, larder, _ in
            let outcome = try await larder.run("stats", "--token-file", "/nonexistent/token")
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("/nonexistent/token"))
        }
    }

    @Test func `on its own it tells shortly what there is`() async throws {
        let outcome = try await CommandLine().run([])
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count < 16 && lines.allSatisfy { $0.count <= 80 })
        #expect(outcome.output.contains("larder demo") && outcome.output.contains("larder --help"))
        #expect(try await CommandLine().run("--version").output == "0.1.0\n")
    }

    @Test(arguments: ["stats", "keys", "purge", "undo", "bench"]) func `help has an example`(command: String) async throws {
        let outcome = try await CommandLine().run(command, "--help")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("EXAMPLE"))
        #expect(outcome.output.contains("  larder \(command)"))
    }
}
