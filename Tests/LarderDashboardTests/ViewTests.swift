import LarderAdmin
import LarderAdminClient
import LarderTerminal
import Testing

@testable import LarderDashboard

@Suite struct ViewTests {
    private func isPoll(_ effect: Effect) -> Bool {
        if case .poll = effect { true } else { false }
    }

    private func asked(_ effects: [Effect]) -> [Question] {
        effects.compactMap { if case .ask(let question, _) = $0 { question } else { nil } }
    }

    @Test(arguments: ViewName.allCases)
    func `a digit leads to its view, the header names it, Escape leads back`(view: ViewName) throws {
        var state = try Fixture.live()
        _ = state.push(.character(Unicode.Scalar(UInt8(0x30 + view.rawValue))))
        #expect(state.view == view)
        #expect(state.draw().lines[0].contains("\(view.rawValue) \(view.title)"))
        _ = state.push(.escape)
        #expect(state.view == .overview)
    }

    @Test func `Escape goes back view by view, each once`() throws {
        var state = try Fixture.live()
        _ = state.push(.character("5"), .character("6"), .character("5"), .character("7"))
        #expect(state.view == .audit)
        _ = state.push(.escape)
        #expect(state.view == .routes)
        _ = state.push(.escape)
        #expect(state.view == .backends)
        _ = state.push(.escape, .escape)
        #expect(state.view == .overview)
    }

    private static let parts: [(ViewName, Set<StatsQuery.Part>)] = [
        (.overview, [.hotKeys, .events]), (.events, [.events]), (.routes, [.routes]), (.keys, []), (.inspect, []),
        (.backends, []), (.audit, []),
    ]

    @Test(arguments: Self.parts)
    func `a view asks for what it shows`(view: ViewName, parts: Set<StatsQuery.Part>) throws {
        var state = try Fixture.live()
        _ = state.push(.character(Unicode.Scalar(UInt8(0x30 + view.rawValue))))
        #expect(state.query.include == parts)
    }

    @Test func `a view's own question is asked at once, then with the polls, and only while it is shown`() throws {
        var state = try Fixture.live()
        let effects = state.push(.character("7"))
        #expect(self.asked(effects) == [.invalidations(limit: AuditState.limit)])
        // One is open: none is asked beside it.
        _ = state.update(.polled(.success(Fixture.full())), at: state.now.later(0.1))
        #expect(self.asked(state.wait(2)) == [])
        state.answer([.invalidations(Fixture.audit)], to: effects)
        _ = state.update(.polled(.success(Fixture.full())), at: state.now.later(0.1))
        #expect(self.asked(state.wait(2)).count == 1)
        _ = state.push(.character("1"))
        _ = state.update(.polled(.success(Fixture.full())), at: state.now.later(0.1))
        #expect(self.asked(state.wait(2)) == [])
    }

    @Test func `switching while a poll is open asks again as soon as it is answered`() throws {
        var state = try Fixture.live()
        _ = state.wait(1)
        _ = state.push(.character("5"))
        let effects = state.update(.polled(.success(Fixture.snapshot())), at: state.now.later(0.1))
        #expect(effects.contains(.poll(StatsQuery(include: [.routes]))))
    }

    @Test func `what a view did not ask for is kept for the others`() throws {
        var state = try Fixture.live()
        state.visit(.routes)
        var core = Fixture.snapshot()
        core.history = nil
        core.hotKeys = nil
        _ = state.update(.polled(.success(core)), at: state.now.later(6))
        _ = state.push(.escape)
        #expect(state.hotRows.count == 29)
        #expect(state.figures?.snapshot.history == Fixture.history)
        // The graph shows when it was not asked.
        #expect(state.behind > .seconds(6))
    }

    @Test func `Enter on a hot key inspects it, 3 does too`() throws {
        for key in [Key.enter, .character("3")] {
            var state = try Fixture.live()
            let effects = state.push(.down, key)
            #expect(state.view == .inspect)
            #expect(self.asked(effects) == [.key("single_course:42")])
        }
    }

    @Test func `3 without a key says what to do`() throws {
        var state = try Fixture.state()
        _ = state.push(.character("3"))
        #expect(state.view == .overview)
        #expect(state.outcome?.text.hasPrefix("no key to inspect yet") == true)
    }

