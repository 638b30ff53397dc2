import Foundation
import Testing

/// What the user reads when something is wrong.
@Suite(.serialized) struct FailureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let status: Int32
        let says: String
        var environment: [String: String] = [:]

        var testDescription: String { self.arguments.joined(separator: " ") }
    }

    @Test(arguments: [
        Case(arguments: ["demo", "--scenario", "picnic", "--headless"], status: 2, says: "stampede"),
        Case(arguments: ["demo", "--theme", "pink"], status: 2, says: "gruvbox-dark"),
        Case(
            arguments: ["demo", "--theme", "/nowhere/theme.yaml", "--api-port", "0", "--admin-port", "0"], status: 1,
            says: "/nowhere/theme.yaml"),
        Case(arguments: ["demo", "--api-port", "0", "--admin-port", "0"], status: 1, says: "--headless"),
        Case(arguments: ["top", "http://127.0.0.1:1"], status: 1, says: "--once"),
        Case(arguments: ["top", "--once", "http://127.0.0.1:1"], status: 3, says: "127.0.0.1:1"),
        Case(arguments: ["top", "gopher://x"], status: 2, says: "gopher"),
        Case(arguments: ["serve", "--memory", "lots"], status: 2, says: "memory"),
        Case(arguments: ["serve", "--api-port", "70000"], status: 2, says: "70000"),
        Case(arguments: ["demo", "--headless", "--duration", "soon"], status: 2, says: "duration"),
        Case(arguments: ["demo", "--headless", "--rate", "-1"], status: 2, says: "rate"),
        Case(
            arguments: ["serve", "--database", "/nowhere/at/all.sqlite", "--api-port", "0", "--admin-port", "0"], status: 1,
            says: "/nowhere/at/all.sqlite"),
        Case(
            arguments: ["serve", "--ready-file", "/nowhere/ready", "--courses", "10", "--api-port", "0", "--admin-port", "0"],
            status: 1, says: "/nowhere/ready"),
        Case(
            arguments: ["serve", "--state-dir", "/dev/null/state", "--courses", "10", "--api-port", "0", "--admin-port", "0"],
            status: 1, says: "/dev/null/state"),
        Case(arguments: ["frobnicate"], status: 2, says: "frobnicate"),
    ]) func `a mistake gets one clear line and its code`(_ row: Case) async throws {
        let result = try await Program.run(row.arguments)
        #expect(result.status == row.status, "\(result.errors)")
        #expect(result.errors.contains(row.says))
        #expect(!result.output.contains("\u{1B}") && !result.errors.contains("\u{1B}"))
        if row.status != 2 {
            #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
        }
    }

    @Test func `an occupied port is named, for the API and for the stats endpoint`() async throws {
        let first = try Program(["serve", "--api-port", "0", "--admin-port", "0", "--courses", "10", "--ready-file", "READY"])
        let served = try await first.ready()
        let apiPort = try #require(URLComponents(string: served.api_url)?.port)
        let adminPort = try #require(URLComponents(string: served.admin_url)?.port)
        for command in [["serve"], ["demo", "--headless"]] {
            let api = try await Program.run(command + ["--api-port", "\(apiPort)", "--admin-port", "0", "--courses", "10"])
            #expect(api.status == 1 && api.errors.contains("\(apiPort)") && api.errors.contains("--api-port"), "\(api.errors)")
            let admin = try await Program.run(command + ["--api-port", "0", "--admin-port", "\(adminPort)", "--courses", "10"])
            #expect(
                admin.status == 1 && admin.errors.contains("\(adminPort)") && admin.errors.contains("--admin-port"),
                "\(admin.errors)")
        }
    }

    @Test func `every command has help with an example`() async throws {
        for command in ["demo", "top", "serve", "stats", "keys", "purge", "undo"] {
            let help = try await Program.run([command, "--help"])
            #expect(
                help.status == 0 && help.output.contains("EXAMPLE") && help.output.contains("larder \(command)"), "\(command)")
        }
        #expect(try await Program.run(["--version"]).output == "0.1.0\n")
    }
}
