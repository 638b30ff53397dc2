/// Stand-ins for terminals that take ASCII only.
@usableFromInline
enum ASCIIGlyphs {
    @usableFromInline
    static func substitute(for scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0..<0x80: return scalar
        case 0x2800...0x28FF: return Self.braille(scalar.value - 0x2800)
        default: return Self.table[scalar] ?? "?"
        }
    }

    private static func braille(_ dots: UInt32) -> Unicode.Scalar {
        switch dots.nonzeroBitCount {
        case 0: " "
        case 1...2: "."
        case 3...5: ":"
        default: "#"
        }
    }

    private static let table: [Unicode.Scalar: Unicode.Scalar] = [
        "╭": "+", "╮": "+", "╰": "+", "╯": "+", "─": "-", "│": "|", "├": "+", "┤": "+", "┬": "+", "┴": "+", "┼": "+",
        "╌": ".", "┄": ".", "╎": ":", "┊": ":",
        "▁": "_", "▂": "_", "▃": "-", "▄": "-", "▅": "=", "▆": "=", "▇": "#", "█": "#",
        "▏": "-", "▎": "-", "▍": "-", "▌": "=", "▋": "=", "▊": "#", "▉": "#", "░": ".", "▒": ":", "▓": "#",
        "▶": ">", "▸": ">", "▲": "^", "▼": "v", "●": "*", "○": "o", "◌": "o", "·": "-", "…": "~", "✓": "+", "✗": "x",
        "‹": "<", "›": ">", "–": "-", "—": "-", "µ": "u", "↑": "^", "↓": "v", "←": "<", "→": ">", "∞": "~", "≤": "<",
        "≥": ">", "×": "x", "■": "#", "⏸": "=", "↻": "@", "∅": "0",
    ]
}
