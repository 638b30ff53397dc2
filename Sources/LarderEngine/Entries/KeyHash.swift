/// A 64-bit hash of a key's bytes under secret numbers: who does not know them cannot make keys collide.
///
/// Words are folded by the high and low half of a 128-bit product, as in Wang Yi's wyhash. Unlike there, the numbers that are
/// mixed into the words are secret too: with known ones a word can be chosen that makes a product zero under every seed.
///
/// Not for files: hashes differ from process to process.
struct KeyHash: Sendable {
    private let secret: (UInt64, UInt64, UInt64, UInt64)

    init() {
        var generator = SystemRandomNumberGenerator()
        self.init(using: &generator)
    }

    init(using generator: inout some RandomNumberGenerator) {
        self.secret = (generator.next(), generator.next(), generator.next(), generator.next())
    }

    func hash(_ text: String) -> UInt64 {
        text.withBytes { self.hash($0) }
    }

    /// - Complexity: O(bytes); never allocates.
    func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        let count = bytes.count
        guard let start = bytes.baseAddress, count > 0 else {
            return Self.fold(self.secret.0, self.secret.1)
        }
        var state = self.secret.0
        let last: (UInt64, UInt64)
        if count > 16 {
            var next = start
            let end = start + count
            if count > 48 {
                var lanes = (state, state)
                while end - next > 48 {
                    state = Self.fold(Self.word(next) ^ self.secret.1, Self.word(next + 8) ^ state)
                    lanes.0 = Self.fold(Self.word(next + 16) ^ self.secret.2, Self.word(next + 24) ^ lanes.0)
                    lanes.1 = Self.fold(Self.word(next + 32) ^ self.secret.3, Self.word(next + 40) ^ lanes.1)
                    next += 48
                }
                state ^= lanes.0 ^ lanes.1
            }
            while end - next > 16 {
                state = Self.fold(Self.word(next) ^ self.secret.1, Self.word(next + 8) ^ state)
                next += 16
            }
            // The last words overlap what went before where the length is no multiple of theirs.
            last = (Self.word(end - 16), Self.word(end - 8))
        } else if count >= 8 {
            last = (Self.word(start), Self.word(start + count - 8))
        } else if count >= 4 {
            last = (Self.halfWord(start), Self.halfWord(start + count - 4))
        } else {
            let bytes = (start.load(as: UInt8.self), (start + count / 2).load(as: UInt8.self))
            last = (UInt64(bytes.0) << 8 | UInt64(bytes.1), UInt64((start + count - 1).load(as: UInt8.self)))
        }
        let length = UInt64(truncatingIfNeeded: count)
        let (high, low) = (last.0 ^ self.secret.2).multipliedFullWidth(by: last.1 ^ state)
        return Self.fold(high ^ self.secret.3 ^ length, low ^ self.secret.1)
    }

    @inline(__always)
    private static func fold(_ first: UInt64, _ second: UInt64) -> UInt64 {
        let (high, low) = first.multipliedFullWidth(by: second)
        return high ^ low
    }

    @inline(__always)
    private static func word(_ address: UnsafeRawPointer) -> UInt64 {
        address.loadUnaligned(as: UInt64.self)
    }

    @inline(__always)
    private static func halfWord(_ address: UnsafeRawPointer) -> UInt64 {
        UInt64(address.loadUnaligned(as: UInt32.self))
    }
}
