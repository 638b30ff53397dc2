/// The characters that `[…]` stands for.
struct GlobSet: Hashable, Sendable {
    enum Sense {
        case oneOf
        /// `[!…]`
        case allBut
    }

    /// One bit for each ASCII character, the sense already applied: most keys hold nothing else.
    private let asciiLow: UInt64
    private let asciiHigh: UInt64
    private let ranges: [ClosedRange<Unicode.Scalar>]
    private let sense: Sense

    init(_ sense: Sense, _ ranges: [ClosedRange<Unicode.Scalar>]) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for range in ranges where range.lowerBound.isASCII {
            for value in range.lowerBound.value...min(range.upperBound.value, 0x7F) {
                if value < 64 {
                    low |= 1 << UInt64(value)
                } else {
                    high |= 1 << UInt64(value - 64)
                }
            }
        }
        self.asciiLow = sense == .oneOf ? low : ~low
        self.asciiHigh = sense == .oneOf ? high : ~high
        self.ranges = ranges.filter { !$0.upperBound.isASCII }
        self.sense = sense
    }

    /// - Parameter byte: ASCII.
    func contains(ascii byte: UInt8) -> Bool {
        let word = byte < 64 ? self.asciiLow : self.asciiHigh
        return word >> UInt64(byte & 63) & 1 == 1
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        guard !scalar.isASCII else { return self.contains(ascii: UInt8(scalar.value)) }
        let isNamed = self.ranges.contains { $0.contains(scalar) }
        return isNamed == (self.sense == .oneOf)
    }
}
