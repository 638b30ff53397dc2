@testable import LarderTerminal
import Testing

@Suite struct InputParserTests {
    /// What comes of reads at times in milliseconds, and of waiting for a minute afterwards.
    private func events(_ reads: [(Int, String)]) -> [TerminalEvent] {
        var parser = InputParser()
        var events: [TerminalEvent] = []
        for (at, text) in reads {
            let now = Duration.milliseconds(at)
            if let deadline = parser.deadline, deadline <= now {
                events += parser.pause(at: deadline)
            }
            events += parser.take(Array(text.utf8), at: now)
        }
        return events + parser.pause(at: .seconds(60))
    }

    private func events(_ text: String) -> [TerminalEvent] {
        self.events([(0, text)])
    }

    @Test(arguments: [
        ("x", [Key.character("x")]), ("\u{1B}", [.escape]), ("\u{1B}[A", [.up]), ("\u{1B}OB", [.down]), ("\u{1B}[5~", [.pageUp]),
        ("\u{1B}[Z", [.backTab]), ("\r", [.enter]), ("\u{7F}", [.backspace]), ("\u{3}", [.control("c")]),
        ("\u{1B}\u{1B}", [.escape, .escape]), ("\u{1B}[[A", [.function(1)]), ("\u{1B}OP", [.function(1)]),
        ("\u{1B}[24~", [.function(12)]), ("\u{1B}[17~\u{1B}[21~", [.function(6), .function(10)]), ("\u{1B}[1~", [.home]),
        ("ab", [.character("a"), .character("b")]), ("é漢", [.character("é"), .character("漢")]),
        ("\u{1B}[A\u{1B}[Bq", [.up, .down, .character("q")]),
    ])
    func `keys are told from sequences`(input: String, keys: [Key]) {
        #expect(self.events(input) == keys.map { .key($0) })
    }

    @Test(arguments: [
        "\u{1B}[1;5D", "\u{1B}[120u", "\u{1B}[24;2~", "\u{1B}x", "\u{1B}Ox", "\u{1B}[?62;22c",
        "\u{1B}]11;rgb:0000/0000/0000\u{07}",
        "\u{1B}]52;c;eHg=\u{1B}\\", "\u{1B}P1$r0m\u{1B}\\", "\u{1B}[", "\u{1B}[1", "\u{1B}O", "\u{1B}]qqq", "\u{1B}[[Z",
        "\u{1B}[<0;0;0M", "\u{1B}[<0;1M", "\u{1B}[<99999999999999999999;1;1M",
        "\u{1B}[<35;4;4M", "\u{1B}[<66;4;4M",
    ])
    func `the letters of an unknown or broken sequence are no keys`(input: String) {
        #expect(self.events(input) == [])
    }

    @Test func `an endless sequence ends without a key of its own`() {
        #expect(self.events("\u{1B}[" + String(repeating: "1", count: 4000) + "qx") == [.key(.character("x"))])
    }

    @Test(arguments: ["\u{1B}[A", "\u{1B}OA", "\u{1B}[5~", "é", "漢", "\u{1B}[<0;12;7M", "\u{1B}[200~two words\u{1B}[201~"])
    func `a sequence that is split over reads is the same sequence`(input: String) {
        let whole = self.events(input)
        #expect(whole.count == 1)
        let bytes = Array(input.utf8)
        for cut in 1..<bytes.count {
            // Only what follows a bare escape has to come at once.
            for gap in [0, 40, cut == 1 ? 40 : 900] {
                var parser = InputParser()
                let first = parser.take(Array(bytes[..<cut]), at: .zero)
                let pause = parser.pause(at: .milliseconds(gap))
                let second = parser.take(Array(bytes[cut...]), at: .milliseconds(gap))
                #expect(first + pause + second == whole, "cut at \(cut), \(gap) ms apart")
            }
        }
    }

    @Test func `an escape is a key after a moment, and no sooner`() {
        var parser = InputParser()
        #expect(parser.take([0x1B], at: .zero) == [])
        #expect(parser.deadline == InputParser.escapeDelay)
        #expect(parser.pause(at: .milliseconds(49)) == [])
        #expect(parser.pause(at: .milliseconds(50)) == [.key(.escape)])
        #expect(parser.deadline == nil)
    }

