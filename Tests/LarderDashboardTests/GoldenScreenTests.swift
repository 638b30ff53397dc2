import Foundation
import LarderAdmin
import LarderAdminClient
import LarderTerminal
import Testing

@testable import LarderDashboard

@Suite struct GoldenScreenTests {
    @Test(arguments: [
        (120, 40), (80, 24), (40, 12), (28, 8), (20, 3), (7, 1), (2, 1), (1, 1), (200, 60), (200, 50), (60, 20), (20, 5),
    ])
    func `overview`(columns: Int, rows: Int) throws {
        try Golden.expect(try Fixture.live(columns, rows).draw(), "overview-\(columns)x\(rows)")
    }

    @Test func `overview's roles`() throws {
        try Golden.expectStyles(try Fixture.live().draw(), "overview-120x40")
    }

    @Test(arguments: [(120, 40), (40, 12)])
    func `before the first answer`(columns: Int, rows: Int) throws {
        try Golden.expect(try Fixture.state(columns, rows).draw(), "connecting-\(columns)x\(rows)")
    }

    @Test func `the first answer does not come`() throws {
        var state = try Fixture.state(80, 24)
        _ = state.wait(0)
        _ = state.update(.polled(.failure(.unreachable("http://127.0.0.1:9480: connection refused"))), at: Fixture.moment(0.1))
        try Golden.expect(state.draw(), "unreachable-80x24")
    }

    @Test(arguments: [(120, 40), (80, 24), (40, 12), (20, 3)])
    func `a lost source`(columns: Int, rows: Int) throws {
        var state = try Fixture.live(columns, rows)
        _ = state.wait(1)
        _ = state.update(.polled(.failure(.unreachable("http://127.0.0.1:9480: connection refused"))), at: Fixture.moment(2))
        _ = state.update(.tick, at: Fixture.moment(7.1))
        _ = state.update(.polled(.failure(.unreachable("http://127.0.0.1:9480: connection refused"))), at: Fixture.moment(7.2))
        let frame = state.draw()
        try Golden.expect(frame, "stale-\(columns)x\(rows)")
        if columns == 120 {
            try Golden.expectStyles(frame, "stale-120x40")
        }
    }

    @Test(arguments: [Panel.evictions, .log, .memory])
    func `tabs at 80x24`(panel: Panel) throws {
        var state = try Fixture.live(80, 24)
        while state.focus != panel {
            _ = state.push(.tab)
        }
        try Golden.expect(state.draw(), "tab-\(panel)-80x24")
    }

    @Test(arguments: [(120, 40), (80, 24), (40, 12)])
    func `help`(columns: Int, rows: Int) throws {
        var state = try Fixture.live(columns, rows)
        _ = state.push(.character("?"))
        try Golden.expect(state.draw(), "help-\(columns)x\(rows)")
    }

    @Test func `filtered, marked and read-only`() throws {
        var state = try Fixture.live(80, 24, environment: "staging", access: .readOnly(reason: "started with --readonly"))
        _ = state.push(.character("/"))
        _ = state.type("course_list*")
        _ = state.push(.enter, .character(" "), .character("x"))
        let frame = state.draw()
        try Golden.expect(frame, "readonly-80x24")
        try Golden.expectStyles(frame, "readonly-80x24")
    }

    @Test func `one key in a friendly environment`() throws {
        var state = try Fixture.live(80, 24, environment: "demo")
        _ = state.push(.down, .character("x"))
        state.answer(Fixture.found(1, sample: ["single_course:42"]))
        let frame = state.draw()
        try Golden.expect(frame, "purge-one-80x24")
        try Golden.expectStyles(frame, "purge-one-80x24")
    }

    @Test(arguments: [(120, 40), (80, 24), (40, 12)])
    func `many keys in production, hard`(columns: Int, rows: Int) throws {
        var state = try Fixture.live(columns, rows)
        _ = state.push(.character("X"))
        _ = state.type("course_list:*")
        _ = state.push(.enter)
        state.answer(Fixture.found(1284, sample: (1...10).map { "course_list:?page=\($0)" }))
        _ = state.push(.tab, .character("h"))
        try Golden.expect(state.draw(), "purge-many-\(columns)x\(rows)")
    }

    @Test func `a form to select by`() throws {
        var state = try Fixture.live(80, 24)
        _ = state.push(.character("X"), .down)
        _ = state.type("course:42")
        try Golden.expect(state.draw(), "select-80x24")
    }

    @Test func `what was done, with its undo`() throws {
        var state = try Fixture.live(120, 40, environment: "demo")
        let effects = {
            _ = state.push(.down, .character("x"))
            state.answer(Fixture.found(1, sample: ["single_course:42"]))
            return state.push(.character("y"))
        }()
        guard case .purge(let request, let ticket) = effects.first else {
            Issue.record("expected a purge, got \(effects)")
            return
        }
        _ = state.update(.purged(.success(Fixture.purged(1)), request, ticket: ticket), at: state.now.later(0.1))
        _ = state.update(.polled(.success(Fixture.snapshot(environment: "demo"))), at: state.now.later(9))
        try Golden.expect(state.draw(), "purged-120x40")
    }

    @Test(arguments: [(120, 40), (80, 24)])
    func `ASCII`(columns: Int, rows: Int) throws {
        let frame = try Fixture.live(columns, rows).draw().transliterated()
        #expect(frame.lines.allSatisfy { $0.unicodeScalars.allSatisfy(\.isASCII) })
        try Golden.expect(frame, "ascii-\(columns)x\(rows)")
    }

    @Test func `hostile text is harmless`() throws {
        var state = try Fixture.state(80, 24)
        let keys = [
            "evil:\u{1B}[2J\u{1B}]0;owned\u{7}", "new\nline", "bidi\u{202E}:abc", "漢字かな:漢字かな漢字かな漢字かな漢字かな漢字かな",
            "zero\u{200B}\u{200D}width",
        ]
        let snapshot = Fixture.snapshot(
            environment: "\u{1B}[5mdemo", name: "cat\u{202E}alogue\n-1",
            hotKeys: keys.enumerated().map { Fixture.hotKey($1, 100 - Double($0), 0.9, size: 1000, ttl: 5) })
        _ = state.wait(0)
        _ = state.update(.polled(.success(snapshot)), at: Fixture.moment(0.1))
        _ = state.update(.polled(.failure(.unreachable("\u{1B}[31mred\nline"))), at: Fixture.moment(1.2))
        try Golden.expect(state.draw(), "hostile-80x24")
    }
}
