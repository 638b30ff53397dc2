import LarderEngine
import NIOCore

/// A cache under load. Called by many threads at once.
protocol BenchBackend: Sendable {
    /// Its own work beside the calls, until the task is cancelled.
    func maintain() async

    /// The length of the value; nil is a miss.
    func read(_ key: String) -> Int?
    func write(_ value: ByteBuffer, forKey key: String, tags: [String])

    func invalidate(_ selection: Selection, mode: InvalidationMode)
    func dryRun(_ selection: Selection, mode: InvalidationMode)

    /// Entries that have left for want of room.
    func evictions() -> Int
}

enum BackendKind: String, CaseIterable, Sendable {
    case memory
}
