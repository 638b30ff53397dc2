import Testing

@testable import LarderEngine

@Suite struct TreeTests {
    let clock = ManualClock()
    let engine: CacheEngine

    init() {
        self.engine = CacheEngine.forTests(shards: 4, clock: self.clock)
    }

    private func children(_ prefix: String, limit: Int = 100) -> [String: KeyTree.Child] {
        Dictionary(uniqueKeysWithValues: self.engine.tree(prefix: prefix, limit: limit).children.map { ($0.prefix, $0) })
    }

    @Test(arguments: [
        ("", ["course_list:", "single_course:", "GET:", "plain"]),
        ("course_list:", ["course_list:?", "course_list:user=100:"]),
        ("course_list:?", ["course_list:?page=1", "course_list:?page=2", "course_list:?page=2#"]),
        ("course_list:?page=2#", ["course_list:?page=2#lang=de", "course_list:?page=2#lang=en"]),
        ("single_course:4", ["single_course:4", "single_course:42", "single_course:42:"]),
        ("GET:api:", ["GET:api:/"]),
        ("GET:api:/", ["GET:api:/courses/"]),
        ("absent", []),
    ])
    func `keys are grouped by the next separator`(prefix: String, expected: [String]) {
        for key in [
            "course_list:?page=1", "course_list:?page=2", "course_list:?page=2#lang=de", "course_list:?page=2#lang=en",
            "course_list:user=100:?page=1", "single_course:4", "single_course:42", "single_course:42:?x=1",
            "GET:api:/courses/1", "GET:api:/courses/2", "plain",
        ] {
            self.engine.store(key)
        }
        let children = self.children(prefix)
        #expect(Set(children.keys) == Set(expected))
        for child in children.values {
            #expect(child.isLeaf == (self.engine.peek(child.prefix) != nil), "\(child.prefix)")
        }
    }

    @Test func `totals are those of the entries and agree with the children`() {
        for index in 0..<300 {
            self.engine.store("list:page=\(index)")
            self.engine.store("course:\(index % 7):?x=\(index)")
        }
        let tree = self.engine.tree(limit: 10)
        #expect(tree.prefix == "")
        #expect(tree.entries == 600)
        #expect(tree.bytes == self.engine.list(ListQuery(limit: 1000)).items.reduce(0) { $0 + $1.size })
        #expect(tree.children.map(\.entries) == [300, 300])
        #expect(tree.children.reduce(0) { $0 + $1.bytes } == tree.bytes)
        let courses = self.engine.tree(prefix: "course:", limit: 10)
        #expect(courses.entries == 300)
        #expect(courses.children.count == 7)
        #expect(courses.children.reduce(0) { $0 + $1.entries } == 300)
    }

    @Test func `the largest children are shown, and the totals count the others too`() {
        for index in 0..<200 {
            self.engine.store("list:page=\(index)", String(repeating: "x", count: index == 77 ? 5000 : 10))
        }
        let tree = self.engine.tree(prefix: "list:", limit: 3)
        #expect(tree.children.count == 3)
        #expect(tree.children.first?.prefix == "list:page=77")
        #expect(tree.children.map(\.bytes) == tree.children.map(\.bytes).sorted(by: >))
        #expect(tree.entries == 200)
    }

    @Test func `hits and misses are those of the keys under a prefix`() {
        self.engine.store("a:1")
        self.engine.store("b:1")
        let before = self.children("")
        for _ in 0..<5 {
            _ = self.engine.value(forKey: CacheKey(text: "a:1"))
        }
        for _ in 0..<3 {
            _ = self.engine.value(forKey: CacheKey(text: "a:2"))
        }
        let after = self.children("")
        let hits = after.values.reduce(0) { $0 + $1.hits } - before.values.reduce(0) { $0 + $1.hits }
        // Keys of one container share its hits by their number, each share rounded down.
        #expect((4...5).contains(hits))
    }

    @Test func `what an invalidation or time has taken is not counted, before any sweep`() {
        for index in 0..<100 {
            self.engine.store("list:\(index)")
            self.engine.store("brief:\(index)", freshness: .seconds(1), staleWindow: .zero)
            self.engine.store("kept:\(index)")
        }
        self.engine.purge(.prefix("list:"), .revalidate)
        self.clock.advance(by: .seconds(2))
        self.engine.reap()
        let tree = self.engine.tree(limit: 10)
        #expect(tree.children.map(\.prefix) == ["kept:"])
        #expect(tree.entries == 100)
    }

    @Test(arguments: ["", ":", "::", "#", "?", "/", "a\u{0}b:", "ключ:", String(repeating: "x:", count: 2000)])
    func `hostile keys are shown as they are`(prefix: String) {
        let keys = ["\(prefix)one", "\(prefix)two:", "\(prefix):", "\(prefix)\u{0}", "\(prefix)ü/é"]
        for key in keys {
            self.engine.store(key)
        }
        let tree = self.engine.tree(prefix: prefix, limit: 100)
        #expect(tree.entries == keys.count)
        #expect(tree.children.reduce(0) { $0 + $1.entries } == keys.count)
        #expect(tree.children.allSatisfy { $0.prefix.utf8.starts(with: prefix.utf8) && $0.prefix.utf8.count > prefix.utf8.count })
    }

    @Test func `looking changes neither recency nor what is evicted`() {
        for index in 0..<50 {
            self.engine.store("list:\(index)")
        }
        let before = self.engine.list(ListQuery(limit: 100)).items
        let lookups = self.engine.snapshot().lookups
        for _ in 0..<20 {
            _ = self.engine.tree(limit: 10)
            _ = self.engine.tree(prefix: "list:", limit: 10)
        }
        let after = self.engine.list(ListQuery(limit: 100)).items
        #expect(after.map(\.hits) == before.map(\.hits))
        #expect(after.map(\.lastHitAt) == before.map(\.lastHitAt))
        #expect(self.engine.snapshot().lookups == lookups)
        #expect(self.engine.invariantViolations() == [])
    }
}
