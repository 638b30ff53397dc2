import Foundation
import LarderAdmin
import LarderTerminal
import Testing

@testable import LarderDashboard

@Suite struct PointerTests {
    /// Where `text` is on the screen.
    private func place(of text: String, in state: State, after start: Int = 0) throws -> (x: Int, y: Int) {
        for (y, line) in state.draw().lines.enumerated() where y >= start {
            if let range = line.range(of: text) {
                return (DisplayText(line[..<range.lowerBound]).columns, y)
            }
        }
        throw Missing(text: text)
    }

    private struct Missing: Error { var text: String }

    private func click(_ text: String, _ state: inout State, wait: Double = 1) throws -> [Effect] {
        let (x, y) = try self.place(of: text, in: state)
        return self.send(.press(.left), x, y, &state, wait: wait)
    }

    @discardableResult
    private func send(_ action: Mouse.Action, _ x: Int, _ y: Int, _ state: inout State, wait: Double = 0.1) -> [Effect] {
        state.update(.mouse(Mouse(action, x: x, y: y)), at: state.now.later(wait)).filter {
            if case .poll = $0 { false } else { true }
        }
    }

    @Test(arguments: [(120, 40), (80, 24), (40, 12)])
    func `a click puts the cursor on the row, a second one opens it`(columns: Int, rows: Int) throws {
        var state = try Fixture.live(columns, rows)
        _ = try self.click("subject_list:", &state)
        #expect(state.currentKey == "subject_list:")
        #expect(state.view == .overview)
        _ = try self.click("subject_list:", &state)
        #expect(state.view == .inspect)
        #expect(state.inspected?.key == "subject_list:")
    }

    @Test func `a double click opens the row it began on, though that has moved`() throws {
        var state = try Fixture.live()
        let (x, y) = try self.place(of: "subject_list:", in: state)
        self.send(.press(.left), x, y, &state)
        _ = state.update(
            .polled(.success(Fixture.snapshot(hotKeys: Fixture.hotKeys.filter { $0.key != "course_list:?page=1" }))),
            at: state.now.later(0.1))
        self.send(.press(.left), x, y, &state)
        #expect(state.inspected?.key == "subject_list:")
    }

    @Test func `two slow clicks on a row that another took are two rows`() throws {
        var state = try Fixture.live()
        let (x, y) = try self.place(of: "subject_list:", in: state)
        self.send(.press(.left), x, y, &state)
        _ = state.update(
            .polled(.success(Fixture.snapshot(hotKeys: Fixture.hotKeys.filter { $0.key != "course_list:?page=1" }))),
            at: state.now.later(1))
        self.send(.press(.left), x, y, &state)
        #expect(state.view == .overview)
        #expect(state.currentKey == "single_subject:7")
    }

    @Test(arguments: [("Evictions", Panel.evictions), ("Action log", .log), ("Memory", .memory), ("Traffic", .traffic)])
    func `a click focuses the panel`(title: String, panel: Panel) throws {
        var state = try Fixture.live()
        _ = try self.click(title, &state)
        #expect(state.focus == panel)
    }

    @Test(arguments: [("Evictions", Panel.evictions), ("Log", .log), ("Memory", .memory)])
    func `a click on a tab opens it`(title: String, panel: Panel) throws {
        var state = try Fixture.live(80, 24)
        _ = try self.click("· \(title)", &state)
        #expect(state.focus == .hotKeys, "the gap belongs to no tab")
        let (x, y) = try self.place(of: "· \(title)", in: state)
        self.send(.press(.left), x + 2, y, &state)
        #expect(state.focus == panel)
    }

    @Test func `every key of the footer does what it says`() throws {
        for view in [ViewName.overview, .events, .audit] {
            var shown = try Fixture.live(200, 50)
            shown.show(view)
            let footer = Layout(for: shown).footer
            var start = 1
            for binding in shown.keys.footer(in: shown.context, columns: 200) {
                let label = start + DisplayText(binding.footerKeys).columns + 1
                let target = shown.target(x: label, y: footer.y)
                #expect(target == (binding.command.view == nil ? .command(binding.command) : .viewName), "\(binding.command)")
                start += binding.footerWidth
            }
            #expect(shown.target(x: start + 3, y: footer.y) == nil)
        }
    }

