import CourseCatalogue
import LarderEngine
import Testing

@testable import larder

@Suite struct `Keys of bench` {
    @Test func `they have twenty bytes and differ`() {
        let numbers = [0, 1, 42, 99_999, 1_000_000, 99_999_999]
        let keys = numbers.flatMap { [BenchKey.resident($0), BenchKey.oneTime($0)] }
        #expect(Set(keys).count == keys.count)
        #expect(keys.allSatisfy { $0.utf8.count == BenchKey.byteCount })
        #expect(BenchKey.resident(42) == "course:list:00000042")
        #expect(BenchKey.oneTime(42) == "course:scan:00000042")
        #expect(BenchKey.grouped(4217) == "course:00210:0004217")
        #expect(BenchKey.oneTime(100_000_042) == BenchKey.oneTime(42))
    }

    @Test func `raw bytes make the same keys`() {
        let keys = RawKeys(count: 1234)
        #expect((0..<1234).allSatisfy { keys.fresh($0) == BenchKey.resident($0) })
    }

    @Test(arguments: InvalidationCall.Target.allCases) func `what a selection is said to hit is what it hits`(
        target: InvalidationCall.Target
    ) {
        let entries = TaggedEntries(count: 5999)
        #expect(entries.count == 5800)
        let keys = (0..<entries.count).map { (key: BenchKey.grouped($0), tags: entries.tags(of: $0)) }
        var random = SplitMix64(seed: 11)
        for _ in 0..<50 {
            let (selection, numbers) = entries.select(.some(target), using: &random)
            let matching = keys.indices.filter { index in
                switch selection {
                case .prefix(let prefix): keys[index].key.hasPrefix(prefix)
                case .tags(let tags): !Set(tags).isDisjoint(with: keys[index].tags)
                default: false
                }
            }
            #expect(numbers == matching)
            #expect(matching.count == (target == .segmentPart ? 200 : 20))
        }
    }

    @Test func `every mode and a dry run is tried on every target`() {
        #expect(Set(InvalidationCall.all).count == 14)
        #expect(Set(InvalidationCall.all.map(\.name)).count == 14)
    }
}