    @Test func `an entry that goes away is shown as gone and comes back`() throws {
        var state = try Fixture.live(environment: "demo")
        state.answer([.key(Fixture.detail("course_list:?page=1"))], to: state.push(.enter))
        _ = state.update(.polled(.success(Fixture.full())), at: state.now.later(0.1))
        state.fail(.problem(Problem(title: "", status: 404, detail: "")), state.wait(2))
        #expect(state.inspected?.content == .gone(Fixture.detail("course_list:?page=1")))
        _ = state.update(.polled(.success(Fixture.full())), at: state.now.later(0.1))
        state.answer([.key(Fixture.detail("course_list:?page=1"))], to: state.wait(2))
        #expect(state.inspected?.content == .loaded(Fixture.detail("course_list:?page=1")))
    }

    @Test func `an answer to an older question is not taken`() throws {
        var state = try Fixture.live()
        let first = state.push(.enter)
        _ = state.push(.escape, .down)
        _ = state.push(.enter)
        state.answer([.key(Fixture.detail("course_list:?page=1"))], to: first)
        #expect(state.inspected?.key == "single_course:42")
        #expect(state.inspected?.content == .loading)
    }

    @Test func `x in Inspect purges the key that is shown, marks or not`() throws {
        var state = try Fixture.live()
        _ = state.push(.character(" "), .character(" "), .enter)
        let key = state.inspected?.key ?? ""
        let effects = state.push(.character("x"))
        guard case .dryRun(let request, _) = effects.first else {
            Issue.record("no dry run: \(effects)")
            return
        }
        #expect(request.select == .key(key))
    }

    @Test(arguments: [
        ("me", StatsSnapshot.Route.Flag.noHits), ("search", .noHits), ("feed", .slowHits), ("payments", .open),
        ("young", nil), ("course_list", nil),
    ])
    func `routes are flagged with a word`(name: String, flag: StatsSnapshot.Route.Flag?) {
        #expect(Fixture.routes.first { $0.route == name }?.flag == flag)
    }

    @Test func `trouble comes first among back ends`() throws {
        var state = try Fixture.live()
        state.visit(.backends)
        #expect(state.backends.arranged(state.backendRows).map(\.name) == ["sessions", "pages", "default"])
    }

    @Test func `u in the audit takes back the selected soft purge`() throws {
        var state = try Fixture.live()
        state.visit(.audit, answers: .invalidations(Fixture.audit))
        #expect(state.push(.character("u")).first == .undo(.init(id: "inv-3f2c-7", what: "course_list:*")))
    }

    @Test(arguments: [
        (1, "a hard purge removes the entries"), (2, "only soft purges can be"), (3, "that was done already"),
        (4, "the time for it is over"),
    ])
    func `u in the audit says why not`(row: Int, reason: String) throws {
        var state = try Fixture.live()
        state.visit(.audit, answers: .invalidations(Fixture.audit))
        for _ in 0..<row { _ = state.push(.down) }
        #expect(state.push(.character("u")).isEmpty)
        #expect(state.outcome?.text.hasSuffix(reason) == true, "\(state.outcome?.text ?? "")")
    }

    @Test func `a restart forgets what was known of the process before`() throws {
        var state = try Fixture.live()
        state.visit(.keys, answers: .tree(Fixture.tree))
        _ = state.update(.polled(.success(Fixture.snapshot(id: "other"))), at: state.now.later(1))
        #expect(state.keySpace.level.page == nil)
    }

    @Test func `every view draws at every size, before and after answers`() throws {
        for columns in [1, 2, 7, 20, 27, 28, 40, 59, 60, 80, 100, 120, 200] {
            for rows in [1, 2, 5, 8, 12, 16, 24, 30, 40, 60] {
                for view in ViewName.allCases {
                    var state = try Fixture.state(columns, rows)
                    _ = state.push(.character(Unicode.Scalar(UInt8(0x30 + view.rawValue))))
                    #expect(state.draw().size == state.size)
                    state = try Fixture.live(columns, rows)
                    _ = state.push(.enter)
                    state.visit(view, answers: view == .audit ? .invalidations(Fixture.audit) : .tree(Fixture.tree))
                    #expect(columns < 28 || rows < 8 || state.draw().lines.joined().contains("94.7%"))
                    _ = state.push(.down, .enter, .character("?"))
                    #expect(state.draw().size == state.size)
                }
            }
        }
    }
}
