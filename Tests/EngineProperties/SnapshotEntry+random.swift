package import LarderEngine
import NIOCore

extension SnapshotEntry {
    /// Any entry that the format can hold, odd ones more often than in life.
    package static func random(using random: inout some RandomNumberGenerator) -> SnapshotEntry {
        let head: SnapshotHead? =
            Bool.random(using: &random) ? nil : SnapshotHead(kind: self.text(using: &random), bytes: self.bytes(using: &random))
        let standing: Standing =
            switch Int.random(in: 0..<4, using: &random) {
            case 0: .outdated
            case 1: .soft(servableFor: self.duration(from: 0, using: &random))
            default: .good
            }
        return SnapshotEntry(
            key: self.text(using: &random), value: self.bytes(using: &random), head: head,
            tags: (0..<Int.random(in: 0..<4, using: &random)).map { _ in self.text(using: &random) },
            age: self.duration(from: 0, using: &random),
            freshness: Int.random(in: 0..<4, using: &random) == 0 ? nil : self.duration(from: -1_000_000_000, using: &random),
            staleWindow: self.duration(from: 0, using: &random),
            staleServing: Bool.random(using: &random) ? .allowed : .forbidden,
            retention: self.duration(from: 0, using: &random), standing: standing,
            cost: LoadCost(elapsed: self.duration(from: 0, using: &random), queries: Int.random(in: 0...9, using: &random)),
            hits: Int.random(in: 0...Int.max, using: &random))
    }

    private static func duration(from least: Int64, using random: inout some RandomNumberGenerator) -> Duration {
        .nanoseconds(Int64.random(in: least...100_000_000_000, using: &random))
    }

    private static func text(using random: inout some RandomNumberGenerator) -> String {
        let characters: [Character] = ["a", "b", ":", "?", "=", "#", "é", "\u{1F4DA}", "\0"]
        return String((0..<Int.random(in: 0..<12, using: &random)).map { _ in characters.randomElement(using: &random)! })
    }

    private static func bytes(using random: inout some RandomNumberGenerator) -> ByteBuffer {
        ByteBuffer(bytes: (0..<Int.random(in: 0..<40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) })
    }
}
