import NIOCore
import Testing

@testable import LarderEngine

/// All readers of an entry hold the same bytes.
@Suite struct SharedBytesTests {
    let engine = CacheEngine.forTests(shards: 1, clock: ManualClock())
    let key = CacheKey(text: "shared:1")
    static let text = "0123456789"

    enum Kept: CaseIterable, Sendable {
        /// Nothing but the bytes.
        case plain
        /// With tags: its readers share one buffer.
        case tagged
    }

    private func store(_ kept: Kept) {
        self.engine.set(
            ByteBuffer(string: Self.text), forKey: self.key, lifetime: EntryLifetime(freshness: nil),
            tags: kept == .tagged ? ["tag"] : [])
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
        #expect(String(buffer: other) == Self.text)
        #expect(String(stored) == Self.text)
        #expect(try String(buffer: self.buffer()) == Self.text)
        #expect(self.engine.peek(self.key.text).map { String(buffer: $0.value.bytes) } == Self.text)
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
        #expect(String(before) == Self.text)
        #expect(String(after) == Self.text)
    }

    @Test(arguments: Kept.allCases)
    func `what a reader holds outlives the entry and the cache`(kept: Kept) throws {
        var engine: CacheEngine? = CacheEngine.forTests(memoryLimit: 100_000, shards: 1, clock: ManualClock())
        engine?.set(
            ByteBuffer(string: Self.text), forKey: self.key, lifetime: EntryLifetime(freshness: nil),
            tags: kept == .tagged ? ["tag"] : [])
        let stored = try #require(engine?.value(forKey: self.key))
        guard case .fresh(let entry) = engine?.acquire(self.key) else { throw Missing() }
        for number in 0..<100 {
            engine?.store("filler:\(number)", String(repeating: "x", count: 5000))
        }
        engine?.remove(self.key)
        engine = nil
        #expect(String(stored) == Self.text)
        #expect(String(buffer: entry.value.bytes) == Self.text)
    }

    @Test func `what was stored is a copy of what was given`() throws {
        var given = ByteBuffer(string: Self.text)
        self.engine.set(given, forKey: self.key, lifetime: EntryLifetime(freshness: nil))
        given.setString("XXXX", at: 0)
        #expect(try String(buffer: self.buffer()) == Self.text)
    }
}
