import EngineProperties
import NIOConcurrencyHelpers
import NIOCore
import Testing

@testable import LarderEngine

@Suite struct LinearizabilityTests {
    typealias Event = History.Event

    @Test func `the checker accepts what overlaps in either order, and refuses what does not`() {
        let set = Event(operation: .set(1, isStored: true), began: 1, ended: 4)
        #expect(History([set, Event(operation: .get(nil), began: 2, ended: 3)]).isLinearizable())
        #expect(History([set, Event(operation: .get(1), began: 2, ended: 3)]).isLinearizable())
        #expect(!History([set, Event(operation: .get(nil), began: 5, ended: 6)]).isLinearizable())
        #expect(!History([set, Event(operation: .get(2), began: 2, ended: 3)]).isLinearizable())
        let refused = Event(operation: .refused, began: 5, ended: 6)
        #expect(!History([set, refused, Event(operation: .get(1), began: 7, ended: 8)]).isLinearizable())
        #expect(History([set, refused, Event(operation: .get(nil), began: 7, ended: 8)]).isLinearizable())
        let lostUpdate = [
            Event(operation: .increment(2), began: 5, ended: 8), Event(operation: .increment(2), began: 6, ended: 7),
        ]
        #expect(!History([set] + lostUpdate).isLinearizable())
    }

    @Test(arguments: UInt64(0)..<250) func `operations on one key by several threads are as if one after the other`(seed: UInt64)
    {
        let engine = CacheEngine.forTests(memoryLimit: 1 << 20, seed: seed)
        let keys = [CacheKey(text: "register:1"), CacheKey(text: "register:2")]
        let ticket = NIOLockedValueBox(0)
        let recorded = NIOLockedValueBox([[Event]](repeating: [], count: keys.count))
        onThreads(4) { thread in
            var client = Client(engine: engine, number: thread, generator: SeededGenerator(seed: seed << 8 | UInt64(thread)))
            for _ in 0..<8 {
                let place = Int.random(in: 0..<keys.count, using: &client.generator)
                let began = ticket.next()
                let operation = client.operate(on: keys[place])
                let event = Event(operation: operation, began: began, ended: ticket.next())
                recorded.withLockedValue { $0[place].append(event) }
            }
        }
        for events in recorded.withLockedValue({ $0 }) {
            let history = History(events)
            #expect(history.isLinearizable(), "seed \(seed)\n\(history)")
        }
    }
}

extension NIOLockedValueBox<Int> {
    fileprivate func next() -> Int {
        self.withLockedValue { number in
            number += 1
            return number
        }
    }
}

/// One thread's view: what it got last is what it compares with.
private struct Client {
    let engine: CacheEngine
    let number: Int
    var generator: SeededGenerator
    var got: [CacheKey: StoredBytes] = [:]
    var written = 0
    let lifetime = EntryLifetime(freshness: nil)
    static let tooLarge = ByteBuffer(repeating: 1, count: 1 << 20)

    mutating func operate(on key: CacheKey) -> History.Operation {
        switch Int.random(in: 0..<13, using: &self.generator) {
        case 0..<4:
            self.got[key] = self.engine.value(forKey: key)
            return .get(self.got[key].map(Self.number))
        case 4:
            let value = self.draw()
            let outcome = self.engine.set(Self.bytes(value), forKey: key, lifetime: self.lifetime)
            return outcome == .invalidatedMeanwhile ? .lost : .set(value, isStored: outcome == .stored)
        case 12:
            let outcome = self.engine.set(Self.tooLarge, forKey: key, lifetime: self.lifetime)
            return outcome == .invalidatedMeanwhile ? .lost : .refused
        case 5, 6:
            let value = self.draw()
            let outcome = self.engine.add(Self.bytes(value), forKey: key, lifetime: self.lifetime)
            return outcome == .invalidatedMeanwhile ? .lost : .add(value, isStored: outcome == .stored)
        case 7, 8:
            return .increment((try? self.engine.increment(key)).map { Int($0) })
        case 9, 10:
            guard let expected = self.got[key] else { return .get(self.engine.value(forKey: key).map(Self.number)) }
            let value = self.draw()
            let outcome = self.engine.compareAndSet(
                Self.bytes(value), forKey: key, expecting: expected, lifetime: self.lifetime)
            return outcome == .invalidatedMeanwhile
                ? .lost : .compareAndSet(from: Self.number(expected), to: value, isStored: outcome == .stored)
        default:
            return .remove(wasThere: self.engine.remove(key))
        }
    }

    /// Far enough from all others that increments never make two alike.
    private mutating func draw() -> Int {
        self.written += 1
        return (self.number + 1) * 1_000_000 + self.written * 1000
    }

    private static func bytes(_ value: Int) -> ByteBuffer { ByteBuffer(string: String(value)) }

    private static func number(_ stored: StoredBytes) -> Int { Int(String(stored))! }
}
