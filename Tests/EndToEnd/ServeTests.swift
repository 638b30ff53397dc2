import Foundation
import LarderAdmin
import NIOHTTP1
import Testing

/// `larder serve`, driven over HTTP and by its commands.
@Suite(.serialized) struct ServeTests {
    private func serve(_ arguments: String...) throws -> Program {
        try Program(
            ["serve", "--api-port", "0", "--admin-port", "0", "--courses", "300", "--ready-file", "READY"] + arguments)
    }

    @Test func `a second request is a hit, a write makes the next one new, and SIGTERM ends it with nothing left`() async throws {
        let program = try self.serve()
        let served = try await program.ready()
        #expect(served.pid == program.process.processIdentifier)

        let list = "\(served.api_url)/courses/?page=2"
        #expect(try await Web.get(list).cacheStatus.contains("fwd=uri-miss; stored"))
        let hit = try await Web.get(list)
        #expect(hit.cacheStatus.contains("hit") && hit.cacheStatus.contains("course_list:?page=2"))
        #expect(hit.headers.contains(name: "Age") && hit.headers.contains(name: "ETag"))

        let course = "\(served.api_url)/courses/7"
        let other = "\(served.api_url)/courses/8"
        _ = try await Web.get(course)
        _ = try await Web.get(other)
        #expect(try await Web.send(.PATCH, course, json: #"{"title": "Beekeeping"}"#).status == 200)
        #expect(try await Web.get(course).text.contains("Beekeeping"))
        #expect(try await Web.get(other).cacheStatus.contains("hit"))
        #expect(try await Web.get(list).cacheStatus.contains("fwd=stale"))

        let stats = try await Web.stats(served.admin_url)
        #expect(stats.requests.total == 7 && stats.requests.hits == 2)
        #expect(stats.memory.usedBytes <= stats.memory.limitBytes)

        program.send(SIGTERM)
        #expect(try await program.end(within: .seconds(10)).status == 0)
        await #expect(throws: (any Error).self) { try await Web.get(list) }
        #expect(!FileManager.default.fileExists(atPath: served.database))
    }

    @Test func `SIGHUP reads the configuration anew, and a broken one changes nothing`() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("larder-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        func write(_ text: String) throws { try Data(text.utf8).write(to: file) }
        try write("caches: {default: {memory_limit: 4MiB, policy: lru}}\nroutes: [{match: /courses/, timeout: 50s}]")
        let program = try self.serve("--config", file.path)
        let served = try await program.ready()
        let first = "\(served.api_url)/courses/?page=1"
        #expect(try await Web.get(first).headers["Cache-Control"] == ["max-age=50"])
        #expect(try await Web.stats(served.admin_url).policy == "lru")

        try write("caches: {default: {memory_limit: 2MiB, policy: w-tinylfu}}\nroutes: [{match: /courses/, timeout: 7s}]")
        program.send(SIGHUP)
        try await eventually("the new limit holds", within: .seconds(20)) {
            try await Web.stats(served.admin_url).memory.limitBytes == 2 << 20
        }
        #expect(try await Web.stats(served.admin_url).policy == "w-tinylfu")
        try await eventually("the new lifetime holds", within: .seconds(20)) {
            try await Web.get("\(served.api_url)/courses/?search=w\(Int.random(in: 2...1_000_000))").headers["Cache-Control"]
                == ["max-age=7"]
        }
        #expect(try await Web.get(first).cacheStatus.contains("hit"))

        try write("caches: {default: {memory_limit: 3MiB, polcy: lru}}")
        program.send(SIGHUP)
        try await eventually("the error is told", within: .seconds(20)) {
            try program.saidOnStandardError("'polcy' is not known")
        }
        #expect(try await Web.stats(served.admin_url).memory.limitBytes == 2 << 20)
        program.send(SIGTERM)
        #expect(try await program.end(within: .seconds(10)).status == 0)
    }

    @Test func `tokens that are broken while it runs are told of, and those before stay in force`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("larder-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let tokens = folder.appendingPathComponent("tokens.yaml")
        func write(_ text: String) throws {
            try Data(text.utf8).write(to: tokens)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: tokens.path)
        }
        // The hash of "test".
        try write(
            "tokens: [{name: ann, role: read, sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08}]")
        let presented = folder.appendingPathComponent("presented")
        try Data("test\n".utf8).write(to: presented)
        let config = folder.appendingPathComponent("larder.yaml")
        try Data("admin: {tokens_file: \(tokens.path)}".utf8).write(to: config)
        let program = try self.serve("--config", config.path)
        let served = try await program.ready()
        let ask = ["stats", "--url", served.admin_url]
        #expect(try await Program.run(ask).status == 4)
        #expect(try await Program.run(ask + ["--token-file", presented.path]).status == 0)

