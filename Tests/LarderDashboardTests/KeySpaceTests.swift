import LarderAdmin
import LarderAdminClient
import LarderTerminal
import Testing

@testable import LarderDashboard

@Suite struct KeySpaceTests {
    private func tree() throws -> State {
        var state = try Fixture.live(environment: "demo")
        state.visit(.keys, answers: .tree(Fixture.tree))
        return state
    }

    private func entries() throws -> State {
        var state = try self.tree()
        _ = state.push(.down)
        let effects = state.push(.enter)
        state.answer([.tree(Fixture.flatTree), .keys(Fixture.keys(0..<100, next: "c1"))], to: effects)
        return state
    }

    private func asked(_ effects: [Effect]) -> Question? {
        effects.compactMap { if case .ask(let question, _) = $0 { question } else { nil } }.last
    }

    @Test func `starts with all prefixes, largest first`() throws {
        var state = try Fixture.live()
        let effects = state.push(.character("2"))
        #expect(self.asked(effects) == .tree(TreeQuery(prefix: "", limit: KeySpaceState.childLimit)))
        state.answer([.tree(Fixture.tree)], to: effects)
        #expect(state.currentChild?.prefix == "course_list:")
    }

    @Test func `Enter goes down, Backspace up, and the cursor is where it was`() throws {
        var state = try self.tree()
        _ = state.push(.down)
        let effects = state.push(.enter)
        #expect(self.asked(effects) == .tree(TreeQuery(prefix: "single_course:", limit: KeySpaceState.childLimit)))
        #expect(state.keySpace.levels.map(\.prefix) == ["", "single_course:"])
        _ = state.push(.backspace)
        #expect(state.currentChild?.prefix == "single_course:")
    }

