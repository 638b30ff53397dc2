import LarderAdmin
import LarderAdminClient
import LarderTerminal
import Testing

@testable import LarderDashboard

@Suite struct PollingTests {
    private func isPoll(_ effect: Effect) -> Bool {
        if case .poll = effect { true } else { false }
    }

    @Test func `asks at once, and never a second question while one is open`() throws {
        var state = try Fixture.state()
        #expect(state.wait(0).contains(where: self.isPoll))
        #expect(!state.wait(3).contains(where: self.isPoll))
        _ = state.update(.polled(.success(Fixture.snapshot())), at: Fixture.moment(3.1))
        #expect(!state.wait(0.1).contains(where: self.isPoll))
        #expect(state.wait(1).contains(where: self.isPoll))
    }

    @Test func `keeps the rhythm of its interval`() throws {
        var state = try Fixture.state()
        _ = state.wait(0)
        _ = state.update(.polled(.success(Fixture.snapshot())), at: Fixture.moment(0.3))
        #expect(state.polling.due == .seconds(1))
    }

    @Test func `tries again ever later, at most five seconds, and recovers by itself`() throws {
        var state = try Fixture.live()
        var now = 1.0
        var waits: [Duration] = []
        for _ in 0..<7 {
            _ = state.update(.tick, at: Fixture.moment(now))
            _ = state.update(.polled(.failure(.unreachable("gone"))), at: Fixture.moment(now))
            waits.append(state.polling.due - .seconds(now))
            now = state.polling.due.inSeconds
        }
        #expect(waits == [.milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(5), .seconds(5), .seconds(5)])
        #expect(state.isStale)
        #expect(state.shown != nil)
        _ = state.update(.tick, at: Fixture.moment(now))
        _ = state.update(.polled(.success(Fixture.snapshot())), at: Fixture.moment(now))
        #expect(!state.isStale)
        #expect(state.log.map(\.text).prefix(1) == ["source is back"])
    }

    @Test func `an answer that does not come is stale before it fails`() throws {
        var state = try Fixture.live()
        _ = state.wait(1)
        #expect(!state.isStale)
        _ = state.wait(2)
        #expect(state.isStale)
    }

    @Test func `another instance starts anew`() throws {
        var state = try Fixture.live(environment: "demo")
        _ = state.push(.character("x"))
        state.answer(Fixture.found(1))
        state.undoable = Undoable(id: "inv-1", what: "x", done: "x", until: .seconds(100))
        _ = state.update(.polled(.success(Fixture.snapshot(id: "other"))), at: Fixture.moment(2))
        #expect(state.undoable == nil)
        #expect(state.feed.items.count == Fixture.events.items.count)
        guard case .purge(let dialog) = state.overlay, case .failed = dialog.step else {
            Issue.record("a dialog must not act on another instance: \(String(describing: state.overlay))")
            return
        }
    }

    @Test func `asks for what the screen needs`() throws {
        var state = try Fixture.live()
        #expect(state.query.include == [.hotKeys, .events])
        #expect(state.query.eventsAfter == 991)
        #expect(state.query.hotLimit == 50)
        _ = state.push(.character("["))
        #expect(state.query.include == [.hotKeys, .events, .history])
        #expect(state.query.window == .seconds(60))
        #expect(state.query.points == 60)
    }

    @Test func `asks for the history when another step of it is over`() throws {
        var state = try Fixture.state()
        _ = state.wait(0)
        #expect(state.query.points == 140)
        var asked: [Bool] = []
        for second in 1...7 {
            _ = state.update(.polled(.success(Fixture.snapshot())), at: Fixture.moment(Double(second) - 0.9))
            for effect in state.update(.tick, at: Fixture.moment(Double(second))) {
                if case .poll(let query) = effect { asked.append(query.include.contains(.history)) }
            }
            #expect(state.behind == .zero)
        }
        #expect(asked.count == 7)
        #expect(!asked.contains(true), "each answer had a history younger than its steps of three seconds")
    }

    @Test func `asks for all hot keys where another order or a filter may show any of them`() throws {
        for keys in [[Key.character("s")], [.character("r")], [.character("/"), .character("c")]] {
            var state = try Fixture.live()
            for key in keys { _ = state.push(key) }
            #expect(state.query.hotLimit == 200)
        }
    }

    @Test func `a frame that the answer replaces at once is not waited for`() throws {
        var state = try Fixture.live()
        #expect(!state.awaitsAnswer)
        _ = state.update(.tick, at: Fixture.moment(1))
        #expect(state.awaitsAnswer && state.nextTick <= .milliseconds(60))
        _ = state.update(.tick, at: Fixture.moment(1.07))
        #expect(!state.awaitsAnswer, "a slow endpoint must not keep the screen from moving")
    }

    @Test func `a paused screen stands still while polling goes on`() throws {
        var state = try Fixture.live()
        _ = state.push(.character("p"))
        let still = state.draw().lines[1]
        var next = Fixture.snapshot()
        next.rates["10s"]?.hitRatio = 0.1
        _ = state.update(.polled(.success(next)), at: Fixture.moment(2))
        #expect(state.draw().lines[1] == still)
        #expect(state.draw().lines[0].contains("PAUSED"))
        _ = state.push(.character("p"))
        #expect(state.draw().lines[1].contains("HIT 10.0%"))
    }

    @Test func `the next tick is the clock's or the poll's`() throws {
        var state = try Fixture.live()
        #expect(state.nextTick == .milliseconds(500))
        _ = state.update(.tick, at: Fixture.moment(0.9))
        #expect(state.nextTick <= .milliseconds(100))
    }

    @Test func `an unanswered screen and one that nothing happens on are the same drawing`() throws {
        var state = try Fixture.live()
        let frame = state.draw()
        _ = state.update(.tick, at: Fixture.moment(0.5))
        #expect(state.draw() == frame)
    }
}
