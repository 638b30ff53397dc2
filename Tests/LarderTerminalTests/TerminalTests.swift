import Glibc
import LarderTerminal
import Testing

/// The terminal on a real pseudo-terminal, each in a process of its own.
@Suite(.serialized) struct TerminalTests {
    private static func frame(_ size: Size, _ text: String) -> Screen<Int> {
        var screen = Screen(size: size, base: 0)
        for y in 0..<size.rows {
            screen.put(text, x: y % 5, y: y, role: 1)
        }
        return screen
    }

    private static func style(_ role: Int, _ backdrop: Int?) -> Style {
        role == 0 ? Style() : Style(foreground: .rgb(red: 250, green: 189, blue: 47), attributes: [.bold])
    }

    @Test func `keys, the pointer and a paste arrive as events`() async {
        await #expect(processExitsWith: .success) {
            let pty = PseudoTerminal("xterm-256color")
            let terminal = try pty.open()
            terminal.mouse = .captured
            require(pty.output().contains("\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h"))
            pty.type("j\u{1B}[A\u{1B}[<0;10;5M\u{1B}[200~two\rlines\u{1B}[201~é")
            let wanted: [TerminalEvent] = [
                .key(.character("j")), .key(.up), .mouse(Mouse(.press(.left), x: 9, y: 4)), .paste("two\nlines"),
                .key(.character("é")),
            ]
            let events = terminal.next(5)
            require(events == wanted, "\(events)")
            pty.type("\u{1B}")
            require(terminal.next(1) == [.key(.escape)])
            terminal.mouse = .released
            require(pty.output().contains("\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l"))
            pty.wakeup.signal()
            require(terminal.next(1) == [.woken])
            terminal.close()
        }
    }

    @Test func `a frame is sent whole once, then what differs, between the marks`() async {
        await #expect(processExitsWith: .success) {
            let pty = PseudoTerminal("xterm-256color")
            let terminal = try pty.open()
            terminal.draw(Self.frame(terminal.size, "hit 漢字 94.7%"), style: Self.style)
            let first = pty.output()
            require(first.contains("\u{1B}[?2026h") && first.contains("\u{1B}[?2026l"), first)
            require(first.contains("漢字"), first)
            terminal.draw(Self.frame(terminal.size, "hit 漢字 94.7%"), style: Self.style)
            let same = pty.output()
            require(!same.contains("hit"), same)
            var changed = Self.frame(terminal.size, "hit 漢字 94.7%")
            changed.put("x", x: 50, y: 3, role: 1)
            terminal.draw(changed, style: Self.style)
            let one = pty.output()
            require(one.contains("x") && one.utf8.count < 80, one.debugDescription)
            terminal.close()
            require(pty.output().contains("\u{1B}[?1049l"))
        }
    }

    @Test(arguments: ["truecolor", "24bit"])
    func `a terminal that announces direct colours gets them`(announced: String) async {
        await #expect(processExitsWith: .success) { [announced] in
            let pty = PseudoTerminal("xterm-256color", environment: ["COLORTERM": announced])
            let terminal = try pty.open()
            require(terminal.depth == .direct, "\(terminal.depth)")
            require(getenv("TERMINFO") == nil)
            terminal.draw(Self.frame(terminal.size, "x")) { role, _ in
                role == 0 ? Style() : Style(foreground: .rgb(red: 250, green: 189, blue: 47), background: .indexed(236))
            }
            let output = pty.output()
            require(output.contains("38;2;250;189;47") && output.contains("48;5;236"), output.debugDescription)
            terminal.draw(Self.frame(terminal.size, "y")) { role, _ in
                role == 0 ? Style() : Style(foreground: .indexed(12), background: .rgb(red: 0, green: 0, blue: 9))
            }
            let palette = pty.output()
            require(palette.contains("\u{1B}[94") || palette.contains(";94"), palette.debugDescription)
            require(palette.contains("48;2;0;1;9"), palette.debugDescription)
            terminal.close()
        }
    }

    @Test func `without an announcement there are 256 colours, the nearest ones`() async {
        await #expect(processExitsWith: .success) {
            let pty = PseudoTerminal("xterm-256color")
            let terminal = try pty.open()
            require(terminal.depth == .twoHundredFiftySix)
            terminal.draw(Self.frame(terminal.size, "x"), style: Self.style)
            require(pty.output().contains("38;5;214"))
            terminal.close()
        }
    }

    @Test(arguments: ["xterm-256color", "tmux-256color", "vt100", "linux", "xterm"])
    func `NO_COLOR means no colour sequence at all`(type: String) async {
        await #expect(processExitsWith: .success) { [type] in
            let pty = PseudoTerminal(type, environment: ["NO_COLOR": "1", "COLORTERM": "truecolor"])
            let terminal = try pty.open()
            require(terminal.depth == .none)
            terminal.draw(Self.frame(terminal.size, "x"), style: Self.style)
            terminal.close()
            let output = pty.output()
            for piece in output.split(separator: "\u{1B}[").dropFirst() {
                let digits = piece.prefix { $0.isNumber || $0 == ";" }
                guard piece.dropFirst(digits.count).first == "m" else { continue }
                let codes = digits.split(separator: ";").compactMap { Int($0) }
                require(codes.allSatisfy { $0 < 30 || $0 > 107 }, output.debugDescription)
            }
        }
    }

    @Test(arguments: [
        "vt100", "vt220", "ansi", "linux", "xterm", "xterm-256color", "screen", "screen-256color", "tmux", "tmux-256color",
        "rxvt-unicode-256color",
    ])
    func `every type of terminal is drawn on and left`(type: String) async {
        await #expect(processExitsWith: .success) { [type] in
            for language in ["C", "C.UTF-8", "xx_YY.UTF-8", ""] {
                let pty = PseudoTerminal(type, environment: ["LANG": language, "COLORTERM": "truecolor"])
                let terminal = try pty.open()
                require(terminal.takesUnicode == (language != "C"), language)
                terminal.mouse = .captured
                let frame = Self.frame(terminal.size, "hit 94.7%")
                terminal.draw(frame, style: Self.style)
                pty.type("q")
                require(terminal.next(1) == [.key(.character("q"))])
                let isOld = type.hasPrefix("vt") || type == "ansi" || type == "linux"
                require((terminal.copy("key") == .unsupported) == isOld)
                terminal.close()
                let output = pty.output()
                require(output.contains("94.7%"), output.debugDescription)
                require(output.contains("?2026h") == !isOld && output.contains("?1002h") == !isOld, output.debugDescription)
            }
        }
    }

    @Test(arguments: ["dumb", "unknown-terminal", ""])
    func `a terminal that cannot place the cursor is left untouched`(type: String) async {
        await #expect(processExitsWith: .success) { [type] in
            let pty = PseudoTerminal(type)
            var before = termios()
            tcgetattr(STDIN_FILENO, &before)
            do {
                _ = try pty.open()
                require(false, "it opened")
            } catch {
                require(!"\(error)".isEmpty)
            }
            require(pty.output().isEmpty)
            var after = termios()
            tcgetattr(STDIN_FILENO, &after)
            require(before.c_lflag == after.c_lflag && before.c_iflag == after.c_iflag && before.c_oflag == after.c_oflag)
        }
    }

    @Test func `a terminal that is gone says so at once, and again`() async {
        await #expect(processExitsWith: .success) {
            signal(SIGHUP, SIG_IGN)
            let pty = PseudoTerminal("xterm-256color")
            let terminal = try pty.open()
            terminal.draw(Self.frame(terminal.size, "x"), style: Self.style)
            pty.hangUp()
            for _ in 0..<3 {
                let events = terminal.events(within: .seconds(60))
                require(events.contains(.hangUp), "\(events)")
            }
            terminal.close()
        }
    }

    @Test func `five hundred resizes during input`() async {
        await #expect(processExitsWith: .success) {
            let seed = UInt64.random(in: .min ... .max)
            var state = seed
            func random(_ range: ClosedRange<Int>) -> Int {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return range.lowerBound + Int(state >> 33) % range.count
            }
            let pty = PseudoTerminal("xterm-256color", environment: ["COLORTERM": "truecolor"])
            let terminal = try pty.open()
            terminal.mouse = .captured
            pty.drain()
            let inputs = ["j", "\u{1B}[A", "\u{1B}[<32;10;5M", "\u{1B}[200~漢\u{1B}[201~", "\u{1B}", "[B", "é", "\u{1B}["]
            var size = terminal.size
            for _ in 0..<500 {
                let wanted = Size(columns: random(1...220), rows: random(1...70))
                pty.type(inputs[random(0...inputs.count - 1)])
                pty.resize(columns: wanted.columns, rows: wanted.rows)
                if random(0...1) == 1 {
                    pty.type(inputs[random(0...inputs.count - 1)])
                }
                for event in terminal.events(within: .milliseconds(1)) {
                    if case .resized(let new) = event { size = new }
                }
                require(terminal.size == wanted && size == wanted, "seed \(seed): \(terminal.size) for \(wanted)")
                terminal.draw(Self.frame(size, "漢字 hit 94.7% ──── 漢"), style: Self.style)
            }
            terminal.close()
        }
    }

    @Test func `what is drawn lies where ncurses has it, whatever was there before`() async {
        await #expect(processExitsWith: .success) {
            let pty = PseudoTerminal("xterm-256color", columns: 20, rows: 1)
            let terminal = try pty.open()
            // ncurses shortens what it sends, so the whole screen is asked for anew each time.
            for text in ["漢字漢字", "a漢字漢字", "abcdefghijklm", "漢字", "ab漢cd", "👩‍💻 x", "e\u{301}漢", ""] {
                terminal.draw(Self.frame(terminal.size, text), style: Self.style)
                _ = pty.output()
                terminal.resume()
                terminal.draw(Self.frame(terminal.size, text), style: Self.style)
                let output = pty.output()
                let shown = DisplayText(text).truncated(to: 20).description.split(separator: " ").first.map(String.init) ?? ""
                require(shown.isEmpty || output.contains(shown), "\(shown): \(output.debugDescription)")
            }
            terminal.close()
        }
    }
}
