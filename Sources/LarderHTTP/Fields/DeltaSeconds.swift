/// A number of seconds without sign or fraction (RFC 9111 §1.2.2).
enum DeltaSeconds {
    /// What every greater number counts as, 68 years: more than a cache lives.
    static let greatest: Int64 = 1 << 31

    /// Nil where `text` is anything but digits.
    static func parse(_ text: some Sequence<UInt8>) -> Int64? {
        var seconds: Int64?
        for byte in text {
            guard let digit = Self.digit(byte) else { return nil }
            seconds = min(self.greatest, (seconds ?? 0) * 10 + Int64(digit))
        }
        return seconds
    }

    static func digit(_ byte: UInt8) -> UInt8? {
        let digit = byte &- UInt8(ascii: "0")
        return digit < 10 ? digit : nil
    }
}
