/// How often a hash was seen of late: a count-min sketch of four-bit counters that are halved from time to time.
///
/// The four counters of a hash lie in one cache line (as in Caffeine; Cormode and Muthukrishnan, An improved data stream summary,
/// 2005; aging as in Einziger et al., TinyLFU, 2017). A line is halved when it is looked at next, so that no call takes long and
/// all counters are of one age all the same. Estimates are never too low but for the halving, and stop at fifteen.
struct FrequencySketch: Sendable {
    static let maximum = 15

    private static let lineLength = 8
    /// Additions per entry between two halvings.
    private static let sampleFactor = 10

    /// Sixteen counters a word, a power of two of lines.
    private var table = ContiguousArray<UInt64>(repeating: 0, count: Self.lineLength)
    /// Of each line, the halvings that it went through.
    private var ages = ContiguousArray<UInt8>(repeating: 0, count: 1)
    /// The halvings so far. That it goes round does no harm: no line lies untouched for so long.
    private var age: UInt8 = 0
    private var additions = 0

    var overheadBytes: Int { self.table.count * MemoryLayout<UInt64>.stride + self.ages.count }

    /// Grows to a word for each entry. Estimates are kept: what two hashes shared becomes two counters of equal value.
    mutating func ensureCapacity(_ entries: Int) {
        while self.table.count < entries {
            self.table.append(contentsOf: self.table)
            self.ages.append(contentsOf: self.ages)
        }
    }

    mutating func estimate(_ hash: UInt32) -> Int {
        let places = self.places(of: hash)
        return self.table.withUnsafeBufferPointer { table in
            (0..<4).reduce(Self.maximum) { least, row in
                let (word, shift) = places[row]
                return min(least, Int((table[word] >> shift) & 0xF))
            }
        }
    }

    /// - Parameter entries: How many there are, so that counters are halved in time.
    mutating func add(_ hash: UInt32, entries: Int) {
        let places = self.places(of: hash)
        let isAdded = self.table.withUnsafeMutableBufferPointer { table in
            (0..<4).reduce(false) { isAdded, row in
                let (word, shift) = places[row]
                guard (table[word] >> shift) & 0xF < Self.maximum else { return isAdded }
                table[word] += 1 << shift
                return true
            }
        }
        guard isAdded else { return }
        self.additions += 1
        if self.additions >= Self.sampleFactor * max(entries, Self.lineLength) {
            self.additions /= 2
            self.age &+= 1
        }
    }

    /// The counters of a hash, halved as often as is due.
    private mutating func places(of hash: UInt32) -> Places {
        let places = Places(hash, lines: self.ages.count)
        let due = UInt64(self.age &- self.ages[places.line])
        if due > 0 {
            let kept = 0x1111_1111_1111_1111 * (UInt64(0xF) >> due)
            for word in (places.line * Self.lineLength)..<((places.line + 1) * Self.lineLength) {
                self.table[word] = self.table[word] >> due & kept
            }
            self.ages[places.line] = self.age
        }
        return places
    }

    /// Where the counters of a hash are: one in each row, which has two words of the line to itself.
    private struct Places {
        let line: Int
        private let bits: UInt64

        init(_ hash: UInt32, lines: Int) {
            var mixed = UInt64(hash) &* 0x9E37_79B9_7F4A_7C15
            mixed ^= mixed >> 32
            mixed = mixed &* 0xD6E8_FEB8_6659_FD93
            mixed ^= mixed >> 32
            // A line from the upper half, five bits for each row from the lower.
            self.line = Int(truncatingIfNeeded: mixed >> 32) & (lines - 1)
            self.bits = mixed
        }

        subscript(row: Int) -> (word: Int, shift: UInt64) {
            let bits = self.bits >> UInt64(row * 5)
            return (self.line * FrequencySketch.lineLength + row * 2 + Int(bits & 1), (bits >> 1 & 0xF) * 4)
        }
    }
}
