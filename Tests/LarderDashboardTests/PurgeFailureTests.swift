import LarderAdmin
import LarderAdminClient
import LarderTerminal
import Testing

@testable import LarderDashboard

/// What becomes of a purge that does not go as it was asked.
@Suite struct PurgeFailureTests {
    private func sent(_ matched: Int = 1) throws -> (State, InvalidationRequest) {
        var state = try Fixture.live(environment: "demo")
        _ = state.push(.character("x"))
        state.answer(Fixture.found(matched, sample: ["course_list:?page=1"]))
        let effects: [Effect]
        if matched == 1 {
            effects = state.push(.character("y"))
        } else {
            _ = state.type("\(matched)")
            effects = state.push(.enter)
        }
        guard case .purge(let request, _) = effects.first else {
            throw Unexpected(effects: effects)
        }
        return (state, request)
    }

    private struct Unexpected: Error {
        let effects: [Effect]
    }

    private static let tooMany = AdminClientError.refused(
        Problem(title: "Conflict", status: 409, detail: "40 entries match, more than 11"))

    @Test func `more matches than agreed to are counted and asked again`() throws {
        var (state, request) = try self.sent(12)
        let again = state.update(.purged(.failure(Self.tooMany), request, ticket: 1), at: state.now.later(0.1))
        #expect(again.contains(.dryRun(InvalidationRequest(select: request.select, mode: .soft, dryRun: true), ticket: 2)))
        state.answer(Fixture.found(40))
        #expect(state.draw().lines.contains { $0.contains("more than 22 matched meanwhile: nothing was purged, counted again") })
        // What was typed was for the other count.
        #expect(state.push(.enter) == [])
        _ = state.type("40")
        guard case .purge(let next, _) = state.push(.enter).first else {
            Issue.record("expected a purge")
            return
        }
        #expect(next.expectAtMost == 50)
    }

    @Test func `the mode stays when it is asked again`() throws {
        var state = try Fixture.live(environment: "demo")
        _ = state.push(.character("x"))
        state.answer(Fixture.found(1))
        guard case .purge(let request, let ticket) = state.push(.character("h"), .character("y")).first else {
            Issue.record("expected a purge")
            return
        }
        _ = state.update(.purged(.failure(Self.tooMany), request, ticket: ticket), at: state.now.later(0.1))
        state.answer(Fixture.found(1))
        #expect(state.draw().lines.contains { $0.contains("[ Hard-purge 1 entry ]") })
    }

    @Test func `a refusal of a dialog that was closed asks nothing`() throws {
        var (state, request) = try self.sent()
        _ = state.push(.escape)
        let effects = state.update(.purged(.failure(Self.tooMany), request, ticket: 1), at: state.now.later(0.1))
        #expect(!effects.contains { if case .dryRun = $0 { true } else { false } })
        #expect(state.overlay == nil)
        #expect(state.outcome?.role == .danger)
    }

    @Test(arguments: [
        (AdminClientError.unreachable("connection refused"), "nothing was sent"),
        (.unanswered("no answer within 5 s"), "it may have been done: the audit (7) tells"),
        (.malformedAnswer("no JSON"), "it may have been done"),
        (.problem(Problem(title: "Internal", status: 500, detail: "broken")), "it may have been done"),
        (.problem(Problem(title: "Bad Request", status: 400, detail: "bad pattern")), "nothing was changed"),
        (.refused(Problem(title: "Unauthorized", status: 401, detail: "no token")), "--token-file"),
        (.refused(Problem(title: "Forbidden", status: 403, detail: "too little")), "role purge"),
    ])
    func `each failure says what to do, in the dialog, below and in the log`(error: AdminClientError, advice: String) throws {
        var (state, request) = try self.sent()
        _ = state.update(.purged(.failure(error), request, ticket: 1), at: state.now.later(0.1))
        let lines = state.draw().lines
        #expect(lines.contains { $0.contains(advice) && $0.contains("│") }, "\(lines.joined(separator: "\n"))")
        #expect(state.outcome?.text.contains("\(error)") == true)
        #expect(state.log.first?.role == .danger)
        _ = state.push(.enter)
        #expect(state.overlay == nil)
    }

    @Test func `a token that may not purge makes the dashboard read-only`() throws {
        var state = try Fixture.live(environment: "demo")
        _ = state.push(.character("x"))
        let problem = Problem(title: "Forbidden", status: 403, detail: "this takes the role purge")
        _ = state.update(.counted(.failure(.refused(problem)), ticket: 1), at: state.now.later(0.1))
        _ = state.push(.escape)
        #expect(state.push(.character("x")) == [])
        #expect(state.overlay == nil)
        #expect(state.outcome?.text.contains("role purge") == true)
        #expect(state.draw().lines[0].contains(" RO "))
    }

    @Test func `marks of other keys stay`() throws {
        var (state, request) = try self.sent()
        _ = state.push(.escape, .down, .character(" "))
        _ = state.update(.purged(.success(Fixture.purged(1)), request, ticket: 1), at: state.now.later(0.1))
        #expect(state.marked == ["single_course:42"])
    }

    @Test func `an undo that could not be asked can be asked again`() throws {
        var (state, request) = try self.sent()
        _ = state.update(.purged(.success(Fixture.purged(1)), request, ticket: 1), at: state.now.later(0.1))
        let undo = Event.Undo(id: "inv-3f2c-7", what: "course_list:?page=1")
        #expect(state.push(.character("u")) == [.undo(undo)])
        _ = state.update(.undone(.failure(.unreachable("connection refused")), undo), at: state.now.later(0.1))
        #expect(state.push(.character("u")) == [.undo(undo)])
        let tooLate = Problem(title: "Gone", status: 410, detail: "too late")
        _ = state.update(.undone(.failure(.problem(tooLate)), undo), at: state.now.later(0.1))
        #expect(state.undoable == nil)
    }

    @Test(arguments: [Key.character("x"), .character("X")])
    func `a screen too small for a dialog opens none`(key: Key) throws {
        var state = try Fixture.live(20, 5, environment: "demo")
        #expect(state.push(key) == [])
        #expect(state.overlay == nil)
    }

    @Test func `a dialog that cannot be seen any more does nothing`() throws {
        var state = try Fixture.live(environment: "demo")
        _ = state.push(.character("x"))
        state.answer(Fixture.found(1))
        _ = state.update(.resized(Size(columns: 10, rows: 2)), at: state.now.later(0.1))
        #expect(state.push(.character("y")) == [])
        _ = state.update(.resized(Size(columns: 80, rows: 24)), at: state.now.later(0.1))
        #expect(!state.push(.character("y")).isEmpty)
    }
}
