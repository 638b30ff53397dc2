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

    @Test func `every key has a name that means it`() {
        for key in KeyMap.standard.bindings.flatMap(\.keys) {
            #expect(Key(name: key.description) == key)
        }
        for name in ["", "Ctrl-", "F0", "F13", "two", "Ctrl-1"] {
            #expect(Key(name: name) == nil)
        }
    }
}