        try write("tokens: [{name: ann")
        try await eventually("the broken file is told of", within: .seconds(20)) {
            try program.saidOnStandardError("Not read anew, what was there stays in use: tokens")
        }
        #expect(try await Program.run(ask + ["--token-file", presented.path]).status == 0)
        program.send(SIGTERM)
        let end = try await program.end(within: .seconds(10))
        #expect(end.status == 0)
        // What servers log of connections that end with them is no news.
        #expect(end.errors.split(separator: "\n").allSatisfy { $0.contains("tokens") })
    }

    @Test func `logs are JSON where that is asked for, an object a line`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("larder-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let config = folder.appendingPathComponent("larder.yaml")
        try Data("log: {format: json}".utf8).write(to: config)
        let program = try self.serve("--config", config.path)
        _ = try await program.ready()
        program.send(SIGHUP)
        try await eventually("it is told of", within: .seconds(20)) { try program.saidOnStandardError("read anew") }
        try Data("log: {format: \"\\e[31m\"}".utf8).write(to: config)
        program.send(SIGHUP)
        try await eventually("the error is told", within: .seconds(20)) { try program.saidOnStandardError("stays as it was") }
        program.send(SIGTERM)
        let end = try await program.end(within: .seconds(10))
        struct Line: Decodable {
            var at: Date
            var level: String
            var message: String
        }
        let lines = try end.errors.split(separator: "\n").map { try WireFormat.decode(Line.self, from: Data($0.utf8)) }
        #expect(lines.map(\.level) == ["notice", "error"])
        #expect(lines.first?.message == "the configuration was read anew")
        #expect(!end.errors.contains("\u{1B}"))
    }

    @Test func `the commands read and purge it`() async throws {
        let program = try self.serve()
        let served = try await program.ready()
        for page in 1...4 {
            _ = try await Web.get("\(served.api_url)/courses/?page=\(page)")
        }
        _ = try await Web.get("\(served.api_url)/courses/3")
        let url = ["--url", served.admin_url]

        let keys = try await Program.run(["keys", "course_list:*"] + url)
        #expect(keys.status == 0 && keys.output.contains("course_list:?page=3") && !keys.output.contains("single_course:3"))
        let stats = try await Program.run(["stats", "--json"] + url)
        #expect(try WireFormat.decode(StatsSnapshot.self, from: Data(stats.output.utf8)).requests.total == 5)
        let once = try await Program.run(["top", served.admin_url, "--once"])
        #expect(once.status == 0 && once.output.contains("%"))

        let rehearsal = try await Program.run(["purge", "--pattern", "course_list:*", "--dry-run", "--json"] + url)
        #expect(try WireFormat.decode(InvalidationResult.self, from: Data(rehearsal.output.utf8)).matched == 4)
        #expect(try await Web.state(of: "course_list:?page=1", served.admin_url) == .fresh)

        let purge = try await Program.run(["purge", "--pattern", "course_list:*", "--yes", "--json"] + url)
        let result = try WireFormat.decode(InvalidationResult.self, from: Data(purge.output.utf8))
        #expect(result.matched == 4)
        #expect(try await Web.state(of: "course_list:?page=1", served.admin_url) == .stale)
        let undo = try await Program.run(["undo", try #require(result.id)] + url)
        #expect(undo.status == 0)
        #expect(try await Web.state(of: "course_list:?page=1", served.admin_url) == .fresh)

        #expect(try await Program.run(["purge", "--all", "--hard", "--yes", "--expect-at-most", "2"] + url).status == 4)
        #expect(try await Program.run(["purge", "--key", "single_course:3", "--hard", "--yes"] + url).status == 0)
        #expect(try await Web.state(of: "single_course:3", served.admin_url) == .absent)
        #expect(try await Program.run(["purge", "--key", "single_course:3", "--yes"] + url).status == 1)
        #expect(try await Program.run(["purge", "--all"] + url).status == 2)
        program.send(SIGTERM)
        #expect(try await program.end(within: .seconds(10)).status == 0)
        #expect(try await Program.run(["stats"] + url).status == 3)
    }

    private func explain(_ target: String, _ url: [String]) async throws -> Explanation {
        let run = try await Program.run(["explain", target, "--json"] + url)
        return try WireFormat.decode(Explanation.self, from: Data(run.output.utf8))
    }

    @Test func `explain says how a URL is answered and why, and a purge of the URL hits that`() async throws {
        let program = try self.serve()
        let served = try await program.ready()
        let url = ["--url", served.admin_url]
        let list = "\(served.api_url)/courses/?page=2&utm=1"

        let absent = try await self.explain(list, url)
        #expect(!absent.cached && absent.answer.outcome == .miss && absent.answer.section == "RFC 9111 §4")
        _ = try await Web.get(list)
        let hit = try await self.explain(list, url)
        #expect(hit.cached && hit.answer.outcome == .hit && hit.key == "course_list:?page=2")
        #expect(hit.route.name == "course_list" && hit.route.path == "/courses" && hit.purge.matched == 1)
        let table = try await Program.run(["explain", "/courses/?page=2"] + url)
        #expect(table.status == 0 && table.errors.isEmpty)
        for text in ["course_list:?page=2\n", "from the cache, fresh", "(RFC 9111 §4.2)", "query (", "1 entry"] {
            #expect(table.output.contains(text), "\(text): \(table.output)")
        }
        #expect(try await Web.get(list).cacheStatus.contains("hit"))

        let rehearsal = try await Program.run(["purge", "--for-url", list, "--dry-run"] + url)
        #expect(rehearsal.status == 0 && rehearsal.output.contains("would hit 1 entry"))
        #expect(try await self.explain(list, url).answer.outcome == .hit)
        let purge = try await Program.run(["purge", "--for-url", list, "--yes", "--json"] + url)
        let purged = try WireFormat.decode(InvalidationResult.self, from: Data(purge.output.utf8))
        #expect(purged.matched == 1 && purged.exact && purged.sample == ["course_list:?page=2"])
        let stale = try await self.explain(list, url)
        #expect(stale.cached && stale.answer.outcome == .stale && stale.answer.section == "RFC 5861 §3")
        #expect(stale.variants.map(\.state) == [.stale])
        #expect(try await Program.run(["undo", try #require(purged.id)] + url).status == 0)
        #expect(try await self.explain(list, url).answer.outcome == .hit)
        #expect(try await Program.run(["purge", "--for-url", list, "--hard", "--yes"] + url).status == 0)
        #expect(try await self.explain(list, url).answer.outcome == .miss)
        #expect(try await Program.run(["purge", "--for-url", list, "--yes"] + url).status == 1)

        let course = "\(served.api_url)/courses/7"
        _ = try await Web.get(course)
        #expect(try await Web.send(.PATCH, course, json: #"{"title": "Beekeeping"}"#).status == 200)
        let changed = try await self.explain(course, url)
        #expect(changed.answer.outcome == .revalidated && changed.answer.section == "RFC 9111 §4.4")

        #expect(try await Web.get("\(served.api_url)/courses/99999").status == 404)
        let missing = try await self.explain("/courses/99999", url)
        #expect(!missing.cached && missing.refused?.status == 404 && missing.answer.section == "RFC 9111 §3")
        let named = try await self.explain("http://elsewhere.example/courses/7", url)
        #expect(named.key == "single_course:7#host=elsewhere.example" && !named.cached)
    }

    @Test func `a URL that is not cached or no URL is refused with what to do`() async throws {
        let program = try self.serve()
        let served = try await program.ready()
        let url = ["--url", served.admin_url]
        for command in [["explain", "/uncached/courses/"], ["purge", "--yes", "--for-url", "/uncached/courses/"]] {
            let unknown = try await Program.run(command + url)
            #expect(unknown.status == 1 && unknown.output.isEmpty && unknown.errors.contains("Nearest to it: /courses"))
        }
        for command in [["explain", "courses"], ["purge", "--yes", "--for-url", "http://ann:s3cret@localhost/courses/"]] {
            let malformed = try await Program.run(command + url)
            #expect(malformed.status == 2 && malformed.output.isEmpty && !malformed.errors.contains("s3cret"))
        }
        #expect(try await Program.run(["explain"] + url).status == 2)
        let help = try await Program.run(["explain", "--help"])
        #expect(help.status == 0 && help.output.contains("EXAMPLES"))
        let both = try await Program.run(["explain", "/courses/", "--json"] + url + ["--url", "http://127.0.0.1:1"])
        #expect(both.status == 1 && both.output.hasPrefix(#"{"nodes":"#))
    }

    @Test func `hostile keys are harmless to read and can be purged`() async throws {
        let program = try self.serve()
        let served = try await program.ready()
        let searches = ["%1B%5B31mred%1B%5D0%3Btitle%07", "%0Aline%0D", "%E2%80%AEevil", "%E4%BD%A0%E5%A5%BD%F0%9F%98%80"]
        for search in searches {
            #expect(try await Web.get("\(served.api_url)/courses/?search=\(search)").status == 200)
        }
        let url = ["--url", served.admin_url]
        let keys = try await Program.run(["keys"] + url)
        #expect(
            keys.output.unicodeScalars.allSatisfy {
                $0 == "\n" || !$0.properties.isDefaultIgnorableCodePoint && $0.value >= 32 && $0.value != 127
            })
        for search in searches {
            let key = "course_list:?search=\(search)"
            #expect(try await Web.state(of: key, served.admin_url) == .fresh)
            #expect(try await Program.run(["purge", "--key", key, "--hard", "--yes"] + url).status == 0)
            #expect(try await Web.state(of: key, served.admin_url) == .absent)
        }
    }
}
