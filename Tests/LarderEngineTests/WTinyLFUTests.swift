import Testing

@testable import LarderEngine

@Suite struct `W-TinyLFU` {
    @Test func `what is in frequent use survives a scan of strangers`() {
        var policy = WTinyLFU(capacity: 100)
        let bench = PolicyBench(keys: 2000, capacity: 100)
        for key: Slot in 0..<100 { bench.put(key, &policy) }
        for _ in 0..<3 { for key: Slot in 0..<90 { policy.use(key, bench.links) } }
        for key: Slot in 1000..<1500 { bench.put(key, &policy) }
        #expect((0..<Slot(90)).count { bench.resident.contains($0) } >= 85)
    }

    @Test func `a loop twice as long as the cache is served in part`() {
        var trace = Trace()
        for _ in 0..<40 { for key in 0..<2000 { trace.append(key: "\(key)".utf8) } }
        let missRatio = Replay(.wTinyLFU, capacity: .entries(1000), shards: 1).run(trace).requestMissRatio ?? 1
        #expect((0.5..<0.6).contains(missRatio))
        #expect(Replay(.lru, capacity: .entries(1000), shards: 1).run(trace).requestMissRatio == 1)
    }

    @Test func `the window grows while that pays and turns where it does not`() {
        var climber = WindowClimber()
        let first = climber.share
        func sample(hits: Int) {
            for _ in 0..<hits { climber.hit() }
            for _ in hits..<1000 { climber.miss(entries: 100) }
        }
        sample(hits: 100)
        let second = climber.share
        #expect(second > first)
        sample(hits: 200)
        let third = climber.share
        #expect(third > second)
        sample(hits: 150)
        #expect(climber.share < third)
    }

    @Test func `the window's share stays within its bounds`() {
        var climber = WindowClimber()
        for round in 0..<200 {
            for _ in 0..<(round * 4) { climber.hit() }
            for _ in (round * 4)..<1000 { climber.miss(entries: 100) }
            #expect((0.01...0.8).contains(climber.share))
        }
        #expect(climber.share > 0.5)
    }
}

@Suite struct `Frequency sketch` {
    @Test func `never estimates less than was seen, and mostly not more`() {
        var sketch = FrequencySketch()
        sketch.ensureCapacity(1000)
        for hash: UInt32 in 0..<500 {
            for _ in 0..<(hash % 8) { sketch.add(hash &* 0x9E37_79B1, entries: 1000) }
        }
        var exact = 0
        for hash: UInt32 in 0..<500 {
            let estimate = sketch.estimate(hash &* 0x9E37_79B1)
            #expect(estimate >= hash % 8)
            exact += estimate == hash % 8 ? 1 : 0
        }
        #expect(exact >= 475)
    }

    @Test func `forgets by halves`() {
        var sketch = FrequencySketch()
        for _ in 0..<8 { sketch.add(1, entries: 8) }
        for hash: UInt32 in 100..<171 { sketch.add(hash, entries: 8) }
        #expect(sketch.estimate(1) >= 8)
        sketch.add(171, entries: 8)
        #expect((4...7).contains(sketch.estimate(1)))
    }

    @Test func `what nobody looks at meanwhile is halved as often as all else`() {
        var sketch = FrequencySketch()
        sketch.ensureCapacity(1024)
        for _ in 0..<8 { sketch.add(1, entries: 8) }
        // Eighty additions halve once, each forty thereafter once more.
        for hash: UInt32 in 100..<251 { sketch.add(hash &* 0x85EB_CA6B, entries: 8) }
        #expect(sketch.estimate(1) == 2)
        sketch.add(251 &* 0x85EB_CA6B, entries: 8)
        #expect(sketch.estimate(1) == 1)
    }

    @Test func `keeps its estimates when it grows`() {
        var sketch = FrequencySketch()
        for _ in 0..<5 { sketch.add(42, entries: 8) }
        let bytes = sketch.overheadBytes
        sketch.ensureCapacity(1000)
        #expect(sketch.overheadBytes > bytes)
        #expect(sketch.estimate(42) == 5)
    }

    @Test func `stops at fifteen`() {
        var sketch = FrequencySketch()
        for _ in 0..<40 { sketch.add(3, entries: 1000) }
        #expect(sketch.estimate(3) == FrequencySketch.maximum)
    }
}
