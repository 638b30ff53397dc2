import Foundation
import LarderTerminal
import Testing

@testable import LarderDashboard

@Suite struct KeyBindingsFileTests {
    private func apply(_ yaml: String) throws -> KeyMap {
        try KeyBindingsFile.apply(yaml, file: "dashboard.yaml", to: .standard)
    }

    @Test func `a command has the user's keys instead of its own`() throws {
        let keys = try self.apply("keys:\n  sort: [F2, Ctrl-B]\n  pause: P\n")
        #expect(keys.command(for: .function(2), in: .overview) == .sort)
        #expect(keys.command(for: .control("b"), in: .overview) == .sort)
        #expect(keys.command(for: .character("s"), in: .overview) != .sort)
        #expect(keys.command(for: .character("P"), in: .overview) == .pause)
    }

    @Test(arguments: ["", "keys: {}\n"])
    func `a file that says nothing changes nothing`(yaml: String) throws {
        #expect(try self.apply(yaml).bindings == KeyMap.standard.bindings)
    }

    @Test(arguments: [
        ("keys:\n  sortt: s\n", "dashboard.yaml:2: no command 'sortt'"),
        ("keys:\n  sort: Hyper-X\n", "dashboard.yaml:2: 'Hyper-X' is no key"),
        ("keys:\n  sort: q\n", "dashboard.yaml:2: 'q' of sort is the key of quit too"),
        ("colours: {}\n", "dashboard.yaml:1: unknown section"),
        ("keys:\n  interrupt: F3\n", "dashboard.yaml:2: no command 'interrupt'"),
        ("keys: [a]\n", "dashboard.yaml:1: keys is a mapping"),
        ("keys:\n  invalidate: Ctrl-X\n", "dashboard.yaml:2: 'Ctrl-X' is too easily pressed"),
        ("keys:\n  suspend: z\n", "dashboard.yaml:2: 'z' is too easily pressed"),
        ("keys: {sort: []}\n", "a command needs a key"),
        ("keys: {\n", "not YAML"), ("keys:\n  confirmOne: F3\n", "no command 'confirmOne'"),
    ])
    func `a mistake is named with its line`(yaml: String, message: String) {
        do {
            _ = try self.apply(yaml)
            Issue.record("no error for \(yaml)")
        } catch {
            #expect("\(error)".contains(message), "\(error)")
        }
    }

    @Test func `the user's keys are pressed, in the footer and in the help`() throws {
        var state = try Fixture.live(200, 50)
        state.keys = try self.apply("keys:\n  sort: F2\n  invalidate: Z\n")
        let before = state.hot.sort
        _ = state.push(.character("s"))
        #expect(state.hot.sort == before)
        _ = state.push(.function(2))
        #expect(state.hot.sort != before)
        let lines = state.draw().lines
        #expect(lines.last?.contains("F2 Sort") == true && lines.last?.contains("Z Invalidate…") == true)
        #expect(HelpView.lines(state.keys, in: Rect(state.size)).contains { $0.first?.text.hasPrefix("F2 ") == true })
        _ = state.push(.character(" "))
        #expect(state.draw().lines.contains { $0.contains("Z invalidates them") })
    }

    @Test func `the file is found below the folder of configurations`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "larder-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let environment = ["XDG_CONFIG_HOME": folder.path]
        #expect(try KeyBindingsFile.load(environment) == .standard)
        try FileManager.default.createDirectory(
            at: folder.appending(path: "larder"), withIntermediateDirectories: true)
        let file = folder.appending(path: "larder/dashboard.yaml")
        try Data("keys: {sort: F2}\n".utf8).write(to: file)
        #expect(try KeyBindingsFile.load(environment).command(for: .function(2), in: .overview) == .sort)
        try Data("keys:\n  sort: q\n".utf8).write(to: file)
        #expect(throws: KeyBindingsError(file: file.path, line: 2, reason: "'q' of sort is the key of quit too")) {
            try KeyBindingsFile.load(environment)
        }
        try Data([0xFF, 0xFE]).write(to: file)
        #expect(throws: KeyBindingsError.self) { try KeyBindingsFile.load(environment) }
    }

    @Test func `every key has a name that means it`() {
        for key in KeyMap.standard.bindings.flatMap(\.keys) {
            #expect(Key(name: key.description) == key)
        }
        for name in ["", "Ctrl-", "F0", "F13", "two", "Ctrl-1"] {
            #expect(Key(name: name) == nil)
        }
    }
}
