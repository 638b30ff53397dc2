import NIOConcurrencyHelpers

extension CacheEngine {
    /// Recounts everything from scratch; empty where all agrees. Meaningful while no other thread uses the engine.
    func invariantViolations() -> [String] {
        var violations: [String] = []
        let now = self.clock.now()
        var held = Footprint.none
        var structure = 0
        for index in self.shards.indices {
            self.shards.withLock(index) { shard in
                violations += shard.invariantViolations(at: now).map { "shard \(index): \($0)" }
                held += shard.held
                structure += shard.chargedStructure
            }
        }
        let ledger = self.ledger.withLockedValue { $0 }
        if ledger.held != held {
            violations.append("the ledger holds \(ledger.held), the entries occupy \(held)")
        }
        if ledger.structure != structure {
            violations.append("the ledger holds \(ledger.structure) bytes of structure, the shards have paid \(structure)")
        }
        if ledger.used > ledger.limit {
            violations.append("\(ledger.used) bytes are used of \(ledger.limit)")
        }
        return violations
    }
}