    @Test func `of several keys that share a label each is itself`() throws {
        let state = try Fixture.live(200, 50)
        let (x, y) = try self.place(of: "[ ] Window", in: state)
        #expect(state.target(x: x, y: y) == .command(.shorterWindow))
        #expect(state.target(x: x + 2, y: y) == .command(.longerWindow))
    }

    @Test func `the view's name leads to the next view`() throws {
        var state = try Fixture.live()
        for expected in [ViewName.keys, .events, .routes, .backends, .audit, .overview] {
            _ = try self.click(state.view.title, &state)
            #expect(state.view == (expected == .events && state.inspected != nil ? .inspect : expected))
        }
    }

    @Test func `a second click on the footer's x purges nothing`() throws {
        var state = try Fixture.live(environment: "demo")
        let (x, y) = try self.place(of: "Invalidate…", in: state)
        self.send(.press(.left), x, y, &state)
        state.answer(Fixture.found(1, sample: ["course_list:?page=1"]))
        for column in 0..<120 {
            var copy = state
            let effects = self.send(.press(.left), column, y, &copy)
            #expect(!effects.contains { if case .purge = $0 { true } else { false } })
        }
    }

    @Test func `nothing under a dialog can be reached`() throws {
        var state = try Fixture.live()
        _ = state.push(.character("?"))
        for y in 0..<39 {
            #expect(state.target(x: 30, y: y) == nil)
        }
    }

    @Test func `the wheel scrolls what is under the pointer and leaves cursor and focus`() throws {
        var state = try Fixture.live()
        let before = state.currentKey
        let list = Layout(for: state).inside(.hotKeys)
        self.send(.wheelDown, list.x + 5, list.y + 5, &state)
        #expect(state.hot.top == 3)
        #expect(state.currentKey == before)
        self.send(.wheelUp, list.x + 5, list.y + 5, &state)
        #expect(state.hot.top == 0)
        for number in 0..<60 { state.record("\(number)", .ok) }
        let log = Layout(for: state).inside(.log)
        self.send(.wheelDown, log.x + 1, log.y + 1, &state)
        #expect(state.scroll[.log] == 3)
        #expect(state.focus == .hotKeys)
    }

    @Test func `the wheel scrolls the help`() throws {
        var state = try Fixture.live(80, 24)
        _ = state.push(.character("?"))
        self.send(.wheelDown, 10, 10, &state)
        #expect(state.overlay == .help(scroll: 3))
    }

    @Test(arguments: [(120, 40), (80, 24), (40, 12), (200, 50)])
    func `a drag over the graph marks the column under the pointer and holds the screen`(columns: Int, rows: Int) throws {
        var state = try Fixture.live(columns, rows)
        let plot = Layout(for: state).plot
        #expect(plot.columns == Layout(for: state).graphColumns)
        self.send(.press(.left), plot.x + 3, plot.y, &state)
        #expect(!state.isPaused, "a click alone only focuses")
        for column in [3, 10, plot.columns - 1] {
            self.send(.drag(.left), plot.x + column, plot.y, &state)
            #expect(state.isPaused)
            #expect(state.draw()[plot.x + column, plot.y].backdrop == .selection)
        }
        // The pointer may leave the graph while the button is held.
        self.send(.drag(.left), 0, rows - 1, &state)
        #expect(state.draw()[plot.x, plot.y].backdrop == .selection)
        self.send(.release(.left), 0, 0, &state)
        self.send(.drag(.left), plot.x + 5, plot.y, &state)
        #expect(state.draw()[plot.x + 5, plot.y].backdrop == nil)
    }

    @Test func `percent gives the mouse back and takes it again`() throws {
        var state = try Fixture.live()
        #expect(state.mouse == .captured)
        _ = state.push(.character("%"))
        #expect(state.mouse == .released)
        #expect(state.outcome?.text.contains("terminal's") == true)
        _ = state.push(.character("%"))
        #expect(state.mouse == .captured)
    }

    @Test(arguments: [(120, 40), (80, 24), (40, 12), (20, 5), (1, 1)])
    func `a click anywhere is harmless`(columns: Int, rows: Int) throws {
        for y in 0..<rows {
            for x in 0..<columns {
                var state = try Fixture.live(columns, rows)
                for effect in self.send(.press(.left), x, y, &state) {
                    if case .purge = effect { Issue.record("\(x) \(y)") }
                }
            }
        }
    }
}
