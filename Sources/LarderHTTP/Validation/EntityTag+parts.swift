import Crypto

extension EntityTag {
    /// A tag of what a representation is made from: the row and its version, the language, whatever else changes a byte of it.
    ///
    /// ```swift
    /// EntityTag(of: "course", course.id, course.revision, language)
    /// ```
    ///
    /// Any text will do. Two lists of parts have the same tag only where they are the same: 128 bits of a SHA-256 in which each
    /// part stands behind its length.
    ///
    /// - Parameter strength: Strong where the same parts always make the same bytes; only strong tags meet `If-Match`.
    public init(of parts: String..., strength: Strength = .strong) {
        var hash = SHA256()
        for part in parts {
            withUnsafeBytes(of: UInt64(part.utf8.count).bigEndian) { hash.update(bufferPointer: $0) }
            hash.update(data: Array(part.utf8))
        }
        self.init(strength: strength, opaque: Hexadecimal.text(hash.finalize().prefix(16)))
    }
}
