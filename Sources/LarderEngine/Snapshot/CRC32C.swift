/// The Castagnoli checksum (RFC 3720 appendix B.4): finds every damage of up to 32 bits in a row, and all others but one in
/// four thousand millions. It guards against accidents, not against forgers.
struct CRC32C {
    private var state = ~UInt32(0)

    var value: UInt32 { ~self.state }

    static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        var sum = CRC32C()
        sum.update(bytes)
        return sum.value
    }

    /// - Complexity: O(bytes), eight bytes a step (Kounavis and Berry, "Novel Table Lookup-Based Algorithms", 2008).
    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        self.state = Self.tables.withUnsafeBufferPointer { tables in
            var state = self.state
            var position = 0
            while bytes.count - position >= 8 {
                let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)) ^ UInt64(state)
                var next: UInt32 = 0
                for byte in 0..<8 {
                    next ^= tables[(7 - byte) << 8 | Int(word >> UInt64(byte << 3) & 0xFF)]
                }
                state = next
                position += 8
            }
            while position < bytes.count {
                state = tables[Int(UInt8(truncatingIfNeeded: state) ^ bytes[position])] ^ state >> 8
                position += 1
            }
            return state
        }
    }

    mutating func update(_ number: UInt32) {
        withUnsafeBytes(of: number.littleEndian) { self.update($0) }
    }

    /// The table number t tells what a byte does to the sum when t more bytes have followed it.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 << 8)
        for byte in 0..<256 {
            var value = UInt32(byte)
            for _ in 0..<8 {
                value = value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1
            }
            tables[byte] = value
        }
        for place in 256..<tables.count {
            let previous = tables[place - 256]
            tables[place] = tables[Int(previous & 0xFF)] ^ previous >> 8
        }
        return tables
    }()
}
