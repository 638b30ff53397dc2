public import HTTPTypes

/// Some bytes of a body that is there whole (RFC 9110 §14).
public struct ByteRange: Sendable, Hashable {
    /// Counted from zero; not empty.
    public let bytes: ClosedRange<Int>

    public init(_ bytes: ClosedRange<Int>) {
        self.bytes = bytes
    }

    /// `Content-Range` (RFC 9110 §14.4).
    func text(of length: Int) -> String {
        "bytes \(self.bytes.lowerBound)-\(self.bytes.upperBound)/\(length)"
    }
}

/// What a `Range` selects of a stored 200.
public enum RangeSelection: Sendable, Hashable {
    case whole
    case partial(ByteRange)
    /// 416: nothing of what is there.
    case unsatisfiable

    /// More ranges in one request than these get the whole.
    static let limit = 16

    /// For `GET`. A range that is malformed, of another unit, or about another representation (`If-Range`) is ignored. Several that
    /// touch are answered as one; others with the whole, as RFC 9110 §14.2 allows: many small parts cost a server more than
    /// they save, and API responses are small.
    ///
    /// - Parameters:
    ///   - validators: Of the stored response.
    ///   - length: Of its body in bytes.
    ///   - now: For years of two digits.
    public init(request: HTTPFields, validators: @autoclosure () -> Validators, length: Int, now: @autoclosure () -> HTTPDate) {
        guard request.contains(.range) else {
            self = .whole
            return
        }
        let lines = request[values: .range]
        guard lines.count == 1, let line = lines.first,
            !request.contains(.ifRange) || Self.isCurrent(request[values: .ifRange], validators(), now()),
            let specified = Self.specified(line, length: length)
        else {
            self = .whole
            return
        }
        // The last bytes of nothing are nothing, which no Content-Range can say.
        if specified.contains(.emptyTail) {
            self = .whole
            return
        }
        let ranges = specified.compactMap(\.bytes)
        if ranges.isEmpty {
            self = .unsatisfiable
        } else {
            self = Self.union(ranges).map { .partial(ByteRange($0)) } ?? .whole
        }
    }

    /// RFC 9110 §13.1.5: strong comparison, of a date with exactly the one that is stored.
    private static func isCurrent(_ lines: [String], _ validators: Validators, _ now: HTTPDate) -> Bool {
        guard lines.count == 1, let line = lines.first else { return false }
        if let tag = EntityTag(line) { return validators.entityTag.map { tag.matchesStrongly($0) } ?? false }
        guard validators.isLastModifiedStrong, let date = HTTPDate(line, relativeTo: now) else { return false }
        return date == validators.lastModified
    }

    /// Nil where the field is to be ignored.
    private static func specified(_ text: String, length: Int) -> [SpecifiedRange]? {
        var scanner = FieldScanner(text)
        guard scanner.token()?.lowercased() == "bytes", scanner.take(UInt8(ascii: "=")) else { return nil }
        var ranges: [SpecifiedRange] = []
        scanner.skipSeparators()
        while !scanner.isAtEnd {
            guard ranges.count < self.limit, let range = scanner.byteRange(length: length), scanner.isAtMemberEnd() else {
                return nil
            }
            ranges.append(range)
            scanner.skipSeparators()
        }
        return ranges.isEmpty ? nil : ranges
    }

    /// Nil where a gap is left.
    private static func union(_ ranges: [ClosedRange<Int>]) -> ClosedRange<Int>? {
        let sorted = ranges.sorted { $0.lowerBound < $1.lowerBound }
        var union = sorted[0]
        for range in sorted.dropFirst() {
            guard range.lowerBound <= union.upperBound + 1 else { return nil }
            union = union.lowerBound...max(union.upperBound, range.upperBound)
        }
        return union
    }
}

/// One range of a request, laid on a body.
private enum SpecifiedRange: Equatable {
    case bytes(ClosedRange<Int>)
    case outside
    case emptyTail

    var bytes: ClosedRange<Int>? {
        switch self {
        case .bytes(let bytes): bytes
        case .outside, .emptyTail: nil
        }
    }
}

extension FieldScanner {
    /// `first-last`, `first-` or `-length` (RFC 9110 §14.1.2). Nil where it is none of these.
    fileprivate mutating func byteRange(length: Int) -> SpecifiedRange? {
        let first = self.position()
        guard self.take(UInt8(ascii: "-")) else { return nil }
        let last = self.position()
        switch (first, last) {
        case (let first?, let last?):
            guard first <= last else { return nil }
            return first < length ? .bytes(first...min(last, length - 1)) : .outside
        case (let first?, nil):
            return first < length ? .bytes(first...(length - 1)) : .outside
        case (nil, 0):
            return .outside
        case (nil, let suffix?):
            return length > 0 ? .bytes(max(0, length - suffix)...(length - 1)) : .emptyTail
        case (nil, nil):
            return nil
        }
    }

    /// Digits, as many as there are; a number beyond any body counts as one.
    private mutating func position() -> Int? {
        var position: Int?
        while let byte = self.next, let digit = DeltaSeconds.digit(byte) {
            _ = self.take(byte)
            position = min(Int.max / 16, (position ?? 0)) * 10 + Int(digit)
        }
        return position
    }
}
