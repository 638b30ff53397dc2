import Foundation
import LarderAdmin
import Testing

/// The dashboard in a real terminal.
@Suite(.serialized) struct DashboardTests {
    private let larder = Program.executable.path

    @Test(arguments: [(120, 40), (80, 24), (40, 12)])
    func `the demo shows live figures at once and leaves the terminal as it was`(columns: Int, rows: Int) async throws {
        let terminal = try await TerminalSession(
            columns: columns, rows: rows, "\(self.larder) demo --api-port 0 --admin-port 0 --rate 300 --courses 500")
        try await terminal.sees("LIVE")
        try await terminal.sees("a hit rate") { $0.contains(/HIT +[1-9][0-9.]*%/) }
        try await terminal.press("?")
        try await terminal.sees("the help is open") { $0.contains("Cancel") }
        try await terminal.press("Escape")
        // An escape and a letter at once would be one key.
        try await terminal.sees("the help is closed") { !$0.contains("Cancel") }
        try await terminal.press("q")
        let screen = try await terminal.sees("exit=0")
        #expect(!screen.contains("LIVE") && !screen.contains("╭"))
    }

    @Test func `a key and a pattern are purged from it, seen over HTTP, and taken back`() async throws {
        let program = try Program(["serve", "--api-port", "0", "--admin-port", "0", "--courses", "300", "--ready-file", "READY"])
        let served = try await program.ready()
        let admin = served.admin_url
        for page in 1...4 {
            _ = try await Web.get("\(served.api_url)/courses/?page=\(page)")
        }
        for _ in 0..<20 {
            _ = try await Web.get("\(served.api_url)/courses/3")
        }
        let terminal = try await TerminalSession(columns: 120, rows: 40, "\(self.larder) top \(admin)")
        try await terminal.sees("single_course:3")

        try await terminal.press("x")
        try await terminal.sees("the dry run's count") { $0.contains("single_course:3") && $0.contains("Cancel") }
        #expect(try await Web.state(of: "single_course:3", admin) == .fresh)
        try await terminal.press("y")
        try await terminal.sees("soft-purged single_course:3")
        #expect(try await Web.state(of: "single_course:3", admin) == .stale)
        #expect(try await Web.get("\(served.api_url)/courses/3").cacheStatus.contains("hit"))
        try await eventually("its refresh is stored", within: .seconds(10)) {
            try await Web.state(of: "single_course:3", admin) == .fresh
        }

        try await terminal.press("X")
        try await terminal.sees("attern")
        try await terminal.type("course_list:*")
        try await terminal.press("Enter")
        try await terminal.sees("the count to type") { $0.contains("type 4") }
        #expect(try await Web.state(of: "course_list:?page=1", admin) == .fresh)
        try await terminal.type("4")
        try await terminal.press("Enter")
        try await terminal.sees("soft-purged course_list:*")
        for page in 1...4 {
            #expect(try await Web.state(of: "course_list:?page=\(page)", admin) == .stale)
        }
        let past = try WireFormat.decode(
            ItemList<PastInvalidation>.self, from: try await Web.get("\(admin)/v1/invalidations").body)
        #expect(past.items.first?.source == .dashboard && past.items.first?.matched == 4)

        try await terminal.press("u")
        try await eventually("the purge is taken back", within: .seconds(10)) {
            try await Web.state(of: "course_list:?page=1", admin) == .fresh
        }
        try await terminal.press("q")
        try await terminal.sees("exit=0")
    }

    @Test func `a killed server shows as stale with its last figures, and comes back`() async throws {
        let first = try Program(["serve", "--api-port", "0", "--admin-port", "0", "--courses", "50", "--ready-file", "READY"])
        let served = try await first.ready()
        _ = try await Web.get("\(served.api_url)/courses/3")
        let port = try #require(URLComponents(string: served.admin_url)?.port)
        let terminal = try await TerminalSession(columns: 120, rows: 40, "\(self.larder) top \(served.admin_url)")
        try await terminal.sees("single_course:3")
        first.send(SIGKILL)
        let stale = try await terminal.sees("STALE")
        #expect(stale.contains("single_course:3"))
        let second = try Program([
            "serve", "--api-port", "0", "--admin-port", "\(port)", "--courses", "50", "--ready-file", "READY",
        ])
        _ = try await second.ready()
        try await terminal.sees("LIVE")
        try await terminal.resize(columns: 1, rows: 1)
        try await terminal.resize(columns: 80, rows: 24)
        try await terminal.sees("LIVE")
        try await terminal.press("C-c")
        try await terminal.sees("exit=130")
    }

