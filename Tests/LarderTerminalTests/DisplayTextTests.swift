import LarderTerminal
import Testing

@Suite struct DisplayTextTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        var shown: String
        var columns: Int
        var testDescription: String { self.name }
    }

    static let cases = [
        Case(name: "plain", text: "course_list:?page=2", shown: "course_list:?page=2", columns: 19),
        Case(name: "escape sequence", text: "a\u{1B}[2Jb", shown: "a␛[2Jb", columns: 6),
        Case(name: "newline and tab", text: "a\nb\tc", shown: "a␊b␉c", columns: 5),
        Case(name: "delete", text: "a\u{7F}", shown: "a␡", columns: 2),
        Case(name: "C1 control sequence introducer", text: "\u{9B}31m", shown: "�31m", columns: 4),
        Case(name: "bidirectional override", text: "x\u{202E}gpj.exe", shown: "x�gpj.exe", columns: 9),
        Case(name: "isolate and marks", text: "\u{2066}a\u{2069}\u{200F}\u{061C}", shown: "�a���", columns: 5),
        Case(name: "zero width", text: "a\u{200B}\u{200D}\u{FEFF}\u{2060}b", shown: "ab", columns: 2),
        Case(name: "combining marks", text: "e\u{0301}\u{0302}\u{0303}x", shown: "ex", columns: 2),
        Case(name: "line separator", text: "a\u{2028}b", shown: "a�b", columns: 3),
        Case(name: "private use", text: "\u{E0A0}", shown: "�", columns: 1),
        Case(name: "tag characters", text: "a\u{E0041}b", shown: "ab", columns: 2),
        Case(name: "wide", text: "漢字", shown: "漢字", columns: 4),
        Case(name: "variation selector and hangul filler", text: "a\u{FE0F}\u{3164}", shown: "a", columns: 1),
    ]

    @Test(arguments: cases)
    func `text is harmless and measured`(_ test: Case) {
        let text = DisplayText(test.text)
        #expect(text.description == test.shown)
        #expect(text.columns == test.columns)
    }

    @Test func `no scalar moves the cursor or breaks a column`() {
        for value in UInt32(0)...0x1_FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = DisplayText(String(Character(scalar)))
            for glyph in text.glyphs {
                #expect(glyph.columns == 1 || glyph.columns == 2)
                #expect(glyph.scalar.value >= 0x20 && !(0x7F..<0xA0).contains(glyph.scalar.value))
            }
        }
    }

    @Test(arguments: 0...12)
    func `shortened text is never wider than asked`(columns: Int) {
        for text in ["single_course:42", "漢字漢字漢字漢字", "a漢b字c", ""] {
            #expect(DisplayText(text).truncated(to: columns).columns <= columns)
            #expect(DisplayText(text).truncatedInside(to: columns).columns <= columns)
        }
    }

    @Test func `the end of a long key stays in sight`() {
        let key = DisplayText("course_list:?level=beginner&page=17").truncatedInside(to: 20)
        #expect(key.description == "course_list:…page=17")
    }
}
