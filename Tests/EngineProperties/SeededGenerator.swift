/// SplitMix64: the same numbers for the same seed, everywhere.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) {
        self.state = seed
    }

    package mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Numbers that follow from given bytes, and go on when these are used up: what a fuzzer changes changes the choices.
struct BytesAsRandom: RandomNumberGenerator {
    private var bytes: ArraySlice<UInt8>
    private var generator = SeededGenerator(seed: 0)

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    /// Each byte chooses where the numbers go on from.
    mutating func next() -> UInt64 {
        if let byte = self.bytes.popFirst() {
            self.generator = SeededGenerator(seed: self.generator.next() &+ UInt64(byte))
        }
        return self.generator.next()
    }
}
