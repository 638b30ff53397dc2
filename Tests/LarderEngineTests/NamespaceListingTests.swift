import EngineProperties
import Testing

@testable import LarderEngine

@Suite struct NamespaceListingTests {
    private static func listing(
        of harness: NamespaceHarness, _ prefix: String, limit: Int = 1000, effort: Int = .max
    ) -> NamespaceListing {
        var walk = NamespaceWalk(prefix: prefix.utf8, limit: limit)
        while !walk.isFinished {
            walk.advance(through: harness.tree, effort: effort, in: harness.members)
        }
        return walk.listing
    }

    private static func harness(_ keys: [String], burstLimit: Int = 4) -> NamespaceHarness {
        var harness = NamespaceHarness(burstLimit: burstLimit)
        for (place, key) in keys.enumerated() {
            harness.insert(Array(key.utf8), weight: 1 << place)
        }
        return harness
    }

    /// Groups written a second time, on text.
    private static func expected(_ harness: NamespaceHarness, _ prefix: String) -> [String: [Int]] {
        var groups: [String: [Int]] = [:]
        for (key, entry) in harness.model where entry.isLive {
            let text = String(decoding: key, as: UTF8.self)
            guard text.utf8.starts(with: prefix.utf8) else { continue }
            let rest = text.utf8.dropFirst(prefix.utf8.count)
            let end = rest.firstIndex { ":/?#".utf8.contains($0) }.map { rest.index(after: $0) } ?? rest.endIndex
            let isLeaf = end == rest.endIndex && !(rest.last.map { ":/?#".utf8.contains($0) } ?? false)
            let name = String(decoding: key.prefix(prefix.utf8.count), as: UTF8.self) + String(rest[..<end])!
            let before = groups[name] ?? [isLeaf ? 1 : 0, 0, 0]
            groups[name] = [before[0], before[1] + 1, before[2] + entry.weight]
        }
        return groups
    }

    private static func found(_ listing: NamespaceListing) -> [String: [Int]] {
        var groups: [String: [Int]] = [:]
        for group in listing.groups {
            let name = String(decoding: group.name, as: UTF8.self)
            #expect(groups[name] == nil, "\(name) is there twice")
            groups[name] = [group.isLeaf ? 1 : 0, group.entries, group.bytes]
        }
        return groups
    }

    @Test(arguments: ["", "c", "course_list:", "course_list:?", "GET:api/", "course_list:?page=1", "none"])
    func `groups end behind the next separator`(prefix: String) {
        let harness = Self.harness([
            "course_list:", "course_list:?page=1", "course_list:?page=2", "course_list:?page=1#lang=de", "single:1", "single:2",
            "single:2#lang=en", "GET:api/courses/", "GET:api/courses/1", "GET:api/", "x", "c", "course",
        ])
        #expect(Self.found(Self.listing(of: harness, prefix)) == Self.expected(harness, prefix))
    }

    @Test(arguments: UInt64(0)..<10) func `agrees with a grouping of all keys at any size of slices`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var harness = NamespaceHarness(burstLimit: [2, 4, 16, 128][Int(seed) % 4])
        for _ in 0..<300 {
            let key = (0..<Int.random(in: 0...5, using: &generator)).map { _ in "ab:/?c".utf8.randomElement(using: &generator)! }
            harness.insert(key, weight: Int.random(in: 1...100, using: &generator), isLive: Bool.random(using: &generator))
        }
        _ = harness.kill(Array("a:".utf8), .revalidate)
        for prefix in ["", "a", "a:", "b/", "c?a", "ab:"] {
            let listing = Self.listing(of: harness, prefix, effort: Int.random(in: 1...40, using: &generator))
            let expected = Self.expected(harness, prefix)
            try #require(Self.found(listing) == expected, "seed \(seed), prefix \(prefix)")
            #expect(listing.entries == expected.values.reduce(0) { $0 + $1[1] })
            #expect(listing.bytes == expected.values.reduce(0) { $0 + $1[2] })
            #expect(listing.omittedBytes == 0)
        }
    }

    @Test(arguments: UInt64(0)..<40) func `no group is listed twice while entries come and go`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var harness = NamespaceHarness(burstLimit: 3)
        func key() -> [UInt8] {
            (0..<Int.random(in: 0...5, using: &generator)).map { _ in "ab:c".utf8.randomElement(using: &generator)! }
        }
        let steady = ["a:b:c:a:b", "ccccccc", "b::::::"].map { Array($0.utf8) }
        for key in (0..<100).map({ _ in key() }) + steady {
            harness.insert(key, weight: 1)
        }
        var walk = NamespaceWalk(prefix: [], limit: 1000)
        while !walk.isFinished {
            walk.advance(through: harness.tree, effort: 1, in: harness.members)
            for _ in 0..<10 {
                let others = harness.model.keys.filter { !steady.contains($0) }
                harness.remove(others.sorted { $0.lexicographicallyPrecedes($1) }.randomElement(using: &generator) ?? [])
                harness.insert(key(), weight: 1)
            }
        }
        let names = Set(Self.found(walk.listing).keys)
        #expect(names.isSuperset(of: ["a:", "ccccccc", "b:"]), "seed \(seed)")
    }

    @Test func `the largest groups are kept, and what was left out is bounded`() {
        let harness = Self.harness((0..<12).map { "key\($0)" })
        let listing = Self.listing(of: harness, "", limit: 3)
        #expect(listing.groups.map(\.bytes) == [1 << 11, 1 << 10, 1 << 9])
        #expect(listing.omittedBytes == 1 << 8)
        #expect(listing.entries == 12)
    }

    @Test func `listings of several shards are added up`() {
        let first = Self.harness(["a:1", "b:1", "leaf"])
        let second = Self.harness(["b:2", "a:2"])
        let merged = NamespaceListing.merge([Self.listing(of: first, ""), Self.listing(of: second, "")], limit: 2)
        #expect(merged.groups.map { String(decoding: $0.name, as: UTF8.self) } == ["leaf", "a:"])
        #expect(merged.groups.map(\.bytes) == [4, 3])
        #expect(merged.groups.map(\.entries) == [1, 2])
        #expect(merged.omittedBytes == 3)
        #expect(merged.entries == 5)
        #expect(merged.bytes == 10)
    }

    @Test func `hits and misses are those of the keys below`() {
        var harness = Self.harness(["a:1", "a:2", "a:3", "b:1", "b:2", "b:3"])
        for _ in 0..<45 {
            harness.read(Array("a:1".utf8))
        }
        harness.read(Array("b:3".utf8))
        for key in ["a:4", "b:4", "b:5", "zzz"] {
            Array(key.utf8).withUnsafeBytes { harness.tree.miss(key: $0) }
        }
        let groups = Self.listing(of: harness, "").groups
        #expect(groups.map { String(decoding: $0.name, as: UTF8.self) } == ["b:", "a:"])
        #expect(groups.map(\.traffic) == [PrefixTraffic(hits: 1, misses: 2), PrefixTraffic(hits: 45, misses: 1)])
        #expect(harness.traffic([]) == PrefixTraffic(hits: 46, misses: 4))
        #expect(harness.traffic(Array("a".utf8)) == PrefixTraffic(hits: 45, misses: 1))
    }
}
