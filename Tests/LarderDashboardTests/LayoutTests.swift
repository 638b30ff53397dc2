import LarderAdmin
import LarderAdminClient
import LarderTerminal
import Testing

@testable import LarderDashboard

@Suite struct LayoutTests {
    private static let sizes: [Size] =
        [1, 2, 3, 5, 8, 13, 27, 28, 39, 40, 59, 60, 79, 80, 99, 100, 120, 200].flatMap { columns in
            [1, 2, 7, 8, 12, 15, 16, 24, 29, 30, 40, 70].map { Size(columns: columns, rows: $0) }
        }

    @Test(arguments: sizes)
    func `panels fill their place without overlapping`(size: Size) {
        for panel in Panel.allCases {
            for isExpanded in [true, false] {
                let layout = Layout(size: size, focus: panel, isExpanded: isExpanded)
                let panels = Array(layout.panels.values)
                for (index, rect) in panels.enumerated() {
                    #expect(rect.maxX <= size.columns && rect.maxY <= size.rows)
                    for other in panels[(index + 1)...] {
                        let isApart = rect.maxX <= other.x || other.maxX <= rect.x || rect.maxY <= other.y || other.maxY <= rect.y
                        #expect(isApart, "\(rect) \(other)")
                    }
                }
            }
        }
    }

    @Test(arguments: sizes, ViewName.allCases)
    func `a list has its place between the figures and the status`(size: Size, view: ViewName) {
        let layout = Layout(size: size, view: view, focus: .hotKeys, isExpanded: false)
        guard view != .overview, layout.kind != .line else { return }
        #expect(layout.body.y == layout.figures.maxY)
        #expect(layout.listRows >= 1)
        #expect(layout.details.isEmpty || layout.details.y == layout.body.maxY)
        let end = layout.details.isEmpty ? layout.body : layout.details
        #expect(end.maxY == layout.status.y)
    }

    @Test(arguments: sizes)
    func `every size draws, in every state, and shows the hit rate`(size: Size) throws {
        var state = try Fixture.live(size.columns, size.rows)
        let lines = state.draw().lines
        #expect(lines.joined().contains(size.columns >= 5 ? "94.7%" : "9"))
        if size.columns >= 28, size.rows >= 8 {
            #expect(lines.last?.contains("? Help") == true)
            #expect(lines.last?.contains("q Quit") == true)
        }
        for keys in [[Key.character("?")], [.escape, .enter], [.escape, .character("X")], [.escape, .character("x")]] {
            for key in keys {
                _ = state.push(key)
            }
            _ = state.draw()
        }
        state.answer(Fixture.found(1284, sample: (1...10).map { "course_list:?page=\($0)" }))
        _ = state.draw()
        _ = state.update(.polled(.failure(.unreachable("gone"))), at: state.now.later(9))
        _ = state.draw()
    }

    @Test func `q works at every size`() throws {
        for size in Self.sizes {
            var state = try Fixture.live(size.columns, size.rows)
            #expect(state.push(.character("q")) == [.quit(.quit)])
        }
    }

    @Test func `a resize at any moment keeps the cursor`() throws {
        var state = try Fixture.live()
        _ = state.push(.down, .down)
        let key = state.currentKey
        for size in Self.sizes {
            _ = state.update(.resized(size), at: state.now)
            #expect(state.draw().size == size)
        }
        #expect(state.currentKey == key)
    }
}
