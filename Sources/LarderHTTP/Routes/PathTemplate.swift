/// The paths of a route, with names for the parts that differ: `/courses/{id}`, `/media/{name}.svg`.
///
/// As routers match them: by segments, so that a slash at the end and two in a row change nothing.
public struct PathTemplate: Sendable, Hashable, CustomStringConvertible {
    private enum Segment: Hashable {
        case literal(Substring)
        case capture(prefix: Substring, name: String, suffix: Substring)
    }

    public let description: String
    private let segments: [Segment]

    /// - Returns: Nil where a part that differs has no name, as in `/files/*`.
    public init?(_ text: String) {
        var segments: [Segment] = []
        for part in text.split(separator: "/") {
            if part.hasPrefix("*") || part.hasSuffix("*") { return nil }
            if part.hasPrefix(":") {
                segments.append(.capture(prefix: "", name: String(part.dropFirst()), suffix: ""))
            } else if let open = part.firstIndex(of: "{"), let close = part[open...].firstIndex(of: "}") {
                let name = part[part.index(after: open)..<close]
                segments.append(
                    .capture(prefix: part[..<open], name: String(name), suffix: part[part.index(after: close)...]))
            } else {
                segments.append(.literal(part))
            }
        }
        self.segments = segments
        self.description = "/" + text.split(separator: "/").joined(separator: "/")
    }

    /// The named parts of a path, undecoded; nil where it is none of this route's.
    public func match(_ path: some StringProtocol) -> [String: Substring]? {
        let parts = path.split(separator: "/")
        guard parts.count == self.segments.count else { return nil }
        var parameters: [String: Substring] = [:]
        for (segment, part) in zip(self.segments, parts) {
            switch segment {
            case .literal(let text):
                guard part == text else { return nil }
            case .capture(let prefix, let name, let suffix):
                guard part.hasPrefix(prefix), part.hasSuffix(suffix), part.utf8.count >= prefix.utf8.count + suffix.utf8.count
                else { return nil }
                parameters[name] = Substring(part.dropFirst(prefix.count).dropLast(suffix.count))
            }
        }
        return parameters
    }

    /// Of two templates that match a path, routers take the one with fewer names.
    public var captureCount: Int {
        self.segments.count { if case .capture = $0 { true } else { false } }
    }
}
