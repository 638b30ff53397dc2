import Crypto
import Foundation
import LarderAdminServer
import Testing

@testable import LarderAdminServer

@Suite struct `Tokens` {
    static func hash(_ token: String) -> String {
        SHA256.hash(data: Data(token.utf8)).map { byte in
            let hex = String(byte, radix: 16)
            return hex.count == 1 ? "0\(hex)" : hex
        }.joined()
    }

    static let file = """
        tokens:
          - {name: grafana, role: read, sha256: \(hash("reading"))}
          - {name: support, role: inspect, sha256: \(hash("looking"))}
          - {name: ann, role: purge, sha256: \(hash("purging"))}
        """

    let folder: TemporaryFolder

    init() throws {
        self.folder = try TemporaryFolder()
    }

    @Test func `a file of tokens knows who has which`() throws {
        let table = try TokenFile.read(self.folder.write(Self.file, to: "t.yaml"))
        #expect(table.token(matching: "reading")?.name == "grafana")
        #expect(table.token(matching: "looking")?.role == .inspect)
        #expect(table.token(matching: "purging")?.role == .purge)
        for wrong in ["", "Reading", "reading ", "purging\n", Self.hash("purging")] {
            #expect(table.token(matching: wrong) == nil)
        }
    }

    @Test func `roles hold those before them`() {
        #expect(Role.read < .inspect && .inspect < .purge)
    }

    @Test func `all problems are told at once, each with its line, and no token is repeated`() throws {
        let yaml = """
            colour: red
            tokens:
              - {name: ann, role: admin, sha256: \(Self.hash("a"))}
              - {name: bob, role: read, sha256: correct-horse-battery}
              - {role: read, sha256: \(Self.hash("c")), s3cret: s3cret}
              - {name: dan, role: read, sha256: \(Self.hash("d"))}
              - {name: dan, role: read, sha256: \(Self.hash("e"))}
              - {name: eve, role: read, sha256: \(Self.hash("d"))}
              - plain
            """
        let file = try self.folder.write(yaml, to: "t.yaml", mode: 0o644)
        let error = try #require(throws: AdminServerError.self) { try TokenFile.read(file) }
        #expect(error.code == .badTokens)
        #expect(error.problems.compactMap(\.line) == [1, 1, 3, 4, 5, 5, 7, 8, 9])
        #expect(error.description.contains("chmod 600 \(file)"))
        #expect(error.description.contains("\(file):3: role is one of read, inspect, purge"))
        #expect(!error.description.contains("horse") && !error.description.contains("s3cret"))
    }

    @Test(arguments: [
        "", "tokens", "tokens: []", "tokens: {}", "tokens: 7", "[", "tokens: [\n  {name: a,", "- a", "tokens: [{}]",
        "tokens: [{name: a, name: b}]", "\u{0}",
    ]) func `what is no list of tokens is refused`(yaml: String) throws {
        let file = try self.folder.write(yaml, to: "t.yaml")
        let error = #expect(throws: AdminServerError.self) { try TokenFile.read(file) }
        #expect(error?.problems.isEmpty == false)
    }

    @Test func `a file that is not there is named`() {
        let error = #expect(throws: AdminServerError.self) { try TokenFile.read("\(self.folder.path)/none.yaml") }
        #expect(error?.description.contains("none.yaml") == true)
        #expect(error?.description.contains("no such file") == true)
    }

    @Test func `a file that changes is read anew, and one that breaks leaves what was there`() throws {
        let file = try self.folder.write(Self.file, to: "t.yaml")
        let log = LogLines()
        let tokens = try Reloading("tokens", of: [file], logger: log.logger) { try TokenFile.read(file) }
        tokens.refresh()
        #expect(log.all.isEmpty)
        try self.folder.write("tokens:\n  - {name: new, role: read, sha256: \(Self.hash("new"))}\n", to: "t.yaml")
        tokens.refresh()
        #expect(tokens.current.tokens.map(\.name) == ["new"])
        try self.folder.write("tokens: oops\n", to: "t.yaml")
        tokens.refresh()
        tokens.refresh()
        #expect(tokens.current.tokens.map(\.name) == ["new"])
        #expect(log.errors == 1)
        #expect(log.all.contains("t.yaml:1: tokens is a list"))
        _ = chmod(try self.folder.write(Self.file, to: "t.yaml"), 0o640)
        tokens.refresh()
        #expect(log.all.contains("0640"))
    }

    @Test func `who keeps trying waits longer each time, and is forgiven when quiet`() {
        var backoff = FailureBackoff()
        let start = instant(0)
        let delays = (0..<12).map { _ in backoff.failed("10.0.0.1", at: start) }
        #expect(delays.prefix(4) == [.zero, .zero, .zero, .milliseconds(100)])
        #expect(zip(delays, delays.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(delays.last == FailureBackoff.longest)
        #expect(backoff.failed("10.0.0.2", at: start) == .zero)
        #expect(backoff.failed("10.0.0.1", at: instant(61)) == .zero)
    }

    @Test func `addresses that fail are remembered in bounded number`() {
        var backoff = FailureBackoff()
        for number in 0..<5000 { _ = backoff.failed("a\(number)", at: instant(Double(number) / 1000)) }
        #expect(backoff.count == FailureBackoff.capacity)
    }
}