    @Test func `the rest of a sequence that comes late is no text`() {
        #expect(self.events([(0, "\u{1B}"), (200, "[A")]) == [.key(.escape), .key(.up)])
        #expect(self.events([(0, "\u{1B}"), (200, "[1;5D")]) == [.key(.escape)])
        #expect(self.events([(0, "\u{1B}"), (200, "[<0;3;4M")]) == [.key(.escape), .mouse(Mouse(.press(.left), x: 2, y: 3))])
    }

    @Test func `keys that are typed after an escape are keys`() {
        #expect(self.events([(0, "\u{1B}"), (100, "[")]) == [.key(.escape), .key(.character("["))])
        #expect(self.events([(0, "\u{1B}"), (200, "[]")]).count == 3)
        #expect(self.events([(0, "\u{1B}"), (900, "[A")]).count == 3)
    }

    @Test(arguments: [
        ("\u{1B}[<0;1;1M", Mouse(.press(.left), x: 0, y: 0)), ("\u{1B}[<0;120;40m", Mouse(.release(.left), x: 119, y: 39)),
        ("\u{1B}[<2;5;6M", Mouse(.press(.right), x: 4, y: 5)), ("\u{1B}[<32;300;7M", Mouse(.drag(.left), x: 299, y: 6)),
        ("\u{1B}[<64;5;6M", Mouse(.wheelUp, x: 4, y: 5)), ("\u{1B}[<65;5;6M", Mouse(.wheelDown, x: 4, y: 5)),
        ("\u{1B}[<20;5;6M", Mouse(.press(.left), x: 4, y: 5)),
        ("\u{1B}[M !!", Mouse(.press(.left), x: 0, y: 0)), ("\u{1B}[Ma&%", Mouse(.wheelDown, x: 5, y: 4)),
    ])
    func `the pointer's actions have their cell`(input: String, mouse: Mouse) {
        #expect(self.events(input) == [.mouse(mouse)])
    }

    @Test func `the oldest encoding releases the button that was pressed`() {
        #expect(
            self.events("\u{1B}[M\"!!\u{1B}[M#!!")
                == [.mouse(Mouse(.press(.right), x: 0, y: 0)), .mouse(Mouse(.release(.right), x: 0, y: 0))])
    }

    @Test(arguments: [
        ("course_list:*", "course_list:*"), ("a\r\nb\rc\nd", "a\nb\nc\nd"), ("a\tb", "a\tb"),
        ("\u{1B}[31mred\u{07}\u{0}", "[31mred"), ("x\u{202E}y\u{200F}", "xy"), ("q\u{3}q", "qq"), ("漢字", "漢字"),
        ("\u{1B}\u{1B}[A", "[A"),
    ])
    func `a paste is one event and harmless`(pasted: String, text: String) {
        #expect(self.events("\u{1B}[200~\(pasted)\u{1B}[201~") == [.paste(text)])
    }

    @Test func `a long paste is cut`() {
        let events = self.events("\u{1B}[200~\(String(repeating: "p", count: 100_000))\u{1B}[201~q")
        #expect(events == [.paste(String(repeating: "p", count: PastedText.limit)), .key(.character("q"))])
    }

    @Test func `a paste whose end is lost ends by itself, and Ctrl-C works meanwhile`() {
        #expect(self.events([(0, "\u{1B}[200~abc"), (5000, "q")]) == [.paste("abc"), .key(.character("q"))])
        #expect(self.events([(0, "\u{1B}[200~abc"), (100, "\u{3}")]) == [.key(.control("c"))])
    }

    @Test func `random bytes neither crash nor leave the parser waiting for ever`() {
        var generator = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: .min ... .max, using: &generator)
        var random = SplitMix(state: seed)
        var parser = InputParser()
        let alphabet: [UInt8] = Array("[OM<;m~0159AZq]P\\".utf8) + [0x1B, 0x1B, 0x07, 0x03, 0x80, 0xE6, 0xFF]
        for step in 0..<20_000 {
            let bytes = (0..<Int.random(in: 1...9, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
            _ = parser.take(bytes, at: .milliseconds(step * 10))
            if let deadline = parser.deadline {
                #expect(deadline <= .milliseconds(step * 10) + InputParser.pasteDelay, "seed \(seed)")
            }
        }
        _ = parser.pause(at: .seconds(1000))
        #expect(parser.take(Array("j".utf8), at: .seconds(1001)) == [.key(.character("j"))], "seed \(seed)")
    }
}

/// Sebastiano Vigna's, public domain.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var z = self.state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
