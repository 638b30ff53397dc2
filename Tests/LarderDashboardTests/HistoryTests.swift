import Foundation
import LarderAdmin
import LarderAdminClient
import LarderTerminal
import Testing

@testable import LarderDashboard

@Suite struct HistoryTests {
    private func paused() throws -> State {
        var state = try Fixture.live()
        _ = state.push(.character("p"))
        return state
    }

    @Test func `arrows go through time only while paused`() throws {
        var state = try Fixture.live()
        _ = state.push(.left)
        #expect(state.pause == nil)
        #expect(state.outcome?.text.contains("p holds") == true)
        _ = state.push(.character("p"), .left)
        #expect(state.shownMoment != nil)
    }

    @Test func `the cursor moves by columns and stays in the window`() throws {
        var state = try self.paused()
        _ = state.push(.left)
        let columns = Layout(for: state).graphColumns
        #expect(state.cursorColumn(of: columns) == columns - 1)
        _ = state.push(.left, .left)
        #expect(state.cursorColumn(of: columns) == columns - 3)
        for _ in 0..<200 { _ = state.push(.left) }
        #expect(state.cursorColumn(of: columns) == 0)
        for _ in 0..<200 { _ = state.push(.right) }
        #expect(state.cursorColumn(of: columns) == columns - 1)
    }

    @Test func `the header shows the moment, not now`() throws {
        var state = try self.paused()
        for _ in 0..<8 { _ = state.push(.left) }
        let moment = try #require(state.shownMoment)
        let ratio = try #require(moment.hitRatio)
        #expect(state.draw().lines[1].contains("\(FigureFormat.percent(ratio))% at \(state.now.timeOfDay(moment.at))"))
        #expect(state.draw().lines.contains { $0.contains("not recorded over time") })
    }

    @Test func `a gap is no data, not nothing`() throws {
        let history = Fixture.history
        let gap = RecordedMoment(at: history.from.addingTimeInterval(61 * 3 + 1), in: history)
        #expect(gap.served == nil && gap.hitRatio == nil)
        let first = RecordedMoment(at: history.from.addingTimeInterval(10 * 3 + 1), in: history)
        #expect(first.hits == 4800)
        #expect(RecordedMoment(at: .distantPast, in: history).hits == nil)
        #expect(RecordedMoment(at: .distantFuture, in: history).hits == nil)
    }

    @Test func `a longer window while paused is filled by the next answer, and the end stays`() throws {
        var state = try self.paused()
        let end = try #require(state.pause?.end)
        _ = state.push(.character("]"))
        #expect(state.query.window == .seconds(900))
        var next = Fixture.snapshot()
        next.history = .init(
            stepSeconds: 9, from: Fixture.start.addingTimeInterval(-880),
            series: ["hits": Array(repeating: 7, count: 100), "misses": Array(repeating: 1, count: 100)])
        _ = state.update(.polled(.success(next)), at: state.now.later(1))
        #expect(state.pause?.figures.snapshot.history == next.history)
        #expect(state.pause?.end == end)
        #expect(state.behind == .seconds(-20))
        // An answer of the same window changes nothing.
        var later = next
        later.history?.series["hits"] = Array(repeating: 8, count: 100)
        _ = state.update(.polled(.success(later)), at: state.now.later(1))
        #expect(state.pause?.figures.snapshot.history == next.history)
    }

    @Test func `Escape drops the moment, p goes on`() throws {
        var state = try self.paused()
        _ = state.push(.left, .escape)
        #expect(state.isPaused)
        #expect(state.shownMoment == nil)
        _ = state.push(.character("p"))
        #expect(!state.isPaused)
    }

    @Test func `events and log show what had happened by then`() throws {
        var state = try self.paused()
        _ = state.push(.left)
        let moment = try #require(state.shownMoment)
        let lines = state.draw().lines
        #expect(moment.at < Fixture.start)
        #expect(!lines.contains { $0.contains("subject_list:*") && $0.contains("pur") } || moment.at > Fixture.start)
        #expect(state.shownLog.allSatisfy { $0.at <= moment.at })
    }

    @Test func `paused views stand still and ask nothing of their own`() throws {
        var state = try self.paused()
        state.visit(.audit, answers: .invalidations(Fixture.audit))
        let effects = state.wait(5)
        #expect(!effects.contains { if case .ask = $0 { true } else { false } })
    }

    @Test func `routes that were not known before the pause are shown all the same`() throws {
        var state = try self.paused()
        state.visit(.routes)
        #expect(state.routeRows == Fixture.routes)
    }

    @Test(arguments: [GraphScale.linear, .logarithmic])
    func `a larger value is never drawn lower`(scale: GraphScale) {
        let values = (0..<80).map { Double?.some(Double($0 * $0)) }
        var frame = Frame(size: Size(columns: 60, rows: 10), base: .text)
        MirroredGraph(up: .init(values, .hit, scale: 6241, label: FigureFormat.rate), down: nil, scale: scale)
            .draw(in: Rect(x: 8, y: 0, columns: 40, rows: 10), gutter: 8, into: &frame)
        let heights = (8..<48).map { x in (0..<10).filter { frame[x, $0].glyph != " " }.count }
        #expect(heights == heights.sorted())
        #expect(heights.last == 10)
    }
}
