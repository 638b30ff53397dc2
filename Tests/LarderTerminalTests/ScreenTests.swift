import LarderTerminal
import Testing

private enum Role: Hashable, Sendable {
    case base, text, bar
}

@Suite struct ScreenTests {
    private func screen(_ columns: Int = 8, _ rows: Int = 2) -> Screen<Role> {
        Screen(size: Size(columns: columns, rows: rows), base: .base)
    }

    @Test func `text outside the screen is not drawn`() {
        var screen = self.screen()
        screen.put("abcdefghijkl", x: 5, y: 0, role: .text)
        screen.put("x", x: 0, y: 7, role: .text)
        screen.put("y", x: 90, y: 0, role: .text)
        screen.put(glyph: "z", x: -1, y: 0, role: .text)
        #expect(screen.lines == ["     ab…", ""])
    }

    @Test func `a wide glyph never stands half on the screen`() {
        var screen = self.screen(5, 1)
        screen.put("ab漢字", x: 0, y: 0, role: .text)
        #expect(screen.lines == ["ab漢…"])
    }

    @Test func `overwriting half a wide glyph removes the other half`() {
        var left = self.screen()
        left.put("漢", x: 2, y: 0, role: .text)
        left.put("x", x: 2, y: 0, role: .text)
        #expect(left.lines[0] == "  x")
        #expect(!left[3, 0].isContinuation)
        var right = self.screen()
        right.put("漢", x: 2, y: 0, role: .text)
        right.put("x", x: 3, y: 0, role: .text)
        #expect(right.lines[0] == "   x")
    }

    @Test func `a backdrop stays when text is drawn over it`() {
        var screen = self.screen()
        screen.setBackdrop(Rect(x: 0, y: 1, columns: 99, rows: 9), to: .bar)
        screen.put("a", x: 0, y: 1, role: .text)
        #expect(screen[0, 1].backdrop == .bar)
        #expect(screen[0, 0].backdrop == nil)
    }

    @Test func `every glyph of the program has a stand-in of ASCII`() {
        var screen = self.screen(40, 1)
        screen.put("╭─╮│▶●✓…‹›▼▲░█▃⣿⠁µ漢·", x: 0, y: 0, role: .text)
        let line = screen.transliterated().lines[0]
        #expect(line == "+-+|>*+~<>v^.#-#.u?-" || line == "+-+|>*+~<>v^.#-#.u? -")
        #expect(line.unicodeScalars.allSatisfy { $0.isASCII })
    }
}
