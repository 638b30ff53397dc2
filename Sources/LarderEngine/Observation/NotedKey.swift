extension CacheKey {
    /// Longer keys are shortened where they are only written down: events and hot keys are kept beside the budget.
    static let longestNoted = 1024

    /// A key as it is written down: of a long one the beginning, and how much is missing.
    static func noted(_ key: UnsafeRawBufferPointer) -> String {
        guard key.count > self.longestNoted else { return String(decoding: key, as: UTF8.self) }
        var end = self.longestNoted
        // Not inside a character.
        while end > 0, key[end] & 0xC0 == 0x80 {
            end -= 1
        }
        return String(decoding: key[..<end], as: UTF8.self) + "… (\(key.count - end) more bytes)"
    }

    /// As it is written down; the same where it is short.
    var noted: CacheKey {
        self.text.utf8.count > Self.longestNoted ? CacheKey(text: self.text.withBytes(Self.noted)) : self
    }
}
