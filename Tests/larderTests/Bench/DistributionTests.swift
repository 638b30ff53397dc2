import CourseCatalogue
import Foundation
import Testing

@testable import larder

@Suite struct `Distributions` {
    @Test(arguments: [0.0, 0.7, 0.99, 1.5]) func `ranks come as often as Zipf's law says`(exponent: Double) {
        let count = 1000
        let draws = 400_000
        let table = AliasTable.zipf(count: count, exponent: exponent)
        var random = SplitMix64(seed: 42)
        var seen = [Int](repeating: 0, count: count)
        for _ in 0..<draws {
            seen[table.draw(using: &random)] += 1
        }
        let weights = (1...count).map { pow(Double($0), -exponent) }
        let total = weights.reduce(0, +)
        // Chi-squared of 999 degrees of freedom exceeds 1,250 about once in ten million times.
        let chiSquared = zip(seen, weights).reduce(0.0) { sum, pair in
            let expected = pair.1 / total * Double(draws)
            return sum + pow(Double(pair.0) - expected, 2) / expected
        }
        #expect(chiSquared < 1250)
    }

    @Test(arguments: [[1.0], [0, 1], [1, 0, 0], [3, 1], [1e-300, 1], [1, 1, 1, 1e9]]) func `weights are kept to`(
        weights: [Double]
    ) {
        let table = AliasTable(weights: weights)
        var random = SplitMix64(seed: 7)
        var seen = [Int](repeating: 0, count: weights.count)
        for _ in 0..<100_000 {
            seen[table.draw(using: &random)] += 1
        }
        let total = weights.reduce(0, +)
        for (times, weight) in zip(seen, weights) {
            #expect(abs(Double(times) / 100_000 - weight / total) < 0.01)
            #expect(weight > 0 || times == 0)
        }
    }

    @Test func `the same seed gives the same sequence, and another one another`() {
        func keys(seed: UInt64) -> [Int] {
            let sequence = ZipfSequence(count: 500, seed: seed)
            return (0..<2000).map { sequence[$0] }
        }
        #expect(keys(seed: 1) == keys(seed: 1))
        #expect(keys(seed: 1) != keys(seed: 2))
        #expect(keys(seed: 1).allSatisfy { (0..<500).contains($0) })
    }

    @Test func `threads agree on which keys are hot`() throws {
        let hottest = ZipfSequence.forThreads(3, count: 500).map { sequence in
            Dictionary(grouping: (0..<20_000).map { sequence[$0] }, by: { $0 }).max { $0.value.count < $1.value.count }?.key
        }
        #expect(Set(hottest).count == 1)
        // It is shuffled: the first key is not the first rank.
        #expect(hottest.first != 0)
    }

    @Test func `a sequence begins anew where it ends`() {
        let sequence = ZipfSequence(count: 10, seed: 1)
        #expect((0..<100).allSatisfy { sequence[$0] == sequence[$0 + 1 << 20] })
    }

    @Test func `numbers below a bound cover it evenly`() {
        var random = SplitMix64(seed: 3)
        var seen = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 {
            seen[random.below(7)] += 1
        }
        #expect(seen.allSatisfy { (9500..<10_500).contains($0) })
    }
}
