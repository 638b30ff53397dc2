import EngineProperties
import Testing

@testable import LarderEngine

@Suite struct ProbeTableTests {
    private struct Cell: ProbeCell, Hashable {
        var hash: UInt32
        /// From 1 on.
        var number: UInt32

        static var empty: Cell { Cell(hash: 0, number: 0) }
        var isEmpty: Bool { self.number == 0 }
    }

    enum Hashes: CaseIterable {
        case spread
        /// Runs that go round the end of the table.
        case towardsTheEnd
        /// Long runs.
        case alike

        func next(_ generator: inout SeededGenerator) -> UInt32 {
            switch self {
            case .spread: .random(in: .min ... .max, using: &generator)
            case .towardsTheEnd: .max - .random(in: 0...3, using: &generator) * .random(in: 0...(1 << 28), using: &generator)
            case .alike: .random(in: 0...5, using: &generator) << 29 | .random(in: 0...20, using: &generator)
            }
        }
    }

    @Test(arguments: Hashes.allCases, UInt64(0)..<4)
    func `agrees with a set after every step while it grows and shrinks`(hashes: Hashes, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var table = ProbeTable<Cell>()
        defer { table.destroy() }
        var model: [Cell] = []
        var last: UInt32 = 0
        for target in [40, 13, 200, 180, 30, 300, 0] {
            while model.count != target {
                let isGrowing = (model.count < target) != (Int.random(in: 0..<6, using: &generator) == 0) || model.isEmpty
                if isGrowing {
                    last += 1
                    let cell = Cell(hash: hashes.next(&generator), number: last)
                    table.insert(cell)
                    model.append(cell)
                } else {
                    let cell = model.remove(at: Int.random(in: model.indices, using: &generator))
                    table.remove(at: try #require(table.place(of: cell.hash) { $0 == cell }))
                    #expect(table.place(of: cell.hash) { $0 == cell } == nil)
                }
                let isComplete = model.allSatisfy { cell in table.place(of: cell.hash) { $0 == cell } != nil }
                try #require(isComplete, "seed \(seed), \(model.count) cells")
                try #require(Set(table.cells) == Set(model) && table.count == model.count, "seed \(seed), \(model.count) cells")
            }
        }
    }

    /// So large that it gives pages back while it moves.
    @Test func `keeps every cell of a large table`() throws {
        var generator = SeededGenerator(seed: 1)
        var table = ProbeTable<Cell>()
        defer { table.destroy() }
        let cells = (1...60_000).map { Cell(hash: .random(in: .min ... .max, using: &generator), number: $0) }
        for (count, cell) in cells.enumerated() {
            table.insert(cell)
            if count.isMultiple(of: 1009) {
                let isComplete = cells[...count].allSatisfy { cell in table.place(of: cell.hash) { $0 == cell } != nil }
                try #require(isComplete, "\(count) cells")
            }
        }
        for (count, cell) in cells.enumerated() {
            table.remove(at: try #require(table.place(of: cell.hash) { $0 == cell }, "cell \(count)"))
        }
        #expect(table.count == 0)
        #expect(Array(table.cells).isEmpty)
        #expect(table.bytes <= 1024)
    }
}
