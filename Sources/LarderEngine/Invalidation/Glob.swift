/// A pattern over a whole key: `*` any run, `?` one character, `[abc]`, `[a-z]`, `[!a]`, `\` escapes.
public struct Glob: Hashable, Sendable {
    /// Longer patterns are refused: matching costs up to pattern times key.
    public static let maximumLength = 1024

    enum Token: Hashable, Sendable {
        case literal(Unicode.Scalar)
        case anyCharacter
        case anyRun
        case oneOf([ClosedRange<Unicode.Scalar>])
        case noneOf([ClosedRange<Unicode.Scalar>])
    }

    public let text: String
    private let tokens: [Token]
    /// What every match begins with: most keys are told apart by it alone.
    public let literalPrefix: String

    public init(_ text: String) throws(GlobError) {
        self.text = text
        self.tokens = try Self.parse(text)
        var prefix = String.UnicodeScalarView()
        for case .literal(let scalar) in self.tokens.prefix(while: \.isLiteral) {
            prefix.append(scalar)
        }
        self.literalPrefix = String(prefix)
    }

    /// - Complexity: O(pattern × text) at worst, O(text) for patterns with one `*`.
    public func matches(_ candidate: String) -> Bool {
        // Scalars, not characters: a combining mark must not glue a literal to its neighbour.
        guard candidate.utf8.starts(with: self.literalPrefix.utf8) else { return false }
        let scalars = candidate.unicodeScalars
        var position = scalars.startIndex
        var token = 0
        var retry: (token: Int, position: String.Index)?
        while position != scalars.endIndex {
            if token < self.tokens.count, case .anyRun = self.tokens[token] {
                token += 1
                retry = (token, position)
            } else if token < self.tokens.count, self.tokens[token].accepts(scalars[position]) {
                token += 1
                position = scalars.index(after: position)
            } else if let last = retry {
                // The last run takes one character more; earlier runs never need to.
                position = scalars.index(after: last.position)
                token = last.token
                retry = (last.token, position)
            } else {
                return false
            }
        }
        return self.tokens[token...].allSatisfy { $0 == .anyRun }
    }

    private static func parse(_ text: String) throws(GlobError) -> [Token] {
        let scalars = Array(text.unicodeScalars)
        guard scalars.count <= Self.maximumLength else {
            throw GlobError(position: Self.maximumLength, problem: .tooLong)
        }
        var tokens: [Token] = []
        var index = 0
        while index < scalars.count {
            switch scalars[index] {
            case "*":
                if tokens.last != .anyRun {
                    tokens.append(.anyRun)
                }
            case "?":
                tokens.append(.anyCharacter)
            case "\\":
                guard index + 1 < scalars.count else { throw GlobError(position: index, problem: .nothingToEscape) }
                index += 1
                tokens.append(.literal(scalars[index]))
            case "[":
                tokens.append(try self.parseSet(scalars, &index))
            default:
                tokens.append(.literal(scalars[index]))
            }
            index += 1
        }
        return tokens
    }

    /// `index` is at `[` before and at `]` after.
    private static func parseSet(_ scalars: [Unicode.Scalar], _ index: inout Int) throws(GlobError) -> Token {
        let start = index
        index += 1
        let isNegated = index < scalars.count && scalars[index] == "!"
        if isNegated {
            index += 1
        }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while index < scalars.count, scalars[index] != "]" {
            let lower = try self.setMember(scalars, &index)
            guard index + 1 < scalars.count, scalars[index] == "-", scalars[index + 1] != "]" else {
                ranges.append(lower...lower)
                continue
            }
            let dash = index
            index += 1
            let upper = try self.setMember(scalars, &index)
            guard lower <= upper else { throw GlobError(position: dash, problem: .reversedRange) }
            ranges.append(lower...upper)
        }
        guard index < scalars.count else { throw GlobError(position: start, problem: .unclosedSet) }
        guard !ranges.isEmpty else { throw GlobError(position: start, problem: .emptySet) }
        return isNegated ? .noneOf(ranges) : .oneOf(ranges)
    }

    private static func setMember(_ scalars: [Unicode.Scalar], _ index: inout Int) throws(GlobError) -> Unicode.Scalar {
        if scalars[index] == "\\" {
            guard index + 1 < scalars.count else { throw GlobError(position: index, problem: .nothingToEscape) }
            index += 1
        }
        defer { index += 1 }
        return scalars[index]
    }
}

extension Glob.Token {
    fileprivate var isLiteral: Bool {
        if case .literal = self { true } else { false }
    }

    fileprivate func accepts(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .literal(let literal): literal == scalar
        case .anyCharacter: true
        case .anyRun: false
        case .oneOf(let ranges): ranges.contains { $0.contains(scalar) }
        case .noneOf(let ranges): !ranges.contains { $0.contains(scalar) }
        }
    }
}

/// Where a pattern is wrong, and how.
public struct GlobError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Problem: Hashable, Sendable {
        case unclosedSet, emptySet, reversedRange, nothingToEscape, tooLong
    }

    /// Counts characters from 0.
    public var position: Int
    public var problem: Problem

    public var description: String {
        switch self.problem {
        case .unclosedSet: "the [ at character \(self.position + 1) has no ]; write \\[ for the character itself"
        case .emptySet: "the [] at character \(self.position + 1) matches nothing; name at least one character"
        case .reversedRange: "the range at character \(self.position + 1) runs backwards; write the lower character first"
        case .nothingToEscape:
            "the \\ at character \(self.position + 1) has nothing after it; write \\\\ for the character itself"
        case .tooLong: "the pattern is longer than \(Glob.maximumLength) characters"
        }
    }
}
