import Foundation
import LarderEngine
import Testing

@testable import larder

@Suite struct `Simulation of traces` {
    /// `a`, `b`, `a`, `c`, a line each.
    private static let compressed = Data(base64Encoded: "H4sIAAAAAAACA0vkSuJK5ErmAgA4UpfyCAAAAA==")!

    @Test func `each request is a get and on a miss a put`() async throws {
        try await withTrace("small.keys.txt", "a\nb\na\nc\nb\na\n") { path in
            let outcome = try await CommandLine().run(
                "simulate", path, "--policy", "fifo,lru", "--capacity", "2", "--csv", "--shards", "1")
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.errors.isEmpty)
            #expect(
                outcome.output == """
                    trace,policy,capacity,requests,misses,request_miss_ratio,byte_miss_ratio
                    small,fifo,2,6,4,0.666667,0.666667
                    small,lru,2,6,5,0.833333,0.833333

                    """)
        }
    }

    @Test func `without flags all policies are compared at two capacities, for people`() async throws {
        try await withTrace("small.txt", (0..<300).map { "key \($0 % 150)\n" }.joined()) { path in
            let outcome = try await CommandLine(environment: ["NO_COLOR": "1"]).run("simulate", path)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output.hasPrefix("small: 300 requests\n"))
            for policy in SimulatedPolicy.allCases {
                #expect(outcome.output.contains("\n 2 entries  \(policy.rawValue) "))
                #expect(outcome.output.contains("\n15 entries  \(policy.rawValue) "))
            }
        }
    }

    @Test(arguments: [
        // Name, text, the file beside it, its text.
        ("t.csv", "a,10\nb,90\na,10\nc,20\na,10\n", nil, ""),
        ("t.keys.txt", "a\nb\na\nc\na\n", "t.sizes.txt", "10\n90\n20\n"), ("t", "a\nb\na\nc\na\n", "t.sizes", "10\n90\n20"),
    ]) func `sizes weigh entries and misses`(name: String, text: String, beside: String?, sizes: String) async throws {
        try await withTrace(name, text) { path in
            if let beside {
                try Data(sizes.utf8).write(
                    to: URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent(beside))
            }
            let outcome = try await CommandLine().run("simulate", path, "--policy", "fifo", "--capacity", "100B,40B", "--csv")
            #expect(outcome.status == 0, "\(outcome.errors)")
            // At 100 bytes c evicts a; at 40 b is not admitted.
            #expect(outcome.output.contains("t,fifo,100,5,4,0.800000,0.928571\n"))
            #expect(outcome.output.contains("t,fifo,40,5,3,0.600000,0.857143\n"))
        }
    }

    @Test func `gzip is read directly, in several parts too`() throws {
        try withTraceFile("t.keys.txt.gz", Self.compressed + Self.compressed) { path in
            let file = try TraceFile(path) { _ in }
            #expect(file.name == "t")
            #expect(file.trace.requests.map(\.key) == [0, 1, 0, 2, 0, 1, 0, 2])
            #expect(!file.hasSizes)
        }
    }

    @Test func `line ends of either kind, a last line without one and empty lines are no keys`() throws {
        try withTraceFile("t", Data("a\r\nb\n\na\r\n\nb".utf8)) { path in
            let file = try TraceFile(path) { _ in }
            #expect(file.trace.requests.map(\.key) == [0, 1, 0, 1])
        }
    }

    @Test func `a comma in a key is part of it where the first line has no size`() throws {
        try withTraceFile("t", Data("/a\n/a?ids=1,2\n/a?ids=1,3\n".utf8)) { path in
            let file = try TraceFile(path) { _ in }
            #expect(file.trace.uniqueKeys == 3)
            #expect(!file.hasSizes)
        }
    }

    @Test(arguments: [
        ("t.txt.gz", Data(compressed.dropLast(9)), "line 5: ends in the middle"),
        ("t.txt.gz", Data(compressed.dropLast(8) + [0, 1, 2, 3, 8, 0, 0, 0]), "damaged gzip data: incorrect data check"),
        ("t.txt.gz", Data("a\nb\n".utf8), "line 1: not compressed by gzip"), ("t", Data("a,1\nb,2\nc\n".utf8), "line 3: no size"),
        ("t", Data("a,1\nb,99999999999\n".utf8), "line 2: no size"),
        ("t", Data("a\n".utf8 + [UInt8](repeating: 97, count: 1 << 20)), "line 2: longer than 65536 bytes"),
    ]) func `what is damaged is named by file and line, with code 1`(name: String, content: Data, message: String) async throws {
        try await withTrace(name, content) { path in
            let outcome = try await CommandLine().run("simulate", path, "--csv")
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains(path))
            #expect(outcome.errors.contains(message), "\(outcome.errors)")
        }
    }

    @Test(arguments: [("10\nx\n", "line 2: not a size"), ("10\n", "line 2: missing")])
    func `so are sizes`(sizes: String, message: String) throws {
        try withTraceFile("t.keys.txt", Data("a\nb\n".utf8)) { path in
            let beside = path.replacing(".keys.", with: ".sizes.")
            try Data(sizes.utf8).write(to: URL(fileURLWithPath: beside))
            do throws(TraceFailure) {
                _ = try TraceFile(path) { _ in }
                Issue.record("was read")
            } catch {
                #expect("\(error)".hasPrefix("\(beside), \(message)"))
            }
        }
    }

    @Test func `a trace that is not there, or has no sizes for a capacity in bytes, is code 1`() async throws {
        let absent = try await CommandLine().run("simulate", "/nonexistent/trace")
        #expect(absent.status == 1)
        #expect(absent.errors == "larder: /nonexistent/trace: cannot be read: No such file or directory\n")
        try await withTrace("t", "a\n") { path in
            let unsized = try await CommandLine().run("simulate", path, "--capacity", "1MiB")
            #expect(unsized.status == 1)
            #expect(unsized.errors.contains("t.sizes.txt"))
        }
    }

    @Test func `an empty trace has no ratios`() async throws {
        try await withTrace("t", "") { path in
            let outcome = try await CommandLine().run("simulate", path, "--policy", "lru", "--capacity", "1%", "--csv")
            #expect(outcome.status == 0)
            #expect(outcome.output.hasSuffix("t,lru,1,0,0,,\n"))
        }
    }

    @Test func `an unknown policy is code 2, with those that are known`() async throws {
        let outcome = try await CommandLine().run("simulate", "t", "--policy", "lru,mru")
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("'mru'"))
        for policy in SimulatedPolicy.allCases {
            #expect(outcome.errors.contains(policy.rawValue))
        }
    }

    @Test(arguments: [
        ["--capacity", "0"], ["--capacity", "-1"], ["--capacity", "0%"], ["--capacity", "101%"], ["--capacity", "1,"],
        ["--capacity", "many"], ["--shards", "0"], ["--shards", "4096"], ["--policy", ""],
    ]) func `so are other bad values`(flags: [String]) async throws {
        #expect(try await CommandLine().run(["simulate", "t"] + flags).status == 2)
    }

    @Test(arguments: [
        ("138", 13_756, Replay.Capacity.entries(138)), ("1%", 13_756, .entries(138)), ("10%", 186_880, .entries(18_688)),
        ("0.1%", 10, .entries(1)), ("2KiB", 10, .bytes(2048)), ("2029770B", 10, .bytes(2_029_770)),
    ]) func `capacities are entries, a share of the keys, or bytes`(text: String, keys: Int, capacity: Replay.Capacity) throws {
        let list = try CapacityList(argument: text)
        #expect(list.capacities.map { $0.resolved(uniqueKeys: keys) } == [capacity])
    }

    @Test func `help has an example`() async throws {
        let outcome = try await CommandLine().run("simulate", "--help")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("  larder simulate requests.keys.txt.gz\n"))
    }
}

/// Writes a trace for as long as `body` runs.
private func withTrace(_ name: String, _ text: String, _ body: (_ path: String) async throws -> Void) async throws {
    try await withTrace(name, Data(text.utf8), body)
}

private func withTrace(_ name: String, _ content: Data, _ body: (_ path: String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("larder-trace-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent(name)
    try content.write(to: file)
    try await body(file.path)
}

private func withTraceFile(_ name: String, _ content: Data, _ body: (_ path: String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("larder-trace-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent(name)
    try content.write(to: file)
    try body(file.path)
}