    @Test func `a prefix that has nothing but entries shows them, largest first`() throws {
        var state = try self.tree()
        _ = state.push(.down)
        var effects = state.push(.enter)
        guard case .ask(let question, let ticket) = effects.last else {
            Issue.record("nothing was asked")
            return
        }
        effects = state.update(.answered(.success(.tree(Fixture.flatTree)), question, ticket: ticket), at: state.now.later(0.1))
        #expect(
            self.asked(effects)
                == .keys(KeysQuery(pattern: "single_course:*", sort: .size, order: .descending, limit: EntryList.pageSize)))
    }

    @Test func `pages are fetched as one scrolls, never before`() throws {
        var state = try self.entries()
        #expect(state.keySpace.entries?.rows.count == 100)
        #expect(self.asked(state.push(.down)) == nil)
        let effects = state.push(.character("G"))
        guard case .keys(let query)? = self.asked(effects) else {
            Issue.record("no page was asked for")
            return
        }
        #expect(query.cursor == "c1")
        state.answer([.keys(Fixture.keys(100..<200, next: nil))], to: effects)
        #expect(state.keySpace.entries?.rows.count == 200)
        #expect(self.asked(state.push(.character("G"))) == nil)
        #expect(state.currentKey == "single_course:1199")
    }

    @Test func `no more is kept than the limit`() throws {
        var state = try self.entries()
        for page in 1..<60 {
            let effects = state.push(.character("G"))
            state.answer([.keys(Fixture.keys(page * 100..<page * 100 + 100, next: "c\(page + 1)"))], to: effects)
        }
        #expect(state.keySpace.entries?.rows.count == EntryList.limit)
    }

    @Test func `another order is asked of the endpoint and begins at the top`() throws {
        var state = try self.entries()
        _ = state.push(.down, .down)
        guard case .keys(let query)? = self.asked(state.push(.character("r"))) else {
            Issue.record("nothing was asked")
            return
        }
        #expect(query.order == .ascending)
        #expect(query.cursor == nil)
        #expect(state.keySpace.entries?.table.cursor == .top)
    }

    @Test(arguments: [
        ("", "page", "*page*"), ("", "course*", "course*"), ("course_list:", "page=1", "course_list:*page=1*"),
        ("a[1]:", "x", "a\\[1\\]:*x*"), ("course_list:", "course_list:*9", "course_list:*9"),
        ("course_list:", "", "course_list:*"),
    ])
    func `a filter is a glob for the endpoint`(prefix: String, text: String, glob: String) {
        #expect(KeyFilter(text).glob(under: prefix) == glob)
    }

    @Test func `a filter lists matching entries, and Escape brings the tree back`() throws {
        var state = try self.tree()
        _ = state.push(.character("/"))
        let effects = state.type("page=7")
        guard case .keys(let query)? = self.asked(effects) else {
            Issue.record("nothing was asked")
            return
        }
        #expect(query.pattern == "*page=7*")
        _ = state.push(.enter, .escape)
        #expect(state.keySpace.entries == nil)
        #expect(state.view == .keys)
    }

    @Test func `what the endpoint cannot look for is said, not asked`() throws {
        var state = try self.tree()
        _ = state.push(.character("/"))
        let effects = state.type("!x")
        #expect(self.asked(effects) == nil)
        #expect(state.draw().lines.contains { $0.contains("leave out the !") })
    }

    @Test func `x on a prefix proposes all that begins with it`() throws {
        var state = try self.tree()
        guard case .dryRun(let request, _) = state.push(.character("x")).first else {
            Issue.record("no dry run")
            return
        }
        #expect(request.select == .pattern("course_list:*"))
    }

    @Test func `a prefix with glob characters stands for itself`() throws {
        var state = try self.tree()
        var page = Fixture.tree
        page.children = [.init(prefix: "list?[a]*\\:", leaf: false, entries: 3, bytes: 9_000_000, hits: 0, misses: 0)]
        _ = state.update(.polled(.success(Fixture.full())), at: state.now.later(0.1))
        state.answer([.tree(page)], to: state.wait(3))
        guard case .dryRun(let request, _) = state.push(.character("x")).first else {
            Issue.record("no dry run")
            return
        }
        #expect(request.select == .pattern("list\\?\\[a\\]\\*\\\\:*"))
    }

    @Test func `the cursor stays on its prefix when sizes change`() throws {
        var state = try self.tree()
        _ = state.push(.down)
        var page = Fixture.tree
        page.children[1].bytes = 99_000_000
        _ = state.update(.polled(.success(Fixture.full())), at: state.now.later(0.1))
        state.answer([.tree(page)], to: state.wait(2))
        #expect(state.treeChildren.map(\.bytes).max() == 99_000_000)
        #expect(state.currentChild?.prefix == "single_course:")
    }

    @Test func `a failure is said in the list and asked again with the polls`() throws {
        var state = try Fixture.live()
        state.fail(.unreachable("connection refused"), state.push(.character("2")))
        #expect(state.draw().lines.contains { $0.contains("connection refused") })
        _ = state.update(.polled(.success(Fixture.full())), at: state.now.later(0.1))
        #expect(self.asked(state.wait(2)) != nil)
    }

    @Test func `Tab lists the entries below all prefixes, and back`() throws {
        var state = try self.tree()
        #expect(self.asked(state.push(.tab)) == .keys(KeysQuery(sort: .size, order: .descending, limit: EntryList.pageSize)))
        _ = state.push(.tab)
        #expect(state.keySpace.entries == nil)
    }

    @Test func `at the top there is nothing above, and Escape leaves`() throws {
        var state = try self.tree()
        _ = state.push(.backspace)
        #expect(state.view == .keys)
        _ = state.push(.escape)
        #expect(state.view == .overview)
    }

    @Test func `a prefix with one prefix below it is passed, and Backspace goes all the way back`() throws {
        var state = try self.tree()
        let effects = state.push(.enter)
        let only = TreePage(
            prefix: "course_list:", entries: 9, bytes: 90,
            children: [.init(prefix: "course_list:?", leaf: false, entries: 9, bytes: 90, hits: 0, misses: 0)])
        state.answer([.tree(only)], to: effects)
        #expect(state.keySpace.levels.map(\.prefix) == ["", "course_list:?"])
        _ = state.push(.backspace)
        #expect(state.keySpace.levels.map(\.prefix) == [""])
    }
}
