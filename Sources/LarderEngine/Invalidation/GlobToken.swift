/// A pattern's smallest part.
enum GlobToken: Hashable, Sendable {
    case literal(Unicode.Scalar)
    case anyCharacter
    case anyRun
    case set(GlobSet)

    static func parse(_ text: String) throws(GlobError) -> [GlobToken] {
        let scalars = Array(text.unicodeScalars.prefix(Glob.maximumLength + 1))
        guard scalars.count <= Glob.maximumLength else {
            throw GlobError(position: Glob.maximumLength, problem: .tooLong)
        }
        var tokens: [GlobToken] = []
        var index = 0
        while index < scalars.count {
            switch scalars[index] {
            case "*":
                tokens.append(.anyRun)
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

    /// What every match begins with.
    static func literalPrefix(_ tokens: [GlobToken]) -> String {
        var prefix = String.UnicodeScalarView()
        for token in tokens {
            guard case .literal(let scalar) = token else { break }
            prefix.append(scalar)
        }
        return String(prefix)
    }

    /// `index` is at `[` before and at `]` after.
    private static func parseSet(_ scalars: [Unicode.Scalar], _ index: inout Int) throws(GlobError) -> GlobToken {
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
        // `[*]` is how many people write `\*`.
        if !isNegated, ranges.count == 1, ranges[0].lowerBound == ranges[0].upperBound {
            return .literal(ranges[0].lowerBound)
        }
        return .set(GlobSet(isNegated ? .allBut : .oneOf, ranges))
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
