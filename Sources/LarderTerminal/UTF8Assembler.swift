/// Puts the bytes of UTF-8 together, however they are split over reads; what is no UTF-8 is left out.
struct UTF8Assembler: Sendable, Equatable {
    private var value: UInt32 = 0
    private var missing = 0
    private var smallest: UInt32 = 0

    mutating func take(_ byte: UInt8) -> Unicode.Scalar? {
        if byte & 0xC0 == 0x80, self.missing > 0 {
            self.value = self.value << 6 | UInt32(byte & 0x3F)
            self.missing -= 1
            // Longer than need be (RFC 3629 §10), a surrogate, or past the last one.
            return self.missing == 0 && self.value >= self.smallest ? Unicode.Scalar(self.value) : nil
        }
        self.missing = 0
        switch byte {
        case 0..<0x80: return Unicode.Scalar(byte)
        case 0xC2..<0xE0: self.begin(byte & 0x1F, missing: 1, smallest: 0x80)
        case 0xE0..<0xF0: self.begin(byte & 0x0F, missing: 2, smallest: 0x800)
        case 0xF0..<0xF5: self.begin(byte & 0x07, missing: 3, smallest: 0x10000)
        default: break
        }
        return nil
    }

    private mutating func begin(_ bits: UInt8, missing: Int, smallest: UInt32) {
        self.value = UInt32(bits)
        self.missing = missing
        self.smallest = smallest
    }
}
