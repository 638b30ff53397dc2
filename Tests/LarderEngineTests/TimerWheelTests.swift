import EngineProperties
import Testing

@testable import LarderEngine

@Suite struct TimerWheelTests {
    @Test(arguments: 0..<12 as Range<UInt64>)
    func `a wheel does what a sorted list does`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let model = ScheduledEntries(count: 200)
        for step in 0..<600 {
            let slot = Slot.random(in: 0..<200, using: &generator)
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<5: model.schedule(slot, after: .anyLength(using: &generator))
            case 5: model.cancel(slot)
            case 6: model.now = model.now.advanced(by: .zero - .anyLength(using: &generator))
            default:
                if Bool.random(using: &generator) {
                    model.now = model.now.advanced(by: .anyLength(using: &generator))
                }
                let budget = Int.random(in: 1...300, using: &generator)
                try #require(model.advance(budget: budget) == [], "seed \(seed), step \(step)")
            }
            try #require(model.violations() == [], "seed \(seed), step \(step)")
        }
    }

    @Test func `an entry is due within a tick of its deadline and never before it`() {
        for remaining in [1, 1_000, 67_108_863, 67_108_864, 5_000_000_000, 86_400_000_000_000, 900_000_000_000_000_000] {
            let model = ScheduledEntries(count: 1)
            model.schedule(0, after: .nanoseconds(remaining))
            let deadline = model.deadlines[0]!
            for early in [remaining / 2, remaining / 100, 1] {
                model.now = deadline.advanced(by: .nanoseconds(-early))
                #expect(model.due(budget: 100) == [])
            }
            model.now = deadline
            #expect(model.due(budget: 100).count <= 1)
            model.now = deadline.advanced(by: .nanoseconds(1 << 26))
            model.due(budget: 100)
            #expect(model.wheel.count == 0)
        }
    }

    @Test func `a deadline that is over is due with the next tick`() {
        let model = ScheduledEntries(count: 2)
        model.schedule(0, after: .seconds(-5))
        model.schedule(1, after: .nanoseconds(Int64.min))
        model.now = model.now.advanced(by: .nanoseconds(1 << 26))
        #expect(Set(model.due(budget: 10)) == [0, 1])
    }

    @Test func `what never expires stays`() {
        let model = ScheduledEntries(count: 1)
        model.schedule(0, after: .nanoseconds(Int64.max))
        for _ in 0..<40 {
            model.now = model.now.advanced(by: .seconds(9 * 365 * 86_400))
            #expect(model.due(budget: 100) == [])
            #expect(model.violations() == [])
        }
        #expect(model.wheel.count == 1)
    }

    @Test func `a call touches no more entries than it may, and the next goes on`() {
        let model = ScheduledEntries(count: 1000)
        for slot in 0..<1000 as Range<Slot> {
            model.schedule(slot, after: .seconds(3600))
        }
        model.now = model.now.advanced(by: .seconds(3601))
        var calls = 0
        var due = 0
        while model.wheel.count > 0 {
            let handedOut = model.due(budget: 64).count
            #expect(handedOut <= 64)
            #expect(model.violations() == [])
            due += handedOut
            calls += 1
        }
        #expect(due == 1000)
        #expect(calls >= 1000 / 64)
    }

    @Test func `a jump over years costs as much as the entries it passes`() {
        let model = ScheduledEntries(count: 100)
        for slot in 0..<100 as Range<Slot> {
            model.schedule(slot, after: .seconds(86_400 * Int64(slot + 1)))
        }
        model.now = model.now.advanced(by: .seconds(10 * 365 * 86_400))
        var budget = 100 * 6
        while model.wheel.nextDue(at: model.now, budget: &budget, model.links, deadline: { model.deadlines[$0]! }) != nil {}
        #expect(budget > 0)
        #expect(model.wheel.count == 0)
    }

    @Test func `while the clock is behind nothing is due, and afterwards all is as it was`() {
        let model = ScheduledEntries(count: 2)
        model.now = model.now.advanced(by: .seconds(1000))
        #expect(model.due(budget: 10) == [])
        model.now = model.now.advanced(by: .seconds(-500))
        model.schedule(0, after: .seconds(1))
        model.schedule(1, after: .seconds(600))
        model.now = model.now.advanced(by: .seconds(450))
        #expect(model.due(budget: 10) == [])
        model.now = model.now.advanced(by: .seconds(51))
        #expect(model.due(budget: 10) == [0])
        model.now = model.now.advanced(by: .seconds(100))
        #expect(model.due(budget: 10) == [1])
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `a histogram errs by at most an eighth of the time entries had and a tick`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let model = ScheduledEntries(count: 5000)
        let bounds: [Duration] = [.zero, .seconds(10), .seconds(60), .seconds(300), .seconds(3600), .seconds(86_400)]
        for slot in 0..<5000 as Range<Slot> {
            model.schedule(slot, after: .milliseconds(Int64.random(in: 0...400_000, using: &generator)))
            model.now = model.now.advanced(by: .milliseconds(Int64.random(in: 0...20, using: &generator)))
            if slot.isMultiple(of: 100) {
                model.due(budget: .max)
            }
        }
        let histogram = model.wheel.histogram(bounds, at: model.now)
        #expect(histogram.reduce(0, +) == model.wheel.count)
        var cumulative = 0
        for (bound, count) in zip(bounds, histogram) {
            cumulative += count
            let slack = Duration.seconds(50) + .milliseconds(70)
            let deadlines = model.deadlines.values
            #expect(cumulative >= deadlines.count { $0 < model.now.advanced(by: bound - slack) })
            #expect(cumulative <= deadlines.count { $0 <= model.now.advanced(by: bound + slack) })
        }
    }

    @Test func `a batch with one lifetime is counted near it`() {
        let model = ScheduledEntries(count: 300)
        // Whatever the wheel's position: bounds that are a sixth away from the lifetime separate.
        for offset in 0..<300 as Range<Slot> {
            model.now = model.now.advanced(by: .milliseconds(311))
            model.due(budget: .max)
            model.schedule(offset, after: .seconds(60))
            let histogram = model.wheel.histogram(
                [.seconds(50), .seconds(70)], at: model.deadlines[offset]!.advanced(by: .seconds(-60)))
            #expect(histogram[2] == 0)
            model.cancel(offset)
        }
    }

    @Test func `links name slots of 27 bits and buckets of ten in eight bytes`() {
        #expect(MemoryLayout<WheelLinks>.size == 8 && MemoryLayout<WheelLinks>.alignment == 4)
        #expect(WheelLinks().bucket == nil)
        let last = WheelLinks.maximumSlots - 1
        for bucket in [0, 1, 31, 32, 639] {
            for (previous, next) in [(0, last), (last, 0), (.none, .none), (5, .none), (.none, 7)] as [(Slot, Slot)] {
                var links = WheelLinks(bucket: bucket, previous: previous, next: next)
                #expect(links.bucket == bucket && links.previous == previous && links.next == next)
                (links.previous, links.next) = (next, previous)
                #expect(links.bucket == bucket && links.previous == next && links.next == previous)
            }
        }
    }
}

