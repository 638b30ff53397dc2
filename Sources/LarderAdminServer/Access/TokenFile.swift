import Foundation
import Yams

/// The YAML of `tokens_file`.
///
/// ```yaml
/// tokens:
///   - {name: grafana, role: read, sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08}
/// ```
///
/// The hash is that of the token as it is sent, without a line's end: `printf %s "$TOKEN" | sha256sum`.
struct TokenFile {
    private static let largest = 1 << 20
    private static let longestName = 100
    private static let fields = ["name", "role", "sha256"]

    private let path: String
    private var problems: [AdminServerError.Problem] = []

    /// - Throws: All problems at once, each with its line.
    static func read(_ path: String) throws(AdminServerError) -> TokenTable {
        var file = TokenFile(path: path)
        let table = file.table()
        guard file.problems.isEmpty else { throw .badTokens(file.problems) }
        return table
    }

    private init(path: String) {
        self.path = path
    }

    private mutating func table() -> TokenTable {
        guard let yaml = self.contents(), let tokens = self.list(yaml) else { return TokenTable(tokens: []) }
        var table = TokenTable(tokens: [])
        for node in tokens {
            guard let token = self.token(node) else { continue }
            if table.tokens.contains(where: { $0.name == token.name }) {
                self.report(node, "there are two tokens named '\(token.name)'")
            } else if table.tokens.contains(where: { $0.digest == token.digest }) {
                self.report(node, "'\(token.name)' is the same token as one before it")
            } else {
                table.tokens.append(token)
            }
        }
        return table
    }

    private mutating func contents() -> String? {
        var status = stat()
        guard stat(self.path, &status) == 0 else {
            self.report(nil, String(cString: strerror(errno)).lowercased())
            return nil
        }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.largest else {
            self.report(nil, "this is not a file of at most \(Self.largest >> 20) MiB")
            return nil
        }
        if status.st_mode & 0o077 != 0 {
            let mode = String(status.st_mode & 0o777, radix: 8)
            self.report(nil, "others can read or change this file (mode 0\(mode)): chmod 600 \(self.path)")
        }
        guard let data = FileManager.default.contents(atPath: self.path), let yaml = String(validating: data, as: UTF8.self)
        else {
            self.report(nil, "this file cannot be read as UTF-8 text")
            return nil
        }
        return yaml
    }

    private mutating func list(_ yaml: String) -> Node.Sequence? {
        let root: Node?
        do {
            root = try Yams.compose(yaml: yaml)
        } catch let error as YamlError {
            // Its own description quotes the line, and there may be a token in it that somebody forgot to hash.
            self.problems.append(.init(file: self.path, line: error.line, reason: "this is not YAML"))
            return nil
        } catch {
            self.report(nil, "this is not YAML")
            return nil
        }
        guard let mapping = root?.mapping else {
            self.report(root, "this file has one field, tokens: a list of {name, role, sha256}")
            return nil
        }
        for (key, _) in mapping where key.string != "tokens" {
            self.report(key, "unknown field; there is tokens alone")
        }
        guard let tokens = mapping["tokens"]?.sequence, !tokens.isEmpty else {
            self.report(mapping["tokens"] ?? root, "tokens is a list of at least one {name, role, sha256}")
            return nil
        }
        return tokens
    }

    private mutating func token(_ node: Node) -> TokenTable.Token? {
        guard let mapping = node.mapping else {
            self.report(node, "a token is {name, role, sha256}")
            return nil
        }
        for (key, _) in mapping where !Self.fields.contains(key.string ?? "") {
            self.report(key, "unknown field; a token has \(Self.fields.joined(separator: ", "))")
        }
        let name = self.name(mapping, node)
        let role = self.role(mapping, node)
        let digest = self.digest(mapping, node)
        guard let name, let role, let digest else { return nil }
        return TokenTable.Token(name: name, role: role, digest: digest)
    }

    private mutating func name(_ token: Node.Mapping, _ node: Node) -> String? {
        guard let name = token["name"]?.string, (1...Self.longestName).contains(name.utf8.count),
            name.unicodeScalars.allSatisfy({
                $0.properties.generalCategory != .control && $0.properties.generalCategory != .format
            })
        else {
            self.report(token["name"] ?? node, "name is who has the token, 1 to \(Self.longestName) bytes of text")
            return nil
        }
        return name
    }

    private mutating func role(_ token: Node.Mapping, _ node: Node) -> Role? {
        guard let role = token["role"]?.string.flatMap(Role.init(rawValue:)) else {
            self.report(token["role"] ?? node, "role is one of \(Role.allCases.map(\.rawValue).joined(separator: ", "))")
            return nil
        }
        return role
    }

    private mutating func digest(_ token: Node.Mapping, _ node: Node) -> [UInt8]? {
        // The scalar as it is written: digits alone would be a number to YAML.
        guard case .scalar(let scalar)? = token["sha256"], let digest = Self.bytes(ofHex: scalar.string) else {
            self.report(token["sha256"] ?? node, "sha256 is 64 hexadecimal digits: printf %s \"$TOKEN\" | sha256sum")
            return nil
        }
        return digest
    }

    private static func bytes(ofHex text: String) -> [UInt8]? {
        let digits = text.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == 64, !digits.contains(nil) else { return nil }
        return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0]! << 4 | digits[$0 + 1]!) }
    }

    private mutating func report(_ node: Node?, _ reason: String) {
        self.problems.append(.init(file: self.path, line: node?.mark?.line ?? 1, reason: reason))
    }
}
