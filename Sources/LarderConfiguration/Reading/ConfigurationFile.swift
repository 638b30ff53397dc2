import Configuration
import Foundation
import LarderAdminServer
import Yams

/// A configuration in YAML, each of its values with the line it stands in.
struct ConfigurationFile {
    /// Bounds what a file can make of a few lines by aliases, too.
    static let maximumBytes = 1 << 20
    static let maximumValues = 10_000

    let path: String
    /// Texts and lists of texts, by the keys and places that lead to them.
    private(set) var values: [[String]: ConfigContent] = [:]
    /// Of keys, list members and values.
    private(set) var lines: [[String]: Int] = [:]
    /// Sections in the order of the file, each with the names in it.
    private(set) var sections: [[String]: [String]] = [:]
    /// Those of the sections that are lists of sections.
    private(set) var lists: Set<[String]> = []
    private(set) var problems: [ConfigurationProblem] = []

    /// As a process without a file has it.
    static let none = ConfigurationFile(path: "")

    private init(path: String) {
        self.path = path
    }

    /// - Throws: `ConfigurationError` where it cannot be read, or is no YAML.
    init(readingFrom path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ConfigurationError([ConfigurationProblem(.file(path, line: nil), "cannot be read; name a file that is there")])
        }
        guard data.count <= Self.maximumBytes, let text = String(validating: data, as: UTF8.self) else {
            throw ConfigurationError([
                ConfigurationProblem(.file(path, line: nil), "is no text of at most \(Self.maximumBytes >> 10) KiB in UTF-8")
            ])
        }
        try self.init(text, path: path)
    }

    /// - Throws: `ConfigurationError` where it is no YAML.
    init(_ yaml: String, path: String) throws {
        self.path = path
        do {
            guard let root = try Yams.compose(yaml: yaml) else { return }
            self.add(root, at: [])
        } catch let error as YamlError {
            throw ConfigurationError([ConfigurationProblem(.file(path, line: error.line), error.reason)])
        }
    }

    func place(_ path: [String]) -> ConfigurationProblem.Place {
        .file(self.path, line: self.lines[path])
    }

    /// The same, without lines.
    var provider: InMemoryProvider {
        let values = self.values.map { (AbsoluteConfigKey($0.key), ConfigValue($0.value, isSecret: false)) }
        return InMemoryProvider(name: self.path, values: Dictionary(uniqueKeysWithValues: values))
    }

    private mutating func add(_ node: Node, at path: [String]) {
        guard self.lines.count < Self.maximumValues else {
            if self.problems.last?.message != Self.tooMany {
                self.problems.append(ConfigurationProblem(.file(self.path, line: nil), Self.tooMany))
            }
            return
        }
        if self.lines[path] == nil { self.lines[path] = node.mark?.line }
        switch node {
        case .scalar(let scalar):
            // `key:` and nothing after it.
            let isNothing = scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
            guard let name = path.last else {
                return isNothing ? () : self.complain(path, "is no list of 'key: value'")
            }
            guard !isNothing else { return self.complain(path, "'\(name)' has no value") }
            self.values[path] = .string(scalar.string)
        case .sequence(let sequence):
            self.add(sequence, at: path)
        case .mapping(let mapping):
            self.sections[path] = mapping.map { $0.key.string ?? "" }
            for (key, value) in mapping {
                guard let name = key.string else {
                    self.complain(path, "a key is not a text")
                    continue
                }
                self.lines[path + [name]] = key.mark?.line
                self.add(value, at: path + [name])
            }
        case .alias:
            self.complain(path, "refers to something that is not there")
        }
    }

    private mutating func add(_ sequence: Node.Sequence, at path: [String]) {
        if sequence.isEmpty {
            self.values[path] = .stringArray([])
        } else if sequence.contains(where: { $0.mapping != nil }) {
            self.lists.insert(path)
            self.sections[path] = sequence.indices.map { "\($0)" }
            for (index, member) in sequence.enumerated() {
                self.lines[path + ["\(index)"]] = member.mark?.line
                guard member.mapping != nil else {
                    self.complain(path + ["\(index)"], "is no 'key: value' as its neighbours are")
                    continue
                }
                self.add(member, at: path + ["\(index)"])
            }
        } else {
            let texts = sequence.compactMap { $0.scalar?.string }
            guard texts.count == sequence.count else { return self.complain(path, "'\(path.last ?? "")' is no list of texts") }
            self.values[path] = .stringArray(texts)
        }
    }

    private mutating func complain(_ path: [String], _ message: String) {
        self.problems.append(ConfigurationProblem(self.place(path), message))
    }

    private static let tooMany = "has more than \(maximumValues) values"
}

extension YamlError {
    fileprivate var reason: String {
        switch self {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _):
            "is no YAML: \(problem)"
        case .duplicatedKeysInMapping(let duplicates, _): "says \(duplicates.map { "'\($0)'" }.joined(separator: ", ")) twice"
        default: "is no YAML"
        }
    }
}
