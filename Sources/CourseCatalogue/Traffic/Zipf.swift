internal import Foundation

/// Ranks of which a few are asked for most of the time: rank *k* has a weight of 1 / (k + 1)^exponent.
struct Zipf: Sendable {
    private let cumulative: [Double]

    /// - Parameters:
    ///   - count: ranks are `0..<count`; at least one.
    ///   - exponent: 0 makes all alike; web traffic is at about 0.7 to 1.
    init(count: Int, exponent: Double) {
        precondition(count > 0, "a distribution needs at least one rank, got \(count)")
        var total = 0.0
        var sums: [Double] = []
        sums.reserveCapacity(count)
        for rank in 1...count {
            total += pow(Double(rank), -exponent)
            sums.append(total)
        }
        cumulative = sums
    }

    /// - Complexity: O(log count).
    func rank(using random: inout SplitMix64) -> Int {
        let target = random.unit() * (cumulative.last ?? 0)
        var low = 0
        var high = cumulative.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] > target { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
