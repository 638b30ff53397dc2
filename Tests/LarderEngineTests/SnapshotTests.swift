import EngineProperties
import NIOCore
import Testing

@testable import LarderEngine

@Suite struct SnapshotTests {
    private let header = SnapshotHeader(engine: "default", savedAt: 1_700_000_000.25, sourceMark: [1, 2, 3])
    private let limits = SnapshotLimits(fileBytes: 1 << 20)

    private func small() throws -> SnapshotBytes {
        let entries = [
            SnapshotEntry(
                key: "course_list:?page=2#lang=de", value: ByteBuffer(string: "[]"),
                head: SnapshotHead(kind: "test/1", bytes: ByteBuffer(string: "head")), tags: ["course", "course:7"],
                age: .seconds(3), freshness: .seconds(60), staleWindow: .seconds(5),
                cost: LoadCost(elapsed: .milliseconds(3), queries: 2), hits: 9),
            SnapshotEntry(key: "single_course:42", value: ByteBuffer(string: "{}"), freshness: nil, standing: .outdated),
        ]
        return try SnapshotBytes.writing(self.header, entries, limits: self.limits)
    }

    @Test(arguments: 0..<200) func `what was saved is read in the order it was given`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let entries = (0..<Int.random(in: 0..<20, using: &generator)).map { _ in SnapshotEntry.random(using: &generator) }
        let header = SnapshotHeader(
            engine: "größe", savedAt: Double.random(in: 0...3e9, using: &generator), sourceMark: seed % 2 == 0 ? nil : [])
        let saved = try SnapshotBytes.writing(header, entries, limits: self.limits)
        #expect(try saved.entries(limits: self.limits) == entries.filter { !$0.isDead }, "seed \(seed)")
        #expect(try SnapshotReader(saved, limits: self.limits).header == header)
    }

    @Test func `what hits save can be added up, whatever cost a file says`() throws {
        let absurd = LoadCost(elapsed: .nanoseconds(Int64.max), queries: .max)
        let saved = try SnapshotBytes.writing(
            self.header, [SnapshotEntry(key: "a", value: ByteBuffer(), freshness: nil, cost: absurd)], limits: self.limits)
        let cost = try #require(saved.entries(limits: self.limits).first).cost
        #expect(cost == LoadCost(elapsed: self.limits.loadTime, queries: self.limits.queries))
        let recorder = CacheEngine.forTests(clock: ManualClock()).recorder(forRoute: "a")
        for _ in 0..<10_000 {
            recorder.record(.hit, latency: .zero, status: 200, savedCost: cost)
        }
        #expect(recorder.read().saved.queries == 10_000 * self.limits.queries)
    }

    @Test func `a file with one wrong byte is refused, wherever it is`() throws {
        let whole = try self.small()
        for position in whole.bytes.indices {
            for change: UInt8 in [0x01, 0x80, 0xFF] {
                var damaged = whole
                damaged.bytes[position] ^= change
                #expect(throws: SnapshotError.self, "byte \(position)") { try damaged.entries(limits: self.limits) }
            }
        }
    }

    @Test func `a file that was cut off is refused, wherever that was`() throws {
        let whole = try self.small()
        for length in whole.bytes.indices {
            #expect(throws: SnapshotError.self, "\(length) bytes") {
                try SnapshotBytes(Array(whole.bytes[..<length])).entries(limits: self.limits)
            }
        }
    }

    @Test func `a file that goes on after its end is refused`() throws {
        var longer = try self.small()
        longer.bytes.append(0)
        #expect(throws: SnapshotError.self) { try longer.entries(limits: self.limits) }
    }

    @Test func `entries that changed places are found although each is whole`() throws {
        let entries = ["a", "b"].map { SnapshotEntry(key: $0, value: ByteBuffer(), freshness: nil) }
        let straight = try SnapshotBytes.writing(self.header, entries, limits: self.limits)
        let turned = try SnapshotBytes.writing(self.header, entries.reversed(), limits: self.limits)
        var mixed = turned
        mixed.bytes.replaceSubrange((mixed.bytes.count - 4)..., with: straight.bytes.suffix(4))
        #expect(throws: SnapshotError.self) { try mixed.entries(limits: self.limits) }
    }

    @Test func `a message says where a file is damaged and what to do`() throws {
        var damaged = try self.small()
        damaged.bytes[damaged.bytes.count - 30] ^= 1
        let error = try #require(throws: SnapshotError.self) { try damaged.entries(limits: self.limits) }
        #expect(error.code == .damaged)
        #expect(error.description.hasPrefix("memory: damaged at byte "))
        #expect(
            error.description.hasSuffix("the checksum of entry 1 does not agree. The cache starts empty; delete or move the file")
        )
    }

    @Test func `a file of a newer version says which one it is`() throws {
        var newer = try self.small()
        newer.bytes[8] = 7
        let error = try #require(throws: SnapshotError.self) { try newer.entries(limits: self.limits) }
        #expect(error.code == .newerVersion)
        #expect(error.description.contains("of version 7, and this program reads version 2"))
    }

    @Test(arguments: ["", "LARD", "not a snapshot at all, but long enough to be one"])
    func `what is no snapshot is called so`(text: String) throws {
        let error = try #require(throws: SnapshotError.self) {
            try SnapshotBytes(Array(text.utf8)).entries(limits: self.limits)
        }
        #expect(error.code == .foreign)
    }

    @Test func `a file beyond the limit is not even begun`() throws {
        let error = try #require(throws: SnapshotError.self) { try self.small().entries(limits: SnapshotLimits(fileBytes: 100)) }
        #expect(error.code == .tooLarge)
        #expect(error.description.contains("at most 100 are read"))
    }

    @Test func `a length beyond the end makes no room for it`() throws {
        // The record's own length is the first thing after the header.
        var damaged = try self.small()
        let headerEnd = try SnapshotBytes.writing(self.header, [], limits: self.limits).bytes.count - SnapshotHeader.endLength
        for byte in 0..<4 {
            damaged.bytes[headerEnd + byte] = 0xFF
        }
        let error = try #require(throws: SnapshotError.self) { try damaged.entries(limits: self.limits) }
        #expect(error.description.contains("entry 0 says that it has 4294967295 bytes"))
    }

    @Test(arguments: 0..<300) func `no record traps, and what can be read can be written`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var bytes = ByteBuffer()
        #expect(SnapshotRecord.write(.random(using: &generator), to: &bytes, limits: self.limits))
        for _ in 0..<20 {
            var changed = Array(bytes.readableBytesView)
            let position = Int.random(in: changed.indices, using: &generator)
            changed[position] = UInt8.random(in: 0...255, using: &generator)
            let violation = ([1] + changed).withUnsafeBytes { SnapshotProperty.violation(in: $0) }
            #expect(violation == nil, "seed \(seed), byte \(position)")
        }
    }

    @Test func `what exceeds a limit is left out, and the rest is saved`() throws {
        var limits = self.limits
        limits.recordBytes = 1000
        limits.tags = 2
        let fits = SnapshotEntry(key: "fits", value: ByteBuffer(repeating: 1, count: 900), freshness: nil)
        let left = [
            SnapshotEntry(key: "value", value: ByteBuffer(repeating: 1, count: 1000), freshness: nil),
            SnapshotEntry(key: String(repeating: "k", count: 70_000), value: ByteBuffer(), freshness: nil),
            SnapshotEntry(key: "tags", value: ByteBuffer(), tags: ["a", "b", "c"], freshness: nil),
            SnapshotEntry(
                key: "kind", value: ByteBuffer(),
                head: SnapshotHead(kind: String(repeating: "k", count: 256), bytes: ByteBuffer()), freshness: nil),
            SnapshotEntry(key: "dead", value: ByteBuffer(), freshness: .seconds(-1), staleWindow: .seconds(1)),
        ]
        var writer = try SnapshotWriter(self.header, into: SnapshotBytes(), limits: limits)
        for entry in left {
            #expect(try !writer.append(entry), "\(entry.key)")
        }
        #expect(try writer.append(fits))
        #expect(writer.entryCount == 1)
        #expect(try writer.finish().entries(limits: limits) == [fits])
    }

    @Test func `a file takes the first entries, and what it takes can be read under the same limits`() throws {
        let entries = (0..<50).map { SnapshotEntry(key: "k\($0)", value: ByteBuffer(repeating: 1, count: 50), freshness: nil) }
        for fileBytes in [200, 1000, 1001, 3000] {
            let limits = SnapshotLimits(fileBytes: fileBytes)
            let saved = try SnapshotBytes.writing(self.header, entries, limits: limits)
            let read = try saved.entries(limits: limits)
            #expect(saved.bytes.count <= fileBytes)
            #expect(read == Array(entries.prefix(read.count)))
            #expect(fileBytes - saved.bytes.count < 200)
        }
    }
}
