import Crypto

/// A validator of a representation (RFC 9110 §8.8.3).
public struct EntityTag: Sendable, Hashable {
    public enum Strength: Sendable, Hashable {
        case strong
        case weak
    }

    public let strength: Strength
    /// What stands between the quotes.
    let opaque: String

    init(strength: Strength, opaque: String) {
        self.strength = strength
        self.opaque = opaque
    }

    /// A strong tag of these very bytes: 128 bits of their SHA-256.
    public init(hashing bytes: UnsafeRawBufferPointer) {
        var hash = SHA256()
        hash.update(bufferPointer: bytes)
        self.init(strength: .strong, opaque: Hexadecimal.text(hash.finalize().prefix(16)))
    }

    /// Nil where `text` is not one entity tag.
    public init?(_ text: String) {
        var rest = Substring(text).utf8
        guard let tag = Self.read(&rest), rest.isEmpty else { return nil }
        self = tag
    }

    public var text: String {
        switch self.strength {
        case .strong: "\"\(self.opaque)\""
        case .weak: "W/\"\(self.opaque)\""
        }
    }

    /// RFC 9110 §8.8.3.2: weak comparison disregards strength.
    public func matchesWeakly(_ other: EntityTag) -> Bool {
        self.opaque == other.opaque
    }

    /// RFC 9110 §8.8.3.2: a weak tag is the same as none, itself included.
    public func matchesStrongly(_ other: EntityTag) -> Bool {
        self == other && self.strength == .strong
    }

    /// Takes one tag off the front; leaves `rest` alone where there is none.
    static func read(_ rest: inout Substring.UTF8View) -> EntityTag? {
        var candidate = rest
        let isWeak = candidate.starts(with: "W/".utf8)
        if isWeak { candidate.removeFirst(2) }
        guard candidate.first == UInt8(ascii: "\"") else { return nil }
        candidate.removeFirst()
        // No escapes: every byte up to the next quote belongs to the tag, commas too.
        guard let end = candidate.firstIndex(of: UInt8(ascii: "\"")) else { return nil }
        let opaque = candidate[..<end]
        guard opaque.allSatisfy({ $0 == 0x21 || ($0 >= 0x23 && $0 != 0x7F) }) else { return nil }
        rest = candidate[candidate.index(after: end)...]
        return EntityTag(strength: isWeak ? .weak : .strong, opaque: String(Substring(opaque)))
    }
}
