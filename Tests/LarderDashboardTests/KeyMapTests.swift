import Foundation
import LarderTerminal
import Testing

@testable import LarderDashboard

@Suite struct KeyMapTests {
    @Test func `every command has a key`() {
        let bound = Set(KeyMap.standard.bindings.map(\.command))
        #expect(Set(Command.allCases).subtracting(bound).isEmpty)
    }

    @Test(arguments: Binding.Context.allCases)
    func `a key means one thing where it is pressed`(context: Binding.Context) {
        let keys = KeyMap.standard.bindings.filter { $0.contexts.contains(context) }.flatMap(\.keys)
        #expect(keys.count == Set(keys).count, "\(context)")
    }

    @Test func `nothing destructive hides behind a control letter or backspace`() {
        #expect(Command.allCases.filter(\.isDestructive) == [.invalidate, .selectAndInvalidate, .undo, .undoSelected])
        for binding in KeyMap.standard.bindings where binding.command.isDestructive {
            for key in binding.keys {
                if case .character = key { continue }
                Issue.record("\(key) is destructive")
            }
        }
    }

    @Test func `letters go into a field while one has the focus`() {
        for context in [Binding.Context.filtering, .choosing, .typing] {
            for letter in "abcdefghijklmnopqrstuvwxyzXFTeG?/ 0123456789".unicodeScalars {
                #expect(KeyMap.standard.command(for: .character(letter), in: context) == nil)
            }
        }
    }

    @Test(arguments: 28...140)
    func `the footer fits and names help and quit`(columns: Int) {
        for context in Binding.views {
            let footer = KeyMap.standard.footer(in: context, columns: columns)
            #expect(footer.contains { $0.command == .help })
            #expect(footer.contains { $0.command == .quit })
            #expect(footer.reduce(1) { $0 + $1.footerWidth } <= columns)
        }
    }

    @Test func `the help names every key of the table`() throws {
        let lines = HelpView.lines(.standard, in: Rect(Size(columns: 120, rows: 40))).map { $0.map(\.text).joined() }
        for binding in KeyMap.standard.bindings {
            #expect(lines.contains { $0.contains(binding.keyNames) && $0.contains(binding.help) }, "\(binding.keyNames)")
        }
    }

    @Test func `quit and interrupt end with their codes from every place`() throws {
        var state = try Fixture.live()
        #expect(state.push(.character("q")) == [.quit(.quit)])
        for opening in [Key.character("?"), .character("X"), .character("/"), .character("x"), .enter] {
            var state = try Fixture.live()
            _ = state.push(opening)
            #expect(state.push(.control("c")) == [.quit(.interrupted)])
        }
        #expect(DashboardExit.quit.code == 0)
        #expect(DashboardExit.interrupted.code == 130)
        #expect(DashboardExit.terminated.code == 143)
        #expect(DashboardExit.hungUp.code == 129)
    }

    @Test(arguments: [(200, 50), (120, 40), (80, 24)])
    func `every binding can be read on the screen, in the footer or in the help`(columns: Int, rows: Int) throws {
        var state = try Fixture.live(columns, rows)
        var seen = state.draw().lines
        _ = state.push(.character("?"))
        for _ in 0..<HelpView.lines(.standard, in: Rect(state.size)).count {
            seen += state.draw().lines
            _ = state.push(.down)
        }
        for binding in KeyMap.standard.bindings {
            let start = String(binding.help.prefix(24))
            let isInHelp = seen.contains { $0.contains(binding.keyNames) && $0.contains(start) }
            #expect(isInHelp, "\(binding.keyNames) is not in the help")
        }
        for context in Binding.Context.allCases {
            let shown = KeyMap.standard.footer(in: context, columns: columns).map(\.command)
            let bound = KeyMap.standard.bindings.filter { $0.contexts.contains(context) }.map(\.command)
            #expect(Set(shown).isSubset(of: bound), "\(context)")
            // Where the help cannot be opened the way out is named.
            #expect(shown.contains(.help) || shown.contains(.back), "\(context)")
        }
    }

    @Test(arguments: [Command.invalidate, .selectAndInvalidate, .undo])
    func `what is destructive is greyed out where nothing may be purged`(command: Command) throws {
        var state = try Fixture.live(access: .readOnly(reason: "started with --readonly"))
        let binding = try #require(KeyMap.standard.bindings.first { $0.command == command })
        let label = try #require(binding.footer?.label)
        let frame = state.draw()
        let footer = frame.lines[39]
        let place = try #require(footer.range(of: " \(label)"))
        let x = footer.distance(from: footer.startIndex, to: place.lowerBound) - 1
        #expect(frame[x, 39].role == .muted)
        #expect(frame.lines[0].contains(" RO "))
        _ = state.push(.character("?"))
        #expect(
            HelpView.lines(.standard, in: Rect(state.size), state.access).flatMap { $0 }.contains {
                $0.text.contains("started with --readonly")
            })
    }
}
