@testable import LarderTerminal
import Testing

@Suite struct EscapeSequencesTests {
    private func keys(_ input: String) -> [Key] {
        var sequences = EscapeSequences()
        var keys = input.unicodeScalars.compactMap { sequences.take($0) }
        if let last = sequences.pause() {
            keys.append(last)
        }
        return keys
    }

    @Test(arguments: [
        ("x", [Key.character("x")]), ("\u{1B}", [.escape]), ("\u{1B}[A", [.up]), ("\u{1B}OB", [.down]), ("\u{1B}[5~", [.pageUp]),
        ("\u{1B}[Z", [.backTab]), ("\r", [.enter]), ("\u{7F}", [.backspace]), ("\u{3}", [.control("c")]),
        ("\u{1B}\u{1B}", [.escape, .escape]),
    ])
    func `keys are told from sequences`(input: String, keys: [Key]) {
        #expect(self.keys(input) == keys)
    }

    @Test(arguments: ["\u{1B}[1;5D", "\u{1B}[120u", "\u{1B}[24;2~", "\u{1B}x", "\u{1B}Ox", "\u{1B}[<0;12;7M", "\u{1B}[?62;22c"])
    func `the letters of an unknown sequence are no keys`(input: String) {
        #expect(self.keys(input) == [])
    }

    @Test func `an endless sequence ends`() {
        let keys = self.keys("\u{1B}[" + String(repeating: "1", count: 40) + "q")
        #expect(keys.last == .character("q"))
    }
}
