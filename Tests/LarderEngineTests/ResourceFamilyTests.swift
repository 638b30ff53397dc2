import NIOCore
import Testing

@testable import LarderEngine

@Suite struct ResourceFamilyTests {
    static let rows: [(resource: String, key: String, isMember: Bool)] = [
        ("mine:", "mine:", true),
        ("mine:", "mine:#lang=de", true),
        ("mine:", "mine:user=7", true),
        ("mine:", "mine:credential=0a1b#lang=de", true),
        ("mine:", "mine:user=7:plan=gold", true),
        ("mine:", "mine:?page=2", false),
        ("mine:", "mine:user=7:?page=2", false),
        ("mine:", "mine:42", false),
        ("mine:", "mines:user=7", false),
        ("mine:?page=2", "mine:?page=2", true),
        ("mine:?page=2", "mine:?page=2#a=b", true),
        ("mine:?page=2", "mine:user=7:?page=2", true),
        ("mine:?page=2", "mine:user=7:?page=2#a=b", true),
        ("mine:?page=2", "mine:user=7:?page=20", false),
        ("mine:?page=2", "mine:user=7:?page=2&x=1", false),
        ("mine:?page=2", "mine:user=7:?x=1&page=2", false),
        ("mine:?page=2", "mine:user=7", false),
        ("mine:?page=2", "mine:", false),
        ("order:42", "order:42", true),
        ("order:42", "order:42:user=7", true),
        ("order:42", "order:42:?x=1", false),
        ("order:42", "order:421", false),
        ("order:42", "order:43:user=7", false),
        ("order:42:?x=1", "order:42:user=7:?x=1", true),
        // Too long to be written out: what can be read decides.
        ("mine:?search=abcdef", "mine:user=7:?search=abc&&00ff", true),
        ("mine:?search=abcdef", "mine:user=7:?search=abd&&00ff", false),
        ("mine:?search=abcdef&&11ee", "mine:user=7:?search=abc&&00ff", true),
        ("mine:?search=abcdef&&11ee", "mine:?search=abcdef&&11ee", true),
        ("mine:?search=abcdef&&11ee", "mine:?search=abcdef&&22dd", false),
        ("mine:?search=abcdef&&11ee", "mine:user=7:?search=abcdef", false),
        ("mine:?page=2", "mine:user=7777&&00ff", true),
        ("mine:", "mine:?search=abc&&00ff", false),
    ]

    @Test(arguments: rows.indices) func `a family has every user's resource of one URL and no other`(row: Int) {
        let (resource, key, isMember) = Self.rows[row]
        let selection = LarderEngine.Selection.family(ResourceFamily(resource: resource))
        #expect(selection.matches(CacheKey(text: key), tags: EmptyCollection()) == isMember, "\(resource): \(key)")
    }

    @Test func `it is counted, purged and undone as any other selection`() throws {
        let engine = CacheEngine.forTests(clock: ManualClock())
        let members = ["mine:?page=2", "mine:user=1:?page=2", "mine:user=2:?page=2#lang=de"]
        let others = ["mine:", "mine:user=1", "mine:user=1:?page=3", "other:?page=2"]
        for key in members + others { engine.store(key) }
        let family = LarderEngine.Selection.family(ResourceFamily(resource: "mine:?page=2"))
        let report = try engine.dryRun(family, mode: .soft)
        #expect(report.matched == 3 && report.isExact && Set(report.sample) == Set(members))
        #expect(throws: ExpectationExceeded.self) { try engine.dryRun(family, mode: .soft, expectAtMost: 2) }
        let purge = try engine.invalidate(family, mode: .soft, cause: InvalidationCause(source: .api), expectAtMost: 3)
        #expect(purge.matched == 3)
        for key in members { #expect(engine.peek(key)?.info.state == .stale) }
        for key in others { #expect(engine.peek(key)?.info.state == .fresh) }
        #expect(try engine.undo(try #require(purge.id)) == 3)
        for key in members { #expect(engine.peek(key)?.info.state == .fresh) }
        let none = try engine.dryRun(.family(ResourceFamily(resource: "mine:?page=9")), mode: .hard)
        #expect(none.matched == 0 && !none.near.isEmpty)
    }

    @Test func `a load that ran meanwhile does not bring a member back`() throws {
        let engine = CacheEngine.forTests(clock: ManualClock())
        guard case .load(let load) = engine.acquire(CacheKey(text: "mine:user=7:?page=2")),
            case .load(let other) = engine.acquire(CacheKey(text: "mine:user=7:?page=3"))
        else {
            Issue.record("nothing is stored yet")
            return
        }
        let family = LarderEngine.Selection.family(ResourceFamily(resource: "mine:?page=2"))
        _ = try engine.invalidate(family, mode: .revalidate, cause: InvalidationCause(source: .api))
        let lifetime = EntryLifetime(freshness: .seconds(60))
        _ = load.land(CacheValue(bytes: ByteBuffer(string: "old")), lifetime: lifetime, tags: [], cost: LoadCost())
        _ = other.land(CacheValue(bytes: ByteBuffer(string: "new")), lifetime: lifetime, tags: [], cost: LoadCost())
        #expect(engine.peek("mine:user=7:?page=2") == nil)
        #expect(engine.peek("mine:user=7:?page=3")?.info.state == .fresh)
    }
}
