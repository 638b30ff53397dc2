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
}
