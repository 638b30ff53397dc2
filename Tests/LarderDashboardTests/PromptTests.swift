import LarderAdmin
import LarderAdminClient
import LarderTerminal
import Testing

@testable import LarderDashboard

@Suite struct PromptTests {
    private func error(_ line: String) -> String {
        do {
            _ = try PromptCommand.read(line)
            return ""
        } catch {
            return error.text
        }
    }

    @Test(arguments: [
        ("keys", PromptInstruction.show(.keys)), ("audit", .show(.audit)), ("aud", .show(.audit)), ("quit", .quit),
        ("inspect a b", .inspect("a b")), ("inspect", .show(.inspect)), ("filter page=1", .filter("page=1")),
        ("filter", .filter("")), ("purge all", .purge(.all)), ("purge pattern a:*", .purge(.pattern("a:*"))),
        ("purge tag course:42", .purge(.tag("course:42"))), ("purge route r", .purge(.route("r"))),
        ("purge key k", .purge(.key("k"))), ("window 1h", .window(.oneHour)), ("interval 250ms", .interval(.milliseconds(250))),
        ("interval 1.5s", .interval(.milliseconds(1500))), ("  theme mono", .theme("mono")), ("sort size", .sort("size")),
    ])
    func `a line is a command`(line: String, instruction: PromptInstruction) throws {
        #expect(try PromptCommand.read(line) == instruction)
    }

    @Test(arguments: [
        ("jump", "no command 'jump'; there are overview"), ("i", "'i' could be inspect, interval"),
        ("purge", "purge what?"), ("purge tag", "purge which tag?"), ("purge all of it", "purge what?"),
        ("window 2h", "no window '2h'"), ("interval 5", "'5' is no interval"), ("interval 1ms", "'1ms' is no interval"),
        ("interval 1e999s", "is no interval"), ("theme", "which theme?"), ("sort", "sort by which column?"),
    ])
    func `what is wrong is said in words`(line: String, message: String) {
        #expect(self.error(line).contains(message), "\(self.error(line))")
    }

    @Test func `a wrong command stays to be mended, a good one is done and remembered`() throws {
        var state = try Fixture.live()
        _ = state.push(.character(":"))
        _ = state.type("rutes")
        _ = state.push(.enter)
        #expect(state.prompt?.complaint?.contains("no command 'rutes'") == true)
        for _ in 0..<4 { _ = state.push(.backspace) }
        #expect(state.prompt?.complaint == nil)
        _ = state.type("outes")
        _ = state.push(.enter)
        #expect(state.view == .routes)
        #expect(state.commands.lines == ["routes"])
    }

    @Test func `Tab completes names and what follows them`() throws {
        var state = try Fixture.live()
        _ = state.push(.character(":"))
        _ = state.type("th")
        _ = state.push(.tab)
        #expect(state.prompt?.input.text == "theme ")
        _ = state.push(.tab)
        #expect(state.prompt?.input.text == "theme \(Theme.builtInNames[0])")
        _ = state.push(.tab)
        #expect(state.prompt?.input.text == "theme \(Theme.builtInNames[1])")
        _ = state.push(.backTab)
        #expect(state.prompt?.input.text == "theme \(Theme.builtInNames[0])")
    }

    @Test func `arrows go through what was typed`() throws {
        var state = try Fixture.live()
        for line in ["routes", "overview"] {
            _ = state.push(.character(":"))
            _ = state.type(line)
            _ = state.push(.enter)
        }
        _ = state.push(.character(":"), .up)
        #expect(state.prompt?.input.text == "overview")
        _ = state.push(.up, .up)
        #expect(state.prompt?.input.text == "routes")
        _ = state.push(.down, .down)
        #expect(state.prompt?.input.text == "")
    }

    @Test func `a purge from the prompt asks like any other`() throws {
        var state = try Fixture.live()
        _ = state.push(.character(":"))
        _ = state.type("purge tag course")
        let effects = state.push(.enter)
        guard case .dryRun(let request, _) = effects.first else {
            Issue.record("no dry run")
            return
        }
        #expect(request == InvalidationRequest(select: .tag("course"), mode: .soft, dryRun: true))
    }

    @Test func `read-only refuses it in the prompt too`() throws {
        var state = try Fixture.live(access: .readOnly(reason: "--readonly was given"))
        _ = state.push(.character(":"))
        _ = state.type("purge all")
        #expect(state.push(.enter).isEmpty)
        #expect(state.prompt?.complaint == "read-only: --readonly was given")
    }

    @Test func `sort and filter work on the list that is shown`() throws {
        var state = try Fixture.live()
        for line in ["sort key", "filter single", "interval 5s", "window 1m"] {
            _ = state.push(.character(":"))
            _ = state.type(line)
            _ = state.push(.enter)
        }
        #expect(state.hot.sort == .key)
        #expect(state.hotRows.allSatisfy { $0.key.contains("single") })
        #expect(state.polling.interval == .seconds(5))
        #expect(state.window == .oneMinute)
        _ = state.push(.character(":"))
        _ = state.type("sort saved")
        _ = state.push(.enter)
        #expect(state.prompt?.complaint?.hasPrefix("no column 'saved'") == true)
    }

    @Test func `pasted text is typed, not obeyed`() throws {
        var state = try Fixture.live()
        _ = state.push(.character(":"))
        _ = state.update(.paste("purge all\nquit\n"), at: state.now)
        #expect(state.prompt?.input.text == "purge all")
        #expect(state.overlay == nil)
    }
}
