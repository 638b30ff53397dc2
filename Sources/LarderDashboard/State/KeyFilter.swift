/// What the user typed after `/`: a part of a key, a glob where it has `*`, `?` or `[`, the opposite after a leading `!`.
struct KeyFilter: Sendable, Equatable {
    let text: String
    let isInverse: Bool
    private let pattern: [Unicode.Scalar]

    init(_ text: String) {
        self.text = text
        self.isInverse = text.hasPrefix("!")
        let wanted = text.drop { $0 == "!" }
        let isGlob = wanted.unicodeScalars.contains { "*?[".unicodeScalars.contains($0) }
        self.pattern = Array((isGlob ? String(wanted) : wanted.isEmpty ? "" : "*\(wanted)*").unicodeScalars)
    }

    var isEmpty: Bool { self.pattern.isEmpty }

    /// The glob for the endpoint that finds the same among the keys that begin with `prefix`.
    func glob(under prefix: String) -> String {
        let own = String(String.UnicodeScalarView(self.pattern))
        let prefix = Self.escaped(prefix)
        // Whoever types whole keys means whole keys.
        return own.isEmpty ? prefix + "*" : own.hasPrefix(prefix) ? own : prefix + own
    }

    /// `text` as a glob that matches nothing else.
    static func escaped(_ text: String) -> String {
        // By scalars: a star with an accent on it is a star to the endpoint.
        var glob = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if "*?[]\\".unicodeScalars.contains(scalar) {
                glob.append("\\")
            }
            glob.append(scalar)
        }
        return String(glob)
    }

    func matches(_ key: String) -> Bool {
        guard !self.isEmpty else { return true }
        return Self.matches(Array(key.unicodeScalars), self.pattern) != self.isInverse
    }

    /// Whether the whole key matches, as the endpoint reads globs.
    static func matches(key: String, glob: String) -> Bool {
        Self.matches(Array(key.unicodeScalars), Array(glob.unicodeScalars))
    }

    /// Goes back to the last star only, so the cost is bounded by key length times pattern length.
    private static func matches(_ key: [Unicode.Scalar], _ pattern: [Unicode.Scalar]) -> Bool {
        var k = 0
        var p = 0
        var star: (pattern: Int, key: Int)?
        while k < key.count {
            if p < pattern.count, pattern[p] == "*" {
                star = (p, k)
                p += 1
            } else if let width = Self.step(key[k], pattern, p) {
                k += 1
                p += width
            } else if let last = star {
                star = (last.pattern, last.key + 1)
                p = last.pattern + 1
                k = last.key + 1
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == "*" }
    }

    /// How many pattern characters at `p` match `scalar`; nil where they do not.
    private static func step(_ scalar: Unicode.Scalar, _ pattern: [Unicode.Scalar], _ p: Int) -> Int? {
        guard p < pattern.count else { return nil }
        switch pattern[p] {
        case "?": return 1
        case "\\" where p + 1 < pattern.count: return pattern[p + 1] == scalar ? 2 : nil
        case "[":
            guard let close = pattern[(p + 1)...].dropFirst().firstIndex(of: "]") else {
                return scalar == "[" ? 1 : nil
            }
            return Self.isMember(scalar, of: pattern[(p + 1)..<close]) ? close - p + 1 : nil
        case let literal: return literal == scalar ? 1 : nil
        }
    }

    private static func isMember(_ scalar: Unicode.Scalar, of set: ArraySlice<Unicode.Scalar>) -> Bool {
        let isNegated = set.first == "!"
        var rest = isNegated ? set.dropFirst() : set
        var isFound = false
        while let first = rest.first {
            if rest.count >= 3, rest[rest.startIndex + 1] == "-" {
                isFound = isFound || (first <= scalar && scalar <= rest[rest.startIndex + 2])
                rest = rest.dropFirst(3)
            } else {
                isFound = isFound || first == scalar
                rest = rest.dropFirst()
            }
        }
        return isFound != isNegated
    }
}
