import EngineProperties
import Testing

@testable import LarderEngine

@Suite struct MemberListTests {
    @Test(arguments: UInt64(0)..<6) func `agrees with an array while it grows and shrinks`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var list = MemberList()
        var model: [Slot] = []
        // Beyond one block, beyond a table of four, and back.
        for target in [3, 40, 1023, 1030, 1500, 900, 5200, 4000, 2049, 1025, 500, 20, 1, 2, 0] {
            while model.count != target {
                // Mostly towards the target.
                let isGrowing = (model.count < target) != (Int.random(in: 0..<8, using: &generator) == 0) || model.isEmpty
                if isGrowing {
                    let slot = Slot.random(in: 0..<1_000_000, using: &generator)
                    #expect(list.append(slot) == UInt32(model.count))
                    model.append(slot)
                } else {
                    let place = Int.random(in: model.indices, using: &generator)
                    let last = model.removeLast()
                    let moved = list.remove(at: UInt32(place))
                    #expect(moved == (place == model.count ? nil : last))
                    if place < model.count {
                        model[place] = last
                    }
                }
            }
            #expect(list.slots == model, "seed \(seed), \(target) members")
        }
        #expect(list.blockBytes == 0)
    }
}
