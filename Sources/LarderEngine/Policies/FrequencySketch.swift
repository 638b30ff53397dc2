/// How often a hash was seen of late: a count-min sketch of four-bit counters that are halved from time to time.
///
/// The four counters of a hash lie in one cache line (as in Caffeine; Cormode and Muthukrishnan, An improved data stream summary,
/// 2005; aging as in Einziger et al., TinyLFU, 2017). Estimates are never too low but for the halving, and stop at fifteen.
struct FrequencySketch: Sendable {
    static let maximum = 15

    private static let lineLength = 8
    /// Additions per entry between two halvings.
    private static let sampleFactor = 10

    /// Sixteen counters a word, a power of two of lines.
    private var table = ContiguousArray<UInt64>(repeating: 0, count: Self.lineLength)
    private var additions = 0

    var overheadBytes: Int { self.table.count * MemoryLayout<UInt64>.stride }

    /// Grows to a word for each entry. Estimates are kept: what two hashes shared becomes two counters of equal value.
    mutating func ensureCapacity(_ entries: Int) {
        while self.table.count < entries {
            self.table.append(contentsOf: self.table)
        }
    }

    func estimate(_ hash: UInt32) -> Int {
        let mixed = Self.mixed(hash)
        var estimate = Self.maximum
        for row in 0..<4 {
            let (word, shift) = self.place(mixed, row)
            estimate = min(estimate, Int((self.table[word] >> shift) & 0xF))
        }
        return estimate
    }

    mutating func add(_ hash: UInt32, entries: Int) {
        let mixed = Self.mixed(hash)
        var isAdded = false
        for row in 0..<4 {
            let (word, shift) = self.place(mixed, row)
            guard (self.table[word] >> shift) & 0xF < Self.maximum else { continue }
            self.table[word] += 1 << shift
            isAdded = true
        }
        guard isAdded else { return }
        self.additions += 1
        if self.additions >= Self.sampleFactor * max(entries, Self.lineLength) {
            self.halve()
        }
    }

    private mutating func halve() {
        for word in self.table.indices {
            self.table[word] = (self.table[word] >> 1) & 0x7777_7777_7777_7777
        }
        self.additions /= 2
    }

    /// Each row has two words of the line to itself.
    private func place(_ mixed: UInt64, _ row: Int) -> (word: Int, shift: UInt64) {
        let line = Int(truncatingIfNeeded: mixed >> 32) & (self.table.count / Self.lineLength - 1)
        let bits = mixed >> UInt64(row * 5)
        return (line * Self.lineLength + row * 2 + Int(bits & 1), (bits >> 1 & 0xF) * 4)
    }

    /// A line from the upper half, four times five bits from the lower.
    private static func mixed(_ hash: UInt32) -> UInt64 {
        var mixed = UInt64(hash) &* 0x9E37_79B9_7F4A_7C15
        mixed ^= mixed >> 32
        mixed = mixed &* 0xD6E8_FEB8_6659_FD93
        return mixed ^ (mixed >> 32)
    }
}
