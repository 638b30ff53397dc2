/// A pattern over a whole key: `*` any run, `?` one character, `[abc]`, `[a-z]`, `[!a]`, `\` escapes.
///
/// Characters are Unicode scalars: a combining mark never glues a literal to its neighbour. Kept as the segments between the
/// `*`s: the first is anchored at the beginning, the last at the end, and each of the others is found as early as possible,
/// which leaves the most room for those after it, so nothing is ever tried twice.
public struct Glob: Sendable {
    /// Longer patterns are refused: matching costs up to pattern times key.
    public static let maximumLength = 1024

    public let text: String
    /// What every match begins with.
    public let literalPrefix: String

    private let head: GlobSegment
    /// Between the first `*` and the last one.
    private let middle: [GlobSegment]
    /// After the last `*`; nil where there is none, and the head has to be the whole key.
    private let tail: GlobSegment?
    /// No shorter text, in bytes, can match.
    let minimumLength: Int

    public init(_ text: String) throws(GlobError) {
        let tokens = try GlobToken.parse(text)
        var segments = tokens.split(separator: .anyRun, omittingEmptySubsequences: false).map(GlobSegment.init)
        self.text = text
        self.literalPrefix = GlobToken.literalPrefix(tokens)
        self.minimumLength = segments.reduce(0) { $0 + $1.minimumLength }
        self.head = segments.removeFirst()
        self.tail = segments.popLast()
        // Two `*` side by side are one.
        self.middle = segments.filter { !$0.isEmpty }
    }

    /// Whether it names one key, `literalPrefix`, and no other.
    public var isLiteral: Bool {
        self.head.isLiteral && self.tail == nil
    }

    /// Whether it names the keys that begin with `literalPrefix`, and no others.
    public var isLiteralPrefix: Bool {
        guard let tail else { return false }
        return self.head.isLiteral && self.middle.isEmpty && tail.isEmpty
    }

    public func matches(_ candidate: String) -> Bool {
        candidate.withBytes { self.matches($0) }
    }

    /// - Parameter text: Valid UTF-8; of other bytes the answer says nothing, and no byte outside is read.
    /// - Complexity: O(pattern × text) at worst, O(text) where the segments are literal. Never allocates.
    public func matches(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count >= self.minimumLength, var position = self.head.match(in: text, from: 0, to: text.count) else {
            return false
        }
        guard let tail else { return position == text.count }
        guard let end = tail.start(in: text, from: position), tail.match(in: text, from: end, to: text.count) != nil else {
            return false
        }
        // In place: to take a segment out would count a reference for each of its arrays.
        return self.middle.withUnsafeBufferPointer { segments in
            for index in segments.indices {
                guard let next = segments[index].search(in: text, from: position, to: end) else { return false }
                position = next
            }
            return true
        }
    }
}

extension Glob: Hashable {
    public static func == (lhs: Glob, rhs: Glob) -> Bool {
        // As bytes: patterns that are canonically equivalent match different keys.
        lhs.text.utf8.elementsEqual(rhs.text.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(self.text)
    }
}
