import LarderAdmin
import LarderAdminClient
import LarderTerminal
import Testing

@testable import LarderDashboard

@Suite struct InvalidationTests {
    private func proposed(_ matched: Int, environment: String = "demo") throws -> State {
        var state = try Fixture.live(environment: environment)
        _ = state.push(.character("x"))
        state.answer(Fixture.found(matched, sample: ["course_list:?page=1"]))
        return state
    }

    private func purge(_ effects: [Effect]) -> InvalidationRequest? {
        if case .purge(let request, _) = effects.first { request } else { nil }
    }

    @Test func `x asks for a dry run of the key under the cursor`() throws {
        var state = try Fixture.live(environment: "demo")
        let effects = state.push(.down, .character("x"))
        #expect(
            effects == [.dryRun(InvalidationRequest(select: .key("single_course:42"), mode: .soft, dryRun: true), ticket: 1)])
    }

    @Test func `the dialog acts on what it showed, not on the row`() throws {
        var state = try self.proposed(1)
        var next = Fixture.snapshot(environment: "demo")
        next.hotKeys = next.hotKeys?.reversed()
        _ = state.update(.polled(.success(next)), at: state.now.later(1))
        let request = self.purge(state.push(.character("y")))
        #expect(request?.select == .key("course_list:?page=1"))
    }

    @Test func `one key goes with y, Enter presses the focused Cancel`() throws {
        var state = try self.proposed(1)
        #expect(state.push(.enter) == [])
        #expect(state.overlay == nil)
        state = try self.proposed(1)
        let request = self.purge(state.push(.character("y")))
        #expect(request?.mode == .soft)
        #expect(request?.expectAtMost == 11)
        #expect(request?.dryRun == nil)
    }

    @Test func `h changes the mode and the button says so`() throws {
        var state = try self.proposed(1)
        #expect(state.draw().lines.contains { $0.contains("[ Soft-purge 1 entry ]") })
        _ = state.push(.character("h"))
        #expect(state.draw().lines.contains { $0.contains("[ Hard-purge 1 entry ]") })
        #expect(self.purge(state.push(.character("y")))?.mode == .hard)
    }

    @Test(arguments: [(2, "demo"), (1, "production"), (5000, "PRODUCTION")])
    func `many keys or production want the count or the name typed`(matched: Int, environment: String) throws {
        for answer in ["\(matched)", "catalogue-1"] {
            var state = try self.proposed(matched, environment: environment)
            #expect(state.push(.enter) == [])
            #expect(state.type("y") == [])
            #expect(state.push(.enter) == [])
            _ = state.push(.backspace)
            _ = state.type(answer)
            let request = self.purge(state.push(.enter))
            #expect(request?.expectAtMost == matched + max(10, matched / 10))
        }
    }

    @Test func `the button wants the typed count too`() throws {
        var state = try self.proposed(12)
        #expect(state.push(.tab, .tab, .enter) == [])
        #expect(state.overlay != nil)
        _ = state.push(.backTab, .backTab)
        _ = state.type("12")
        #expect(self.purge(state.push(.tab, .tab, .enter)) != nil)
    }

    @Test func `Escape always cancels, also while a count or an answer is awaited`() throws {
        var state = try Fixture.live(environment: "demo")
        _ = state.push(.character("x"), .escape)
        #expect(state.overlay == nil)
        state.answer(Fixture.found(1))
        #expect(state.overlay == nil)

        state = try self.proposed(12)
        _ = state.type("12")
        _ = state.push(.escape)
        #expect(state.overlay == nil)
    }

    @Test func `the answer to a closed dialog does not open another's`() throws {
        var state = try Fixture.live(environment: "demo")
        _ = state.push(.character("x"), .escape, .down, .character("x"))
        _ = state.update(.counted(.success(Fixture.found(99)), ticket: 1), at: state.now.later(0.1))
        guard case .purge(let dialog) = state.overlay else {
            Issue.record("the dialog is gone")
            return
        }
        #expect(dialog.step == .counting)
    }

    @Test func `nothing that matches is said, with what is near`() throws {
        var state = try Fixture.live(environment: "demo")
        _ = state.push(.character("X"))
        _ = state.type("curse*")
        _ = state.push(.enter)
        state.answer(Fixture.found(0, near: ["course_list:"]))
        let lines = state.draw().lines
        #expect(lines.contains { $0.contains("nothing matches") })
        #expect(lines.contains { $0.contains("course_list:") })
        #expect(state.push(.character("y")) == [])
        #expect(state.push(.enter) == [])
        #expect(state.overlay == nil)
    }

    @Test(arguments: [
        ([Key](), Selection.pattern("abc")), ([.down], .tag("abc")), ([.down, .down], .route("abc")),
        ([.down, .down, .down], .url("abc")), ([.down, .down, .down, .down], .all), ([.up], .all),
    ])
    func `X selects by pattern, tag, route or all`(keys: [Key], selection: Selection) throws {
        var state = try Fixture.live(environment: "demo")
        _ = state.push(.character("X"))
        for key in keys {
            _ = state.push(key)
        }
        _ = state.type("abc")
        guard case .dryRun(let request, _) = state.push(.enter).first else {
            Issue.record("expected a dry run")
            return
        }
        #expect(request.select == selection)
    }

    @Test func `an empty pattern asks nothing`() throws {
        var state = try Fixture.live()
        #expect(state.push(.character("X"), .enter) == [])
    }

    @Test func `several marked keys go together`() throws {
        var state = try Fixture.live(environment: "demo")
        let effects = state.push(.character(" "), .character(" "), .character("x"))
        guard case .dryRun(let request, _) = effects.first else {
            Issue.record("expected a dry run")
            return
        }
        #expect(request.select == .keys(["course_list:?page=1", "single_course:42"]))
    }

    @Test func `a soft purge can be undone once, for as long as the server says`() throws {
        var state = try self.proposed(1)
        let request = try #require(self.purge(state.push(.character("y"))))
        _ = state.update(.purged(.success(Fixture.purged(1)), request, ticket: 1), at: state.now.later(0.1))
        #expect(state.overlay == nil)
        #expect(state.draw().lines.contains { $0.contains("✓ soft-purged course_list:?page=1   u undo (5m00s left)") })
        #expect(state.push(.character("u")) == [.undo(.init(id: "inv-3f2c-7", what: "course_list:?page=1"))])
        #expect(state.push(.character("u")) == [])
        _ = state.update(
            .undone(.success(UndoResult(restored: 1)), .init(id: "inv-3f2c-7", what: "course_list:?page=1")),
            at: state.now.later(0.1))
        #expect(state.draw().lines.contains { $0.contains("✓ taken back: course_list:?page=1, 1 entry restored") })
    }

    @Test func `the undo goes when its time is over`() throws {
        var state = try self.proposed(1)
        let request = try #require(self.purge(state.push(.character("y"))))
        _ = state.update(.purged(.success(Fixture.purged(1)), request, ticket: 1), at: state.now.later(0.1))
        _ = state.wait(301)
        #expect(state.undoable == nil)
        #expect(state.push(.character("u")) == [])
    }

    @Test func `a hard purge offers no undo`() throws {
        var state = try self.proposed(1)
        let request = try #require(self.purge(state.push(.character("h"), .character("y"))))
        _ = state.update(.purged(.success(Fixture.purged(1, mode: .hard)), request, ticket: 1), at: state.now.later(0.1))
        #expect(state.undoable == nil)
        #expect(state.draw().lines.contains { $0.contains("✓ hard-purged") })
    }

    @Test func `a purge whose dialog was closed is still reported`() throws {
        var state = try self.proposed(1)
        let request = try #require(self.purge(state.push(.character("y"))))
        _ = state.push(.escape)
        _ = state.update(.purged(.success(Fixture.purged(1)), request, ticket: 1), at: state.now.later(0.1))
        #expect(state.outcome?.role == .ok)
        #expect(state.undoable != nil)
    }

    @Test(arguments: [Key.character("x"), .character("X"), .character("u")])
    func `read-only says why`(key: Key) throws {
        var state = try Fixture.live(access: .readOnly(reason: "started with --readonly"))
        #expect(state.push(key) == [])
        #expect(state.overlay == nil)
        #expect(state.outcome?.text == "read-only: started with --readonly")
    }

    @Test func `a paste is text, never a command`() throws {
        var state = try self.proposed(1)
        #expect(state.update(.paste("y"), at: state.now.later(0.1)) == [])
        #expect(state.overlay != nil)
        state = try Fixture.live()
        _ = state.update(.paste("xqX"), at: state.now.later(0.1))
        #expect(state.overlay == nil)
        _ = state.push(.character("X"))
        _ = state.update(.paste("course*\nq"), at: state.now.later(0.1))
        guard case .choosing(let form) = state.overlay else {
            Issue.record("the form is gone")
            return
        }
        #expect(form.input.text == "course*")
    }

    @Test func `nothing is invalidated before the source answered`() throws {
        var state = try Fixture.state()
        #expect(state.push(.character("x"), .character("X")) == [])
        #expect(state.overlay == nil)
    }

    @Test func `in production the reason goes to the audit, elsewhere nobody is asked`() throws {
        var state = try self.proposed(1, environment: "production")
        _ = state.push(.backTab)
        _ = state.type("wrong prices")
        #expect(state.push(.enter) == [])
        _ = state.type("1")
        #expect(self.purge(state.push(.enter))?.reason == "wrong prices")
        state = try self.proposed(12)
        #expect(!state.draw().lines.contains { $0.contains("why") })
    }

    @Test func `a typed pattern is counted when typing rests, once`() throws {
        var state = try Fixture.live(environment: "demo")
        _ = state.push(.character("X"))
        #expect(state.type("course*") == [])
        #expect(state.nextTick <= SelectionForm.rest)
        let effects = state.wait(0.26)
        #expect(
            effects.contains(.dryRun(InvalidationRequest(select: .pattern("course*"), mode: .soft, dryRun: true), ticket: 1)))
        #expect(!state.wait(1).contains { if case .dryRun = $0 { true } else { false } })
        _ = state.type("x")
        // The answer is to what was typed before.
        _ = state.update(.counted(.success(Fixture.found(12)), ticket: 1), at: state.now.later(0.01))
        #expect(!state.draw().lines.contains { $0.contains("12 entries") })
        _ = state.wait(0.26)
        state.answer(Fixture.found(0, near: ["course_list:"]))
        #expect(state.draw().lines.contains { $0.contains("like it: course_list:") })
    }

    @Test(arguments: [(3.5, false), (1174, false), (1175, true), (1500, true), (.infinity, false), (1e12, true)])
    func `a purge of more than a tenth of the hits warns`(hitsPerSecond: Double, isMuch: Bool) throws {
        var state = try Fixture.live(environment: "demo")
        _ = state.push(.character("x"))
        var found = Fixture.found(1)
        found.hitsPerSecond = hitsPerSecond
        state.answer(found)
        #expect(state.draw().lines.contains { $0.contains("% of current hits at stake: hit rate 94.7% → ") } == isMuch)
    }
}
