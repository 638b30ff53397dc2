import HTTPTypes

/// A list of weighted preferences: `Accept`, `Accept-Encoding` and the like (RFC 9110 §12.5).
///
/// Two lists that say the same are one variant (RFC 9111 §4.1): names are compared without case, `q=1` is left out, and what has
/// less weight stands behind. Of equal weight the order is kept, for many handlers take the first; codings have no such habit
/// and are sorted.
enum PreferenceList {
    /// Names of codings mean the same in any order.
    case codings
    /// Languages, character sets.
    case names
    /// Media types: their parameters may have values with case.
    case mediaTypes

    init?(_ name: HTTPField.Name) {
        switch name {
        case .acceptEncoding: self = .codings
        case .acceptLanguage, Self.acceptCharset: self = .names
        case .accept: self = .mediaTypes
        default: return nil
        }
    }

    private static let acceptCharset = HTTPField.Name("Accept-Charset")!

    /// Longer lists are compared as they are.
    private static let memberLimit = 32

    private struct Member {
        let text: String
        /// In thousandths.
        let weight: Int
    }

    /// Nil where the list is left as it is: malformed, too long, or naming something twice, where readers may differ.
    ///
    /// - Parameter list: Without white space round its members.
    func normalised(_ list: [UInt8]) -> [UInt8]? {
        guard list.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "\"") }) else { return nil }
        let pieces = list.split(separator: UInt8(ascii: ","))
        guard pieces.count <= Self.memberLimit else { return nil }
        var members: [Member] = []
        var names: Set<String> = []
        for piece in pieces {
            guard let member = self.member(piece), names.insert(member.text).inserted else { return nil }
            members.append(member)
        }
        let sorted = members.enumerated().sorted { left, right in
            if left.element.weight != right.element.weight { return left.element.weight > right.element.weight }
            return self == .codings ? left.element.text < right.element.text : left.offset < right.offset
        }
        return Array(sorted.map { Self.text($0.element) }.joined(separator: ",").utf8)
    }

    private func member(_ piece: ArraySlice<UInt8>) -> Member? {
        var parts = piece.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map(Self.trimmed)
        var weight = 1000
        if parts.count > 1, let last = parts.last, let stated = Self.weight(last) {
            weight = stated
            parts.removeLast()
        }
        // A weight that is malformed, or not the last parameter, is left to whoever reads it.
        guard !parts[0].isEmpty, !parts.dropFirst().contains(where: { $0.lowercased().hasPrefix("q=") }) else { return nil }
        let name = parts[0].lowercased()
        let parameters = parts.dropFirst().map { self == .mediaTypes ? $0 : $0.lowercased() }
        return Member(text: ([self.canonical(name)] + parameters).joined(separator: ";"), weight: weight)
    }

    /// RFC 9110 §8.4.1: recipients consider these the same.
    private func canonical(_ name: String) -> String {
        guard self == .codings else { return name }
        switch name {
        case "x-gzip": return "gzip"
        case "x-compress": return "compress"
        default: return name
        }
    }

    /// RFC 9110 §12.4.2. Nil where `text` is no weight.
    private static func weight(_ text: String) -> Int? {
        var digits = Substring(text).utf8
        guard digits.count <= 7, digits.popLetter("q"), digits.popLetter("="), let whole = digits.first,
            whole == UInt8(ascii: "0") || whole == UInt8(ascii: "1")
        else { return nil }
        digits.removeFirst()
        var weight = whole == UInt8(ascii: "1") ? 1000 : 0
        guard !digits.isEmpty else { return weight }
        guard digits.popLetter("."), digits.count <= 3 else { return nil }
        var place = 100
        for byte in digits {
            guard let digit = DeltaSeconds.digit(byte) else { return nil }
            weight += Int(digit) * place
            place /= 10
        }
        return weight <= 1000 ? weight : nil
    }

    private static func text(_ member: Member) -> String {
        guard member.weight < 1000 else { return member.text }
        var fraction = String(member.weight + 1000).dropFirst()
        while fraction.last == "0" { fraction.removeLast() }
        return "\(member.text);q=0\(fraction.isEmpty ? "" : ".\(fraction)")"
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        var bytes = bytes.drop(while: FieldScanner.isSpace)
        while let last = bytes.last, FieldScanner.isSpace(last) { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Substring.UTF8View {
    fileprivate mutating func popLetter(_ letter: Unicode.Scalar) -> Bool {
        guard let byte = self.first, byte == UInt8(ascii: letter) || byte | 0x20 == UInt8(ascii: letter) else { return false }
        self.removeFirst()
        return true
    }
}