    @Test func `hostile keys cannot touch the screen`() async throws {
        let program = try Program(["serve", "--api-port", "0", "--admin-port", "0", "--courses", "50", "--ready-file", "READY"])
        let served = try await program.ready()
        for search in ["%1B%5B2J%1B%5D0%3Bowned%07", "%0A%0D%0A", "%E2%80%AEdlrow", "%E4%BD%A0%E5%A5%BD", "a%CC%81%E2%80%8B"] {
            _ = try await Web.get("\(served.api_url)/courses/?search=\(search)")
        }
        let terminal = try await TerminalSession(columns: 120, rows: 40, "\(self.larder) top \(served.admin_url)")
        let screen = try await terminal.sees("all keys") { $0.contains("5 of 5") && $0.contains("LIVE") }
        let lines = screen.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        #expect(lines.filter { $0.hasPrefix("╭") }.count >= 2)
        try await terminal.press("q")
        try await terminal.sees("exit=0")
    }

    @Test func `SIGTERM ends demo and dashboard with the terminal restored and nothing listening`() async throws {
        let ready = FileManager.default.temporaryDirectory.appendingPathComponent("larder-ready-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: ready) }
        let terminal = try await TerminalSession(
            columns: 80, rows: 24,
            "\(self.larder) demo --api-port 0 --admin-port 0 --rate 100 --courses 50 --ready-file \(ready.path)")
        try await terminal.sees("LIVE")
        try await eventually("it serves", within: .seconds(20)) { FileManager.default.fileExists(atPath: ready.path) }
        let served = try JSONDecoder().decode(Program.Ready.self, from: Data(contentsOf: ready))
        kill(served.pid, SIGTERM)
        let screen = try await terminal.sees("exit=143", within: .seconds(10))
        #expect(!screen.contains("╭"))
        await #expect(throws: (any Error).self) { try await Web.get("\(served.admin_url)/healthz") }
        await #expect(throws: (any Error).self) { try await Web.get("\(served.api_url)/courses/") }
    }

    @Test func `an occupied API port closes the demo with one line`() async throws {
        let first = try Program(["serve", "--api-port", "0", "--admin-port", "0", "--courses", "10", "--ready-file", "READY"])
        let port = try #require(URLComponents(string: try await first.ready().api_url)?.port)
        let terminal = try await TerminalSession(
            columns: 120, rows: 10, "\(self.larder) demo --api-port \(port) --admin-port 0 --courses 10")
        let screen = try await terminal.sees("exit=1")
        #expect(screen.contains("\(port)") && screen.contains("--api-port"))
    }

    @Test func `an on-call engineer finds, purges, undoes and purges again with twelve keys`() async throws {
        let program = try Program(["serve", "--api-port", "0", "--admin-port", "0", "--courses", "200", "--ready-file", "READY"])
        let served = try await program.ready()
        for page in 1...6 {
            _ = try await Web.get("\(served.api_url)/courses/?page=\(page)")
        }
        for _ in 0..<40 {
            _ = try await Web.get("\(served.api_url)/courses/?page=3")
        }
        let terminal = try await TerminalSession(columns: 120, rows: 40, "\(self.larder) top \(served.admin_url)")
        var pressed = 0
        func press(_ key: String) async throws {
            pressed += 1
            try await terminal.press(key)
        }

        // The hottest key is under the cursor from the first answer on; its details.
        let hottest = try await terminal.sees("the hottest key") { $0.contains(/▶ *\S*page=3/) }
        #expect(hottest.contains("LIVE"))
        try await press("Enter")
        try await terminal.sees("the details") { $0.contains("3 Inspect") && $0.contains("page=3") && $0.contains("tags") }

        // The largest prefix is the first of the key space; its dry run, soft purge, and undo.
        try await press("2")
        try await terminal.sees("the largest prefix") { $0.contains(/▶ *course_list/) }
        try await press("x")
        let asked = try await terminal.sees("the count") { $0.contains("soft: served stale") && $0.contains(/type \d+/) }
        let count = try #require(asked.firstMatch(of: /type (\d+)/)).1
        #expect(asked.contains("\(count) entries") && asked.contains("Soft-purge"))
        try await terminal.type(String(count))
        try await press("Enter")
        try await terminal.sees("it was purged, with a countdown") {
            $0.contains("✓ soft-purged course_list") && $0.contains(/u undo \(\d+m\d+s left\)/)
        }
        try await press("u")
        try await terminal.sees("taken back") {
            $0.contains("✓ taken back: course_list") && $0.contains("\(count) entries restored")
        }

        // One key, hard.
        try await press("1")
        try await terminal.sees("the hottest key again") { $0.contains(/▶ *\S*page=3/) }
        try await press("x")
        try await terminal.sees("[ Soft-purge 1 entry ]")
        try await press("h")
        try await terminal.sees("[ Hard-purge 1 entry ]")
        try await press("y")
        try await terminal.sees("it is gone and refills") { $0.contains("✓ hard-purged course_list") && $0.contains("refill") }
        #expect(pressed <= 12)
        _ = try await Web.get("\(served.api_url)/courses/?page=3")
        try await terminal.sees("it was refreshed") { !$0.contains("refill") }
        try await terminal.press("q")
        try await terminal.sees("exit=0")
    }

    @Test(arguments: BrokenEndpoint.Fault.allCases)
    func `an endpoint that misbehaves costs little, and leaves screen and process in order`(
        fault: BrokenEndpoint.Fault
    ) async throws {
        let program = try Program(["serve", "--api-port", "0", "--admin-port", "0", "--courses", "50", "--ready-file", "READY"])
        let served = try await program.ready()
        _ = try await Web.get("\(served.api_url)/courses/3")
        let body = try await Web.get("\(served.admin_url)/v1/stats?include=hot_keys,events,history").text
        let endpoint = try BrokenEndpoint(fault, body: body)
        let terminal = try await TerminalSession(columns: 100, rows: 30, "\(self.larder) top \(endpoint.url)")
        try await terminal.sees("the dashboard is there") { $0.contains(fault == .inThePast ? "LIVE" : "connecting") }
        let start = ContinuousClock.now
        // Keys are answered all the while.
        while ContinuousClock.now - start < .seconds(8) {
            try await terminal.press("?")
            try await terminal.sees("the help", within: .seconds(5)) { $0.contains("Help") }
            try await terminal.press("Escape")
            try await terminal.press("Tab")
            try await Task.sleep(for: .milliseconds(400))
        }
        let screen = try await terminal.screen()
        #expect(screen.split(separator: "\n", omittingEmptySubsequences: false).count <= 31)
        #expect(screen.contains("Help") && screen.contains("Quit"))
        #expect(!screen.contains("owned") && !screen.contains("[2J"))
        try await terminal.press("q")
        try await terminal.sees("exit=0")
        let seconds = (ContinuousClock.now - start).components.seconds
        // The shell's own account of its children: minutes and seconds, user and system.
        try await terminal.press("C-l")
        try await terminal.type("clear; times; echo counted")
        try await terminal.press("Enter")
        let times = try await terminal.sees("the shell's times") { $0.contains(/\ncounted/) }
        let last = try #require(times.matches(of: /(\d+)m([\d.]+)s (\d+)m([\d.]+)s/).last)
        let parts: [Double] = try [last.1, last.2, last.3, last.4].map { try #require(Double($0)) }
        let spent = 60 * (parts[0] + parts[2]) + parts[1] + parts[3]
        // A quarter of a core, and a debug build's start.
        #expect(spent < Double(seconds) / 4 + 1.5, "\(fault): \(spent) s of CPU in \(seconds) s")
    }
}
