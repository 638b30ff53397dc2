import ArgumentParser
import LarderConfiguration
import LarderEngine

/// Capacities as people write them: `1000` entries, `1%` of the unique keys, `64MiB`.
struct CapacityList {
    enum Capacity: Hashable {
        case entries(Int)
        /// Of the unique keys; 0.01 is one per cent.
        case share(Double)
        case bytes(ByteSize)

        init?(argument: String) {
            if argument.hasSuffix("%") {
                guard let percent = Double(argument.dropLast()), percent > 0, percent <= 100 else { return nil }
                self = .share(percent / 100)
            } else if argument.allSatisfy(\.isWholeNumber) {
                guard let entries = Int(argument), (1...1 << 40).contains(entries) else { return nil }
                self = .entries(entries)
            } else {
                guard let size = ByteSize(argument: argument) else { return nil }
                self = .bytes(size)
            }
        }

        func resolved(uniqueKeys: Int) -> Replay.Capacity {
            switch self {
            case .entries(let entries): .entries(entries)
            case .share(let share): .entries(max(1, Int((share * Double(uniqueKeys)).rounded())))
            case .bytes(let size): .bytes(size.bytes)
            }
        }
    }

    let capacities: [Capacity]

    init(argument: String) throws {
        self.capacities = try argument.split(separator: ",", omittingEmptySubsequences: false).map {
            guard let capacity = Capacity(argument: String($0)) else {
                throw ValidationError("'\($0)' is no capacity: take 1000 (entries), 1% (of the unique keys) or 64MiB")
            }
            return capacity
        }
    }
}
