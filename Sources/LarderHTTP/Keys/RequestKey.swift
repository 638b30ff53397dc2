import Crypto

/// The key of a request: `route:[segment:…]?[sorted query]`, and what follows its `#`.
public struct RequestKey: Sendable, Hashable {
    /// A key of up to this many bytes is written out; a longer one keeps a readable head and ends in a hash.
    static let longestPlain = 250

    public let text: String
    /// UTF-8 bytes before the `#`.
    private let resourceLength: Int

    /// The readable key up to its `#`.
    public var resource: String { String(Substring(self.text.utf8.prefix(self.resourceLength))) }
    /// What tells variants of one resource apart, without the `#`. Nil where there is only one.
    public var variant: String? {
        guard self.text.utf8.count > self.resourceLength else { return nil }
        return String(Substring(self.text.utf8.dropFirst(self.resourceLength + 1)))
    }

    init(resource: String, variant: String?) {
        // A resource is shortened by its own length alone: all variants of a resource share its text, so that one purge finds
        // them. It then leaves room for a shortened variant.
        let resource =
            resource.utf8.count <= Self.longestPlain
            ? resource : Self.shortened(resource, to: Self.longestPlain - 1 - Self.shortest)
        self.resourceLength = resource.utf8.count
        guard let variant else {
            self.text = resource
            return
        }
        let room = Self.longestPlain - 1 - self.resourceLength
        self.text = "\(resource)#\(variant.utf8.count <= room ? variant : Self.shortened(variant, to: max(room, Self.shortest)))"
    }

    /// `&&` never occurs in what is written out (nothing between two `&` is no parameter), so no request can spell a shortened
    /// key of another one.
    private static let mark = "&&"
    private static let shortest = mark.utf8.count + 2 * SHA256.byteCount

    private static func shortened(_ text: String, to limit: Int) -> String {
        let digest = Hexadecimal.text(SHA256.hash(data: Array(text.utf8)))
        var head = Array(text.utf8.prefix(limit - self.shortest))
        if let percent = head.suffix(2).lastIndex(of: UInt8(ascii: "%")) {
            head.removeSubrange(percent...)
        }
        return String(decoding: head, as: UTF8.self) + self.mark + digest
    }
}

/// A part of a key that an application makes: `plan=gold`.
public struct KeyPartValue: Sendable, Hashable {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// Names that keys use themselves.
    public static let reservedNames: Set<String> = ["user", "credential", "body"]

    /// A body of a request, as a key holds it.
    public static func body(_ bytes: some Sequence<UInt8>, type: String?) -> KeyPartValue {
        var hash = SHA256()
        hash.update(data: Array((type ?? "").utf8) + [0])
        hash.update(data: Array(bytes))
        return KeyPartValue(name: "body", value: Hexadecimal.text(hash.finalize().prefix(16)))
    }
}
