import CourseCatalogue
import Foundation

/// Draws ranks by their weights in constant time.
///
/// - Complexity: O(n) to make, O(1) a draw. A. J. Walker, "An efficient method for generating discrete random variables with
///   general distributions" (1977), in M. D. Vose's form (1991).
struct AliasTable: Sendable {
    /// Of a rank's column: the share that is the rank's own.
    private var share: [Double]
    /// Who has the rest of the column.
    private var alias: [UInt32]

    /// - Parameter weights: Not negative, at least one above zero.
    init(weights: [Double]) {
        let total = weights.reduce(0, +)
        precondition(total > 0 && total.isFinite, "weights add up to \(total)")
        self.share = weights.map { $0 * Double(weights.count) / total }
        self.alias = weights.indices.map { UInt32($0) }
        var poor = self.share.indices.filter { self.share[$0] < 1 }
        var rich = self.share.indices.filter { self.share[$0] >= 1 }
        while let taker = poor.popLast() {
            // Rounding may leave a column that lacks a little and nobody who has more: it keeps itself.
            guard let giver = rich.last else {
                self.share[taker] = 1
                continue
            }
            self.alias[taker] = UInt32(giver)
            self.share[giver] -= 1 - self.share[taker]
            if self.share[giver] < 1 {
                rich.removeLast()
                poor.append(giver)
            }
        }
    }

    /// Rank *k* of `0..<count` weighs 1 / (k + 1)^exponent.
    static func zipf(count: Int, exponent: Double) -> AliasTable {
        AliasTable(weights: (1...count).map { pow(Double($0), -exponent) })
    }

    func draw(using random: inout SplitMix64) -> Int {
        let column = random.below(self.share.count)
        return random.unit() < self.share[column] ? column : Int(self.alias[column])
    }
}