/// A wheel, the memory of its entries, and the list that it must agree with.
private final class ScheduledEntries {
    var wheel: TimerWheel
    var now = CacheInstant(nanoseconds: 3_141_592_653_589)
    var deadlines: [Slot: CacheInstant] = [:]
    let links: Linked<WheelLinks>
    /// A clock that went back does not take the wheel back: what is due in the past is due when it has caught up.
    private var heldUntil: [Slot: CacheInstant] = [:]
    private var latest: CacheInstant
    private let chunk: UnsafeMutableRawPointer
    private let chunks: UnsafeMutablePointer<UnsafeMutableRawPointer>

    init(count: Int) {
        self.wheel = TimerWheel(now: self.now)
        self.latest = self.now
        let chunkCount = count / Linked<WheelLinks>.chunkLength + 1
        let chunkBytes = Linked<WheelLinks>.chunkLength * 8
        self.chunk = .allocate(byteCount: chunkCount * chunkBytes, alignment: 8)
        self.chunks = .allocate(capacity: chunkCount)
        for number in 0..<chunkCount {
            (self.chunks + number).initialize(to: self.chunk + number * chunkBytes)
        }
        self.links = Linked(chunks: self.chunks, stride: 8, offset: 0)
        for slot in 0..<Slot(count) {
            self.links[slot] = WheelLinks()
        }
    }

    deinit {
        self.chunk.deallocate()
        self.chunks.deallocate()
    }

    func schedule(_ slot: Slot, after remaining: Duration) {
        let deadline = self.now.advanced(by: remaining)
        self.deadlines[slot] = deadline
        self.heldUntil[slot] = max(deadline, self.latest)
        self.wheel.schedule(slot, at: deadline, self.links)
    }

    func cancel(_ slot: Slot) {
        self.deadlines[slot] = nil
        self.wheel.cancel(slot, self.links)
    }

    @discardableResult
    func due(budget: Int) -> [Slot] {
        var budget = budget
        var due: [Slot] = []
        while let slot = self.wheel.nextDue(at: self.now, budget: &budget, self.links, deadline: { self.deadlines[$0]! }) {
            due.append(slot)
            self.deadlines[slot] = nil
        }
        return due
    }

    /// What the list does not agree with.
    func advance(budget: Int) -> [String] {
        var left = budget
        var violations: [String] = []
        while let slot = self.wheel.nextDue(at: self.now, budget: &left, self.links, deadline: { self.deadlines[$0]! }) {
            if self.deadlines[slot].map({ $0 > self.now }) != false { violations.append("\(slot) is not due") }
            self.deadlines[slot] = nil
        }
        self.latest = max(self.latest, self.now)
        let overdue = self.deadlines.keys.filter { self.heldUntil[$0]!.advanced(by: .nanoseconds(1 << 26)) <= self.now }
        if left > 0, !overdue.isEmpty { violations.append("\(overdue) are due and were not handed out") }
        return violations
    }

    func violations() -> [String] {
        var violations = self.wheel.invariantViolations(self.links) { self.deadlines[$0]! }
        if self.wheel.count != self.deadlines.count {
            violations.append("\(self.wheel.count) are scheduled instead of \(self.deadlines.count)")
        }
        return violations
    }
}

extension Duration {
    /// From nothing to years, short ones as likely as long ones.
    fileprivate static func anyLength(using generator: inout some RandomNumberGenerator) -> Duration {
        .nanoseconds(Int64.random(in: 0...(1 << Int64.random(in: 0...58, using: &generator)), using: &generator))
    }
}
