import Foundation
import LarderTerminal
import Yams

/// The YAML of a theme, read but not yet joined with what it inherits.
///
/// ```yaml
/// name: dusk
/// inherits: terminal
/// palette: {sand: "#d79921"}
/// styles:
///   title: {fg: sand, bold: true, fg16: yellow}
///   evict: {fg: red}   # for every evict.… that has no entry of its own
/// ```
struct ThemeFile {
    var name: String
    var inherits: (name: String, line: Int)?
    var styles: [String: ThemeStyle]
    /// Where each style stands.
    var lines: [String: Int] = [:]
    /// All that a theme cannot have, in the order of the file.
    private(set) var mistakes: [ThemeError] = []
    let file: String

    private static let fields = ["name", "inherits", "palette", "styles"]
    private static let styleFields = ["fg", "bg", "fg256", "bg256", "fg16", "bg16"]
    private static let attributes: [String: TextAttributes] = [
        "bold": .bold, "dim": .dim, "underline": .underline, "reverse": .reverse, "italic": .italic,
    ]

    /// Throws where the file is no theme at all; else its mistakes are left out and told in `mistakes`.
    init(yaml: String, file: String) throws(ThemeError) {
        self.file = file
        self.name = ""
        self.styles = [:]
        let root: Node?
        do {
            root = try Yams.compose(yaml: yaml)
        } catch let error as YamlError {
            throw .invalid(file: file, line: error.line, reason: "not YAML: \(error.problem)")
        } catch {
            throw .invalid(file: file, line: 1, reason: "not YAML: \(error)")
        }
        guard let mapping = root?.mapping else {
            throw .invalid(file: file, line: 1, reason: "a theme is a mapping of \(Self.fields.joined(separator: ", "))")
        }
        for (key, _) in mapping where !Self.fields.contains(key.string ?? "") {
            self.mistakes.append(
                self.error(key, "unknown field '\(key.string ?? "")'; a theme has \(Self.fields.joined(separator: ", "))"))
        }
        self.note { reader throws(ThemeError) in
            reader.name = try mapping["name"].map { node throws(ThemeError) in try reader.text(node, "a name") } ?? ""
        }
        self.note { reader throws(ThemeError) in
            guard let node = mapping["inherits"] else { return }
            reader.inherits = (try reader.text(node, "the name of a built-in theme"), node.line)
        }
        var palette: [String: Colour] = [:]
        self.noteEach(in: mapping["palette"], "palette") { reader, key, value throws(ThemeError) in
            palette[try reader.text(key, "a colour's name")] = try reader.colour(value, palette: [:])
        }
        self.noteEach(in: mapping["styles"], "styles") { reader, key, value throws(ThemeError) in
            let name = try reader.text(key, "a style's name")
            guard Role(rawValue: name) != nil || Role.families.contains(name) else {
                throw reader.error(key, "unknown style '\(name)'\(Self.suggestion(for: name))")
            }
            reader.lines[name] = key.line
            reader.styles[name] = reader.style(value, palette: palette)
        }
        self.mistakes.sort { $0.line < $1.line }
    }

    private mutating func note(_ read: (inout ThemeFile) throws(ThemeError) -> Void) {
        do throws(ThemeError) {
            try read(&self)
        } catch {
            self.mistakes.append(error)
        }
    }

    private mutating func noteEach(
        in node: Node?, _ what: String, _ read: (inout ThemeFile, Node, Node) throws(ThemeError) -> Void
    ) {
        self.note { reader throws(ThemeError) in
            for (key, value) in try reader.mapping(node, what) {
                reader.note { reader throws(ThemeError) in try read(&reader, key, value) }
            }
        }
    }

    private mutating func style(_ node: Node, palette: [String: Colour]) -> ThemeStyle {
        var style = ThemeStyle()
        self.noteEach(in: node, "a style") { reader, key, value throws(ThemeError) in
            let field = key.string ?? ""
            if let attribute = Self.attributes[field] {
                guard let isSet = value.bool else { throw reader.error(value, "\(field) is true or false") }
                if isSet { style.attributes.insert(attribute) } else { style.attributes.remove(attribute) }
                return
            }
            let colour = try reader.colourField(key, value, palette: palette)
            switch field {
            case "fg": style.foreground.exact = colour
            case "fg256": style.foreground.of256 = colour
            case "fg16": style.foreground.of16 = colour
            case "bg": style.background.exact = colour
            case "bg256": style.background.of256 = colour
            default: style.background.of16 = colour
            }
        }
        return style
    }

    private func colourField(_ key: Node, _ value: Node, palette: [String: Colour]) throws(ThemeError) -> Colour? {
        let field = key.string ?? ""
        guard Self.styleFields.contains(field) else {
            let known = Self.styleFields + Self.attributes.keys.sorted()
            throw self.error(key, "unknown field '\(field)'; a style has \(known.joined(separator: ", "))")
        }
        guard value.string != "", value.string != "default" else { return nil }
        return try self.colour(value, palette: palette)
    }

    private func colour(_ node: Node, palette: [String: Colour]) throws(ThemeError) -> Colour {
        let text = try self.text(node, "a colour")
        if let named = palette[text] ?? Colour(themeName: text) {
            return named
        }
        throw self.error(
            node, "'\(text)' is no colour; use #rrggbb, 0 to 255, a name such as bright-red, or one of the palette")
    }

    private func text(_ node: Node, _ what: String) throws(ThemeError) -> String {
        guard let text = node.string else { throw self.error(node, "expected \(what)") }
        return text
    }

    private func mapping(_ node: Node?, _ what: String) throws(ThemeError) -> Node.Mapping {
        guard let node else { return Node.Mapping([]) }
        guard let mapping = node.mapping else { throw self.error(node, "\(what) is a mapping, such as {fg: red, bold: true}") }
        return mapping
    }

    private func error(_ node: Node, _ reason: String) -> ThemeError {
        .invalid(file: self.file, line: node.line, reason: reason)
    }

    private static func suggestion(for name: String) -> String {
        let last = name.split(separator: ".").last.map(String.init) ?? name
        let close = Role.allCases.map(\.rawValue).filter { $0.contains(last) || $0.hasPrefix(name.prefix(3)) }
        return "; "
            + (close.isEmpty
                ? "known are \(Role.allCases.map(\.rawValue).joined(separator: " "))"
                : "did you mean \(close.joined(separator: " or "))?")
    }
}

extension Node {
    fileprivate var line: Int { self.mark?.line ?? 1 }
}

extension YamlError {
    fileprivate var line: Int {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        default: 1
        }
    }

    fileprivate var problem: String {
        switch self {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
        case .duplicatedKeysInMapping(let keys, _): "\(keys.map { "'\($0)'" }.joined(separator: ", ")) stands there twice"
        default: "\(self)"
        }
    }
}

extension Colour {
    private static let names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]

    /// `#rrggbb`, a palette number, or one of the sixteen names.
    init?(themeName text: String) {
        if text.hasPrefix("#"), text.utf8.count == 7, let value = UInt32(text.dropFirst(), radix: 16) {
            self = .rgb(red: UInt8(value >> 16), green: UInt8(value >> 8 & 0xFF), blue: UInt8(value & 0xFF))
        } else if let index = UInt8(text) {
            self = .indexed(index)
        } else if let index = Self.names.firstIndex(of: text) {
            self = .indexed(UInt8(index))
        } else if text.hasPrefix("bright-"), let index = Self.names.firstIndex(of: String(text.dropFirst("bright-".count))) {
            self = .indexed(UInt8(index + 8))
        } else {
            return nil
        }
    }
}
