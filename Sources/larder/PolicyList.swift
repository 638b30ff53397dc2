import ArgumentParser
import LarderEngine

/// Policies as people name them, or `all`.
struct PolicyList {
    static var allowed: String { (SimulatedPolicy.allCases.map(\.rawValue) + ["all"]).joined(separator: ", ") }

    let policies: [SimulatedPolicy]

    init(argument: String) throws {
        self.policies = try argument.split(separator: ",", omittingEmptySubsequences: false).flatMap {
            if $0 == "all" { return SimulatedPolicy.allCases }
            guard let policy = SimulatedPolicy(rawValue: String($0)) else {
                throw ValidationError("there is no policy '\($0)'; there are \(Self.allowed)")
            }
            return [policy]
        }
    }
}
