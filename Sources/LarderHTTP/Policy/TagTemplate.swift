/// A tag with holes for path parameters, such as `course:{id}`. Braces that enclose nothing stay as they are.
public struct TagTemplate: Sendable, Hashable {
    private enum Part: Hashable {
        case literal(String)
        case parameter(String)
    }

    private let parts: [Part]

    public init(_ text: String) {
        var parts: [Part] = []
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = rest[rest.index(after: open)..<close]
            guard !name.isEmpty else { break }
            parts.append(.literal(String(rest[..<open])))
            parts.append(.parameter(String(name)))
            rest = rest[rest.index(after: close)...]
        }
        parts.append(.literal(String(rest)))
        self.parts = parts
    }

    public var parameters: [String] {
        self.parts.compactMap { part in
            switch part {
            case .literal: nil
            case .parameter(let name): name
            }
        }
    }

    /// The tag for these parameters, their values encoded as in keys. An absent parameter leaves its place empty.
    public func tag(parameter: (String) -> Substring?) -> String {
        var tag = ""
        for part in self.parts {
            switch part {
            case .literal(let text): tag += text
            case .parameter(let name): tag += KeyComponent(segment: parameter(name) ?? "").text
            }
        }
        return tag
    }
}
