import Foundation
import LarderAdmin
import LarderAdminClient
import LarderTerminal
import Testing

@testable import LarderDashboard

@Suite struct GoldenViewTests {
    private static let sizes = [(120, 40), (80, 24), (40, 12)]

    private func live(_ columns: Int, _ rows: Int) throws -> State {
        try Fixture.live(columns, rows, environment: "demo")
    }

    @Test(arguments: sizes)
    func `the key space`(columns: Int, rows: Int) throws {
        var state = try self.live(columns, rows)
        state.visit(.keys, answers: .tree(Fixture.tree))
        try Golden.expect(state.draw(), "keys-tree-\(columns)x\(rows)")
    }

    @Test(arguments: sizes)
    func `entries below a prefix`(columns: Int, rows: Int) throws {
        var state = try self.live(columns, rows)
        state.visit(.keys, answers: .tree(Fixture.tree))
        _ = state.push(.down)
        let effects = state.push(.enter)
        state.answer([.tree(Fixture.flatTree), .keys(Fixture.keys(0..<100, next: "c1"))], to: effects)
        _ = state.push(.down, .character(" "))
        try Golden.expect(state.draw(), "keys-entries-\(columns)x\(rows)")
    }

    @Test(arguments: sizes)
    func `one entry`(columns: Int, rows: Int) throws {
        var state = try self.live(columns, rows)
        let effects = state.push(.enter)
        let detail = Fixture.detail(
            "course_list:?page=1", preview: .init(wrappedValue: "{\"count\": 2,\n\"next\": \"\u{1B}[31mred\u{202E}\"}"))
        state.answer([.key(detail)], to: effects)
        let frame = state.draw()
        try Golden.expect(frame, "inspect-\(columns)x\(rows)")
    }

    @Test func `an entry that is gone`() throws {
        var state = try self.live(80, 24)
        let effects = state.push(.down, .down, .enter)
        state.answer([.key(Fixture.detail("course_list:?level=beginner&page=17"))], to: effects)
        _ = state.update(.polled(.success(Fixture.full())), at: state.now.later(0.1))
        let again = state.wait(1)
        state.fail(.problem(Problem(title: "Not Found", status: 404, detail: "There is no entry")), again)
        try Golden.expect(state.draw(), "inspect-gone-80x24")
    }

    @Test(arguments: sizes)
    func `events`(columns: Int, rows: Int) throws {
        var state = try self.live(columns, rows)
        state.visit(.events)
        var snapshot = Fixture.snapshot(environment: "demo")
        let reasons = ["capacity", "expired", "invalidated", "replaced", "rejected"]
        var items = (0..<12).map { index in
            EventPage.Event(
                seq: 1029 + UInt64(index), at: Fixture.start.addingTimeInterval(Double(index) / 4), kind: .evicted,
                reason: reasons[index % 5], key: "single_course:\(500 + index)", sizeBytes: 1200 + index, ageSeconds: 61,
                idleSeconds: 12)
        }
        let outage = Fixture.start.addingTimeInterval(3)
        items.append(EventPage.Event(seq: 1041, at: outage, kind: .backend, reason: "down", key: "sessions"))
        snapshot.events = EventPage(next: 1041, dropped: 1203, items: items)
        _ = state.update(.polled(.success(snapshot)), at: state.now.later(1))
        try Golden.expect(state.draw(), "events-\(columns)x\(rows)")
    }

    @Test(arguments: sizes)
    func `routes`(columns: Int, rows: Int) throws {
        var state = try self.live(columns, rows)
        state.visit(.routes)
        _ = state.push(.down, .down)
        try Golden.expect(state.draw(), "routes-\(columns)x\(rows)")
    }

    @Test(arguments: sizes)
    func `back ends`(columns: Int, rows: Int) throws {
        var state = try self.live(columns, rows)
        state.visit(.backends)
        try Golden.expect(state.draw(), "backends-\(columns)x\(rows)")
    }

    @Test(arguments: sizes)
    func `the audit`(columns: Int, rows: Int) throws {
        var state = try self.live(columns, rows)
        state.visit(.audit, answers: .invalidations(Fixture.audit))
        try Golden.expect(state.draw(), "audit-\(columns)x\(rows)")
    }

    @Test func `details of a row over its list`() throws {
        var state = try self.live(80, 24)
        state.visit(.routes)
        _ = state.push(.down, .down, .enter)
        try Golden.expect(state.draw(), "routes-details-80x24")
    }

    @Test(arguments: sizes)
    func `a moment in the past`(columns: Int, rows: Int) throws {
        var state = try self.live(columns, rows)
        _ = state.push(.character("p"))
        for _ in 0..<12 { _ = state.push(.left) }
        let frame = state.draw()
        try Golden.expect(frame, "moment-\(columns)x\(rows)")
        if columns == 120 {
            try Golden.expectStyles(frame, "moment-120x40")
        }
    }

    @Test func `a moment in a gap`() throws {
        var state = try self.live(80, 24)
        _ = state.push(.character("p"))
        for _ in 0..<28 { _ = state.push(.left) }
        _ = state.update(.polled(.success(Fixture.full())), at: state.now.later(0.1))
        try Golden.expect(state.draw(), "moment-gap-80x24")
    }

    @Test(arguments: [Graph.latency, .memory])
    func `other graphs, logarithmic`(graph: Graph) throws {
        var state = try self.live(80, 24)
        while state.graph != graph { _ = state.push(.character("v")) }
        _ = state.push(.character("L"))
        var snapshot = Fixture.snapshot(environment: "demo")
        func series(_ value: (Double) -> Double) -> [Double?] { (0..<100).map { $0 == 40 ? nil : value(Double($0)) } }
        snapshot.history?.series["hit_p99_us"] = series { 80 + 3 * $0 }
        snapshot.history?.series["hit_p50_us"] = series { 20 + $0 / 2 }
        snapshot.history?.series["miss_p99_us"] = series { 9000 + 100 * $0 }
        snapshot.history?.series["used_bytes"] = series { 40_000 * $0 }
        snapshot.history?.series["evictions"] = series { $0 / 3 }
        _ = state.update(.polled(.success(snapshot)), at: state.now.later(0.1))
        try Golden.expect(state.draw(), "graph-\(graph)-80x24")
    }

    @Test func `a command that there is not`() throws {
        var state = try self.live(80, 24)
        _ = state.push(.character(":"))
        _ = state.type("jump high")
        _ = state.push(.enter)
        try Golden.expect(state.draw(), "prompt-80x24")
    }
}
