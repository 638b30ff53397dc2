import Foundation
import LarderTerminal
import Yams

/// Why a file of keys cannot be used; `description` names the place.
struct KeyBindingsError: Error, Sendable, Equatable, CustomStringConvertible {
    var file: String
    var line: Int
    var reason: String

    var description: String { "\(self.file):\(self.line): \(self.reason)" }
}

/// The user's own keys, `keys` in `dashboard.yaml`: a command's name and the keys it is to have instead of its own.
///
/// ```yaml
/// keys:
///   sort: [s, F2]
///   scrollUp: Ctrl-B
/// ```
enum KeyBindingsFile {
    private static let limit = 65_536

    /// The table with the keys of `larder/dashboard.yaml` below `$XDG_CONFIG_HOME`, where there is such a file.
    static func load(_ environment: [String: String]) throws(KeyBindingsError) -> KeyMap {
        guard let folder = XDGFolder.configuration.path(environment) else { return .standard }
        let path = folder + "/larder/dashboard.yaml"
        guard FileManager.default.fileExists(atPath: path) else { return .standard }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw KeyBindingsError(file: path, line: 1, reason: "cannot be read")
        }
        guard data.count <= Self.limit, let yaml = String(validating: data, as: UTF8.self) else {
            throw KeyBindingsError(file: path, line: 1, reason: "not a text of at most \(Self.limit) bytes")
        }
        return try Self.apply(yaml, file: path, to: .standard)
    }

    /// The table with the user's keys. `Ctrl-C` stays as it is, and so do the keys of dialogs.
    static func apply(_ yaml: String, file: String, to table: KeyMap) throws(KeyBindingsError) -> KeyMap {
        let root: Node?
        do {
            root = try Yams.compose(yaml: yaml)
        } catch {
            throw KeyBindingsError(file: file, line: 1, reason: "not YAML: \(error)")
        }
        guard let root else { return table }
        guard let fields = root.mapping else { throw Self.error(file, root, "expected keys: and below it commands") }
        for (name, _) in fields where name.string != "keys" {
            throw Self.error(file, name, "unknown section '\(name.string ?? "")'; known is keys")
        }
        guard let section = fields["keys"] else { return table }
        guard let commands = section.mapping else { throw Self.error(file, section, "keys is a mapping, such as {sort: s}") }
        var result = table
        var changed: [(command: Command, node: Node)] = []
        for (name, value) in commands {
            let command = try Self.command(name, file: file, in: table)
            let keys = try Self.keys(value, file: file)
            if let bad = keys.first(where: { !command.mayHave($0) }) {
                throw Self.error(file, value, "'\(bad)' is too easily pressed for \(command)")
            }
            for index in result.bindings.indices where result.bindings[index].isRebindable(command) {
                result.bindings[index].keys = keys
                result.bindings[index].footer?.keys = nil
            }
            changed.append((command, name))
        }
        for (command, node) in changed {
            if let clash = result.clash(of: command) {
                throw Self.error(file, node, "'\(clash.key)' of \(command) is the key of \(clash.other) too")
            }
        }
        return result
    }

    private static func command(_ node: Node, file: String, in table: KeyMap) throws(KeyBindingsError) -> Command {
        let known = Command.allCases.filter { command in table.bindings.contains { $0.isRebindable(command) } }
        if let command = known.first(where: { "\($0)" == node.string }) {
            return command
        }
        let names = known.map { "\($0)" }.joined(separator: " ")
        throw Self.error(file, node, "no command '\(node.string ?? "")' whose keys can be chosen; there are \(names)")
    }

    private static func keys(_ node: Node, file: String) throws(KeyBindingsError) -> [Key] {
        let nodes = node.sequence.map(Array.init) ?? [node]
        guard !nodes.isEmpty else { throw Self.error(file, node, "a command needs a key") }
        var keys: [Key] = []
        for node in nodes {
            guard let name = node.scalar?.string, let key = Key(name: name) else {
                throw Self.error(file, node, "'\(node.scalar?.string ?? "")' is no key; such as x, Ctrl-B, F5, PgUp, Spc")
            }
            keys.append(key)
        }
        return keys
    }

    private static func error(_ file: String, _ node: Node, _ reason: String) -> KeyBindingsError {
        KeyBindingsError(file: file, line: node.mark?.line ?? 1, reason: reason)
    }
}

extension Command {
    /// Nothing destructive behind a control letter, backspace, or a key that other programs go on with.
    fileprivate func mayHave(_ key: Key) -> Bool {
        // It works where text is typed, too.
        if self == .suspend, case .character = key { return false }
        guard self.isDestructive else { return true }
        switch key {
        case .character(" "): return false
        case .character, .function: return true
        default: return false
        }
    }
}

extension Binding {
    fileprivate func isRebindable(_ command: Command) -> Bool {
        self.command == command && self.group != .dialog && command != .interrupt
    }
}

extension KeyMap {
    fileprivate func clash(of command: Command) -> (key: Key, other: Command)? {
        for own in self.bindings where own.isRebindable(command) {
            for other in self.bindings where other != own && !other.contexts.isDisjoint(with: own.contexts) {
                if let key = own.keys.first(where: other.keys.contains) {
                    return (key, other.command)
                }
            }
        }
        return nil
    }
}
