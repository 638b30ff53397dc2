import NIOCore
import Testing

@testable import LarderEngine

/// All readers of an entry hold the same bytes.
@Suite struct SharedBytesTests {
    let engine = CacheEngine.forTests(shards: 1, clock: ManualClock())
    let key = CacheKey(text: "shared:1")
    enum Kept: CaseIterable, Sendable {
        /// Nothing but the bytes.
        case plain
        /// With tags: its readers share one buffer.
        case tagged
        /// So long that they have pages of their own.
        case plainOnPages, taggedOnPages

        var tags: [String] {
            switch self {
            case .plain, .plainOnPages: []
            case .tagged, .taggedOnPages: ["tag"]
            }
        }

        var text: String {
            switch self {
            case .plain, .tagged: "0123456789"
            case .plainOnPages, .taggedOnPages: String(repeating: "0123456789", count: MappedPages.leastValue / 10 + 1)
            }
        }
    }

    private func store(_ kept: Kept) {
        self.engine.set(
            ByteBuffer(string: kept.text), forKey: self.key, lifetime: EntryLifetime(freshness: nil), tags: kept.tags)
    }

    private func buffer() throws -> ByteBuffer {
        guard case .fresh(let entry) = self.engine.acquire(self.key) else { throw Missing() }
        return entry.value.bytes
    }

    private struct Missing: Error {}

    enum Scribble: CaseIterable, Sendable {
        case overwrite, append, clear, writeInPlace, reserve

        func callAsFunction(_ buffer: inout ByteBuffer) {
            switch self {
            case .overwrite: buffer.setString("XXXX", at: 2)
            case .append: buffer.writeString(String(repeating: "X", count: 100))
            case .clear:
                buffer.clear()
                buffer.writeString("XXXXXXXXXX")
            case .writeInPlace: buffer.withUnsafeMutableReadableBytes { $0.copyBytes(from: "XXXXXXXXXX".utf8) }
            case .reserve:
                buffer.reserveCapacity(10_000)
                buffer.setString("XXXX", at: 0)
            }
        }
    }

    @Test(arguments: Kept.allCases, Scribble.allCases)
    func `who writes to his buffer changes nobody else's`(kept: Kept, scribble: Scribble) throws {
        self.store(kept)
        let stored = try #require(self.engine.value(forKey: self.key))
        let other = try self.buffer()
        var mine = try self.buffer()
        scribble(&mine)
        #expect(String(buffer: other) == kept.text)
        #expect(String(stored) == kept.text)
        #expect(try String(buffer: self.buffer()) == kept.text)
        #expect(self.engine.peek(self.key.text).map { String(buffer: $0.value.bytes) } == kept.text)
        #expect(self.engine.invariantViolations() == [])
    }

    @Test(arguments: Kept.allCases, Scribble.allCases)
    func `who writes to his buffer after the entry has left changes nobody else's`(kept: Kept, scribble: Scribble) throws {
        self.store(kept)
        let before = try #require(self.engine.value(forKey: self.key))
        var mine = try self.buffer()
        let after = try #require(self.engine.value(forKey: self.key))
        self.engine.remove(self.key)
        scribble(&mine)
        #expect(String(before) == kept.text)
        #expect(String(after) == kept.text)
    }

    @Test(arguments: Kept.allCases)
    func `what a reader holds outlives the entry and the cache`(kept: Kept) throws {
        var engine: CacheEngine? = CacheEngine.forTests(memoryLimit: 1 << 20, shards: 1, clock: ManualClock())
        engine?.set(
            ByteBuffer(string: kept.text), forKey: self.key, lifetime: EntryLifetime(freshness: nil), tags: kept.tags)
        let stored = try #require(engine?.value(forKey: self.key))
        guard case .fresh(let entry) = engine?.acquire(self.key) else { throw Missing() }
        for number in 0..<100 {
            engine?.store("filler:\(number)", String(repeating: "x", count: 50_000))
        }
        engine?.remove(self.key)
        engine = nil
        #expect(String(stored) == kept.text)
        #expect(String(buffer: entry.value.bytes) == kept.text)
    }

    @Test(arguments: Kept.allCases) func `what was stored is a copy of what was given`(kept: Kept) throws {
        var given = ByteBuffer(string: kept.text)
        self.engine.set(given, forKey: self.key, lifetime: EntryLifetime(freshness: nil), tags: kept.tags)
        given.setString("XXXX", at: 0)
        #expect(try String(buffer: self.buffer()) == kept.text)
    }
}
