import EngineProperties
import Testing

@testable import LarderEngine

@Suite struct KeyHashTests {
    @Test func `a million similar keys do not collide, in either half beyond what chance allows`() {
        var generator = SeededGenerator(seed: 2)
        let hasher = KeyHash(using: &generator)
        let count = 1_000_000
        let hashes = (0..<count).map { hasher.hash("course:list:page=\($0)") }
        #expect(Set(hashes).count == count)
        // Of a million random 32-bit numbers 116 are expected to meet another.
        #expect(count - Set(hashes.map { UInt32(truncatingIfNeeded: $0) }).count < 200)
        #expect(count - Set(hashes.map { UInt32(truncatingIfNeeded: $0 >> 32) }).count < 200)
    }

    @Test(arguments: [0, 12, 28, 44, 57])
    func `every seven bits spread similar keys evenly`(shift: UInt64) {
        var generator = SeededGenerator(seed: 3)
        let hasher = KeyHash(using: &generator)
        let cells = 128
        let perCell = 1000
        var counts = [Int](repeating: 0, count: cells)
        for number in 0..<cells * perCell {
            counts[Int(truncatingIfNeeded: hasher.hash("course:list:page=\(number)") >> shift) & (cells - 1)] += 1
        }
        let chiSquare = counts.reduce(0.0) { $0 + Double(($1 - perCell) * ($1 - perCell)) / Double(perCell) }
        // 127 degrees of freedom; 5 standard deviations of 16.
        #expect(chiSquare < 127 + 5 * 16)
    }

    @Test(arguments: [1, 3, 4, 7, 8, 9, 16, 17, 20, 31, 48, 49, 64, 97, 200])
    func `each bit of the input moves about half of the bits of the hash`(length: Int) {
        var generator = SeededGenerator(seed: UInt64(length))
        let hasher = KeyHash(using: &generator)
        let samples = 256
        var flips = [Int](repeating: 0, count: 64)
        for sample in 0..<samples {
            var bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            let before = hasher.hash(of: bytes)
            let bit = sample % (length * 8)
            bytes[bit / 8] ^= 1 << (bit % 8)
            let changed = before ^ hasher.hash(of: bytes)
            #expect(changed.nonzeroBitCount > 8)
            for place in 0..<64 where changed & 1 << place != 0 {
                flips[place] += 1
            }
        }
        // 256 coin tosses have a standard deviation of 8.
        #expect(flips.allSatisfy { abs($0 - samples / 2) < 48 })
    }

    @Test func `every byte counts, and so does the length`() {
        var generator = SeededGenerator(seed: 4)
        let hasher = KeyHash(using: &generator)
        var seen: Set<UInt64> = []
        var expected = 0
        for length in 0...150 {
            let zeros = [UInt8](repeating: 0, count: length)
            seen.insert(hasher.hash(of: zeros))
            expected += 1
            for place in 0..<length {
                var bytes = zeros
                bytes[place] = 1
                seen.insert(hasher.hash(of: bytes))
                expected += 1
            }
        }
        #expect(seen.count == expected)
    }

    @Test func `a hash is the same wherever the bytes lie, and differs under other secrets`() {
        var generator = SeededGenerator(seed: 5)
        let hasher = KeyHash(using: &generator)
        let other = KeyHash(using: &generator)
        for length in 0...100 {
            let text = String(repeating: "k", count: length)
            let hash = hasher.hash(text)
            #expect(hash != other.hash(text))
            for offset in 0..<8 {
                let padded = [UInt8](repeating: 9, count: offset) + Array(text.utf8) + [7, 7]
                padded.withUnsafeBytes {
                    #expect(hasher.hash(UnsafeRawBufferPointer(rebasing: $0[offset..<offset + length])) == hash)
                }
            }
        }
        #expect(KeyHash().hash("a") != KeyHash().hash("a"))
    }
}

extension KeyHash {
    fileprivate func hash(of bytes: [UInt8]) -> UInt64 {
        bytes.withUnsafeBytes { self.hash($0) }
    }
}
