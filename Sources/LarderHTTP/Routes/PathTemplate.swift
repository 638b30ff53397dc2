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

    /// The names of the parts that differ, in their order.
    public var names: [String] {
        self.segments.compactMap { segment in
            switch segment {
            case .literal: nil
            case .capture(_, let name, _): name
            }
        }
    }

    /// A name for the route of these paths, where nobody has given one: `/courses/{id}` is `courses.id`.
    public var routeName: String {
        let words = self.segments.map { segment in
            switch segment {
            case .literal(let text): String(text)
            case .capture(let prefix, let name, let suffix): "\(prefix)\(name)\(suffix)"
            }
        }
        let name = words.joined(separator: ".").utf8.map { PercentEncoding.isUnreserved($0) ? $0 : UInt8(ascii: "-") }
        return name.isEmpty ? "root" : String(decoding: name, as: UTF8.self)
    }

    /// Of two templates that match a path, routers take the one with fewer names.
    public var captureCount: Int {
        self.segments.count { if case .capture = $0 { true } else { false } }
    }
}

extension PathTemplate {
    /// Longer paths, and paths of more segments, are compared by their beginning: it is for a hint only.
    private static let comparedSegments = 16

    /// How unlike a path is, in segments: those that are missing, too many, or written otherwise. For "did you mean".
    public func distance(to path: some StringProtocol) -> Double {
        let parts = path.split(separator: "/").prefix(Self.comparedSegments)
        var previous = (0...parts.count).map { Double($0) }
        for (row, segment) in self.segments.prefix(Self.comparedSegments).enumerated() {
            var current = [Double(row + 1)]
            for (column, part) in parts.enumerated() {
                let replaced = previous[column] + Self.unlikeness(segment, Substring(part))
                current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[parts.count]
    }

    /// 0 to 1: how much of the longer one is not their common beginning.
    private static func unlikeness(_ segment: Segment, _ part: Substring) -> Double {
        switch segment {
        case .capture: return 0
        case .literal(let text):
            guard text != part else { return 0 }
            let common = zip(text.utf8, part.utf8).prefix { $0 == $1 }.count
            return 1 - Double(common) / Double(max(text.utf8.count, part.utf8.count))
        }
    }
}
