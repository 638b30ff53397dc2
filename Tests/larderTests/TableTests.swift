import Foundation
import Testing

@testable import larder

@Suite struct `Tables and figures` {
    @Test func `columns are aligned by what a terminal shows`() {
        var table = Table(("SIZE", .right), ("NAME", .left), ("KEY", .left))
        table.add("1 B", "日本", "a")
        table.add("12345 B", "x", "b\u{1B}[31m")
        #expect(
            table.lines(PrintStyle(isColoured: false)) == [
                "   SIZE  NAME  KEY",
                "    1 B  日本  a",
                "12345 B  x     b␛[31m",
            ])
    }

    @Test(arguments: [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (8 << 20, "8.0 MiB"), (1 << 50, "1024.0 TiB")])
    func `bytes`(count: Int, text: String) {
        #expect(Figures.bytes(count) == text)
    }

    @Test(arguments: [(0.4, "0 s"), (81.2, "81 s"), (300, "5 min"), (7200, "2 h"), (1e300, ""), (.infinity, "–")])
    func `seconds`(value: Double, text: String) {
        #expect(Figures.seconds(value).hasPrefix(text))
    }

    @Test func `unknown figures are a dash`() {
        #expect(Figures.percent(nil) == "–")
        #expect(Figures.microseconds(nil) == "–")
        #expect(Figures.bytes(nil) == "–")
    }

    @Test func `JSON keeps its meaning without what could steer a terminal`() throws {
        let sent = ["key": "\u{9B}31m\u{202E}\u{2066}日本\u{7F}\u{2028}"]
        let text = HarmlessJSON.text(try JSONEncoder().encode(sent))
        #expect(text.unicodeScalars.allSatisfy { $0.value < 0x7F || $0.value > 0x3000 })
        #expect(try JSONDecoder().decode([String: String].self, from: Data(text.utf8)) == sent)
    }
}
