import LarderAdmin
import LarderEngine

extension StatsSnapshot.Backend {
    /// The engine itself, which is always up.
    init(memory engine: CacheEngine) {
        self.init(
            name: engine.name, kind: "memory", location: "", state: .up, error: nil,
            latencyUs: engine.readLatency.p50?.microseconds, capabilities: ["undo", "tags", "hot_keys"])
    }
}
