import LarderAdmin
import LarderAdminClient
import LarderTerminal
import Testing

@testable import LarderDashboard

/// Every state of the purge dialog on three sizes of screen.
@Suite struct GoldenPurgeTests {
    static let sizes = [(120, 40), (80, 24), (40, 12)]

    private func asked(_ size: (Int, Int), environment: String = "demo") throws -> State {
        var state = try Fixture.live(size.0, size.1, environment: environment)
        _ = state.push(.character("x"))
        return state
    }

    private func expect(_ state: State, _ name: String, _ size: (Int, Int)) throws {
        try Golden.expect(state.draw(), "\(name)-\(size.0)x\(size.1)")
    }

    @Test(arguments: Self.sizes)
    func counting(columns: Int, rows: Int) throws {
        try self.expect(try self.asked((columns, rows)), "purge-counting", (columns, rows))
    }

    @Test(arguments: Self.sizes)
    func `one key with a large share of the hits, hard`(columns: Int, rows: Int) throws {
        var state = try self.asked((columns, rows))
        var found = Fixture.found(1, sample: ["course_list:?page=1"])
        found.hitsPerSecond = 2400
        state.answer(found)
        _ = state.push(.character("h"))
        try self.expect(state, "purge-stake", (columns, rows))
    }

    @Test(arguments: Self.sizes)
    func `production, counted again, with a reason`(columns: Int, rows: Int) throws {
        var state = try self.asked((columns, rows), environment: "production")
        var found = Fixture.found(1284, sample: (1...10).map { "course_list:?page=\($0)" })
        found.hitsPerSecond = 5000
        state.answer(found)
        _ = state.push(.backTab)
        _ = state.type("wrong prices")
        _ = state.push(.enter)
        _ = state.type("1284")
        guard case .purge(let request, let ticket) = state.push(.enter).first else {
            Issue.record("expected a purge")
            return
        }
        #expect(request.reason == "wrong prices")
        let problem = Problem(title: "Conflict", status: 409, detail: "1500 entries match")
        _ = state.update(.purged(.failure(.refused(problem)), request, ticket: ticket), at: state.now.later(0.1))
        state.answer(found)
        _ = state.type("12")
        try self.expect(state, "purge-again", (columns, rows))
    }

    @Test(arguments: Self.sizes)
    func sending(columns: Int, rows: Int) throws {
        var state = try self.asked((columns, rows))
        state.answer(Fixture.found(1, sample: ["course_list:?page=1"]))
        _ = state.push(.character("y"))
        _ = state.wait(2)
        try self.expect(state, "purge-sending", (columns, rows))
    }

    @Test(arguments: Self.sizes)
    func `timed out`(columns: Int, rows: Int) throws {
        var state = try self.asked((columns, rows))
        state.answer(Fixture.found(1, sample: ["course_list:?page=1"]))
        guard case .purge(let request, let ticket) = state.push(.character("y")).first else {
            Issue.record("expected a purge")
            return
        }
        let error = AdminClientError.unanswered("http://127.0.0.1:9480: no answer within 5 s")
        _ = state.update(.purged(.failure(error), request, ticket: ticket), at: state.now.later(1))
        try self.expect(state, "purge-failed", (columns, rows))
    }

    @Test(arguments: Self.sizes)
    func `nothing matches`(columns: Int, rows: Int) throws {
        var state = try self.asked((columns, rows))
        state.answer(Fixture.found(0, near: ["course_list:", "course_list:?page=2"]))
        try self.expect(state, "purge-nothing", (columns, rows))
    }

    @Test(arguments: Self.sizes)
    func `a pattern counted while it is typed`(columns: Int, rows: Int) throws {
        var state = try Fixture.live(columns, rows)
        _ = state.push(.character("X"))
        _ = state.type("course_list:*")
        _ = state.wait(0.3)
        state.answer(Fixture.found(1284, sample: (1...10).map { "course_list:?page=\($0)" }))
        try self.expect(state, "select-counted", (columns, rows))
    }

    @Test(arguments: Self.sizes)
    func `softly purged, with undo and refilling keys`(columns: Int, rows: Int) throws {
        var state = try self.asked((columns, rows))
        state.answer(Fixture.found(1, sample: ["course_list:?page=1"]))
        guard case .purge(let request, let ticket) = state.push(.character("y")).first else {
            Issue.record("expected a purge")
            return
        }
        _ = state.update(.purged(.success(Fixture.purged(1)), request, ticket: ticket), at: state.now.later(0.1))
        try self.expect(state, "purge-done", (columns, rows))
    }
}
