import LarderAdmin
import LarderTerminal
import Testing

@testable import LarderDashboard

@Suite struct HotKeysTests {
    private func state(_ keys: [(String, Double)]) throws -> State {
        var state = try Fixture.state()
        _ = state.wait(0)
        self.show(keys, in: &state)
        return state
    }

    private func show(_ keys: [(String, Double)], in state: inout State) {
        let hot = keys.map { Fixture.hotKey($0.0, $0.1, 0.9, size: 10, ttl: 1) }
        _ = state.update(.polled(.success(Fixture.snapshot(hotKeys: hot))), at: state.now.later(0.1))
    }

    @Test func `the cursor follows the hottest until it is moved`() throws {
        var state = try self.state([("a", 3), ("b", 2), ("c", 1)])
        #expect(state.currentKey == "a")
        self.show([("b", 9), ("a", 3), ("c", 1)], in: &state)
        #expect(state.currentKey == "b")
    }

    @Test func `a moved cursor stays on its key when the order changes`() throws {
        var state = try self.state([("a", 3), ("b", 2), ("c", 1)])
        _ = state.push(.down)
        self.show([("c", 9), ("a", 8), ("b", 7)], in: &state)
        #expect(state.currentKey == "b")
        _ = state.push(.character("F"))
        #expect(state.currentKey == "c")
    }

    @Test func `a key that left hands the cursor to the row it had`() throws {
        var state = try self.state([("a", 3), ("b", 2), ("c", 1)])
        _ = state.push(.down)
        self.show([("a", 3), ("c", 1)], in: &state)
        #expect(state.currentKey == "c")
    }

    @Test(arguments: [
        ("course", ["course_list:", "single_course:1"]), ("course*", ["course_list:"]), ("!course", ["subject:"]),
        ("*:?", ["single_course:1"]), ("[cs]?????_list:", ["course_list:"]),
        ("", ["course_list:", "single_course:1", "subject:"]),
        ("!", ["course_list:", "single_course:1", "subject:"]), ("\\*", []), ("[!c]*", ["single_course:1", "subject:"]),
    ])
    func `the filter is a part of the key, a glob, or the opposite`(text: String, keys: [String]) throws {
        let filter = KeyFilter(text)
        #expect(["course_list:", "single_course:1", "subject:"].filter(filter.matches) == keys)
    }

    @Test func `a filter of stars takes no longer than its length says`() {
        let filter = KeyFilter(String(repeating: "*a", count: 200) + "b")
        #expect(!filter.matches(String(repeating: "a", count: 500)))
    }

    @Test func `typing filters, Enter keeps, Escape clears`() throws {
        var state = try self.state([("apple", 3), ("bear", 2)])
        _ = state.push(.character("/"))
        _ = state.type("bq")
        #expect(state.hotRows.isEmpty)
        _ = state.push(.backspace, .enter)
        #expect(state.hotRows.map(\.key) == ["bear"])
        #expect(state.context == .overview)
        _ = state.push(.escape)
        #expect(state.hotRows.count == 2)
    }

    @Test func `s goes through the columns and r turns the order`() throws {
        var state = try self.state([("b", 3), ("a", 2), ("c", 1)])
        while state.hot.sort != .key {
            _ = state.push(.character("s"))
        }
        #expect(state.hotRows.map(\.key) == ["a", "b", "c"])
        _ = state.push(.character("r"))
        #expect(state.hotRows.map(\.key) == ["c", "b", "a"])
    }

    @Test func `the cursor stays in sight, scrolling leaves it behind`() throws {
        var state = try self.state((0..<60).map { ("key\(100 + $0)", 100 - Double($0)) })
        _ = state.push(.character("G"))
        #expect(state.currentKey == "key159")
        #expect(state.draw().lines.contains { $0.contains("▶ key159") }, "\(state.draw().lines.joined(separator: "\n"))")
        _ = state.push(.control("u"), .control("u"), .control("u"), .control("u"), .control("u"), .control("u"), .control("u"))
        #expect(state.currentKey == "key159")
        #expect(state.draw().lines.contains { $0.contains("key100") })
        _ = state.push(.up)
        #expect(state.draw().lines.contains { $0.contains("▶ key158") })
    }

    @Test func `marks belong to keys, not to rows`() throws {
        var state = try self.state([("a", 3), ("b", 2)])
        _ = state.push(.character(" "))
        self.show([("b", 9), ("a", 1)], in: &state)
        #expect(state.marked == ["a"])
        #expect(state.draw().lines.contains { $0.contains("*a ") })
    }
}
