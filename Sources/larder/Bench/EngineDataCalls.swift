import LarderEngine
import NIOCore

// The engine's data calls by the names they are about to get there; this file goes when they come.

struct StoredBytes {
    let bytes: ByteBuffer

    var count: Int { self.bytes.readableBytes }
}

extension CacheEngine {
    func value(forKey key: CacheKey) -> StoredBytes? {
        switch self.acquire(key) {
        case .fresh(let entry), .stale(let entry, _): StoredBytes(bytes: entry.value.bytes)
        case .load, .join, .overloaded: nil
        }
    }

    func set(
        _ bytes: ByteBuffer, forKey key: CacheKey, lifetime: EntryLifetime, tags: [String] = [], cost: LoadCost = LoadCost()
    ) {
        switch self.acquire(key) {
        case .load(let load), .stale(_, .some(let load)):
            _ = load.land(CacheValue(bytes: bytes), lifetime: lifetime, tags: tags, cost: cost)
        case .fresh, .stale, .join, .overloaded: break
        }
    }
}
