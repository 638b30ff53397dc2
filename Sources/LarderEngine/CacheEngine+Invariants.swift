import NIOConcurrencyHelpers

extension CacheEngine {
    /// Recounts everything from scratch; empty where all agrees. Meaningful while no other thread uses the engine.
    func invariantViolations() -> [String] {
        var violations: [String] = []
        var held = Footprint(key: 0, value: 0, overhead: 0)
        var entries = 0
        var outdated = 0
        for (index, shard) in self.shards.enumerated() {
            shard.withLockedValue { shard in
                violations += shard.invariantViolations().map { "shard \(index): \($0)" }
                let footprint = shard.footprint()
                held.key += footprint.key
                held.value += footprint.value
                held.overhead += footprint.overhead
                entries += shard.count
                outdated += shard.outdatedCount()
            }
        }
        let ledger = self.ledger.withLockedValue { $0 }
        if ledger.held != held {
            violations.append("the ledger holds \(ledger.held), the entries occupy \(held)")
        }
        if ledger.entries != entries {
            violations.append("the ledger counts \(ledger.entries) entries, the shards hold \(entries)")
        }
        if ledger.outdatedEntries != outdated {
            violations.append("the ledger counts \(ledger.outdatedEntries) outdated entries, the shards hold \(outdated)")
        }
        if ledger.used > ledger.limit {
            violations.append("\(ledger.used) bytes are used of \(ledger.limit)")
        }
        return violations
    }
}
