import CNcurses

/// Text as it may be drawn: every glyph takes one or two columns and none can move the cursor.
///
/// Whatever comes here may have been chosen by an attacker. Control characters become visible pictures, bidirectional overrides
/// and what no terminal can print a replacement mark; what takes no column (zero-width and combining characters) is left out.
public struct DisplayText: Sendable, Hashable {
    public struct Glyph: Sendable, Hashable {
        public var scalar: Unicode.Scalar
        public var columns: Int
    }

    /// Longer text is cut: no screen is that wide, and it is drawn anew with every frame.
    private static let limit = 2048

    public private(set) var glyphs: [Glyph]
    public private(set) var columns: Int

    public init(_ text: some StringProtocol) {
        self.init(text: String(text))
    }

    /// Not generic: every word of every frame comes here.
    private init(text: String) {
        self.glyphs = []
        self.columns = 0
        for scalar in text.unicodeScalars.prefix(Self.limit) {
            if let glyph = Self.glyph(for: scalar) {
                self.append(glyph)
            }
        }
    }

    private mutating func append(_ glyph: Glyph) {
        self.glyphs.append(glyph)
        self.columns += glyph.columns
    }

    private static func glyph(for scalar: Unicode.Scalar) -> Glyph? {
        switch scalar.value {
        case 0x20..<0x7F: return Glyph(scalar: scalar, columns: 1)
        case 0..<0x20: return Self.picture(0x2400 + scalar.value)
        case 0x7F: return Self.picture(0x2421)
        case 0x80..<0xA0: return Self.replacement
        case 0x200E, 0x200F, 0x061C, 0x202A...0x202E, 0x2066...0x2069: return Self.replacement
        case 0x2028, 0x2029: return Self.replacement
        case 0xE000...0xF8FF, 0xF0000...0x10FFFF: return Self.replacement
        default:
            if scalar.properties.isDefaultIgnorableCodePoint {
                return nil
            }
            switch larder_width(scalar.value) {
            case 0: return nil
            case 1: return Glyph(scalar: scalar, columns: 1)
            case 2: return Glyph(scalar: scalar, columns: 2)
            default: return Self.replacement
            }
        }
    }

    private static let replacement = Glyph(scalar: "\u{FFFD}", columns: 1)

    private static func picture(_ value: UInt32) -> Glyph {
        Unicode.Scalar(value).map { Glyph(scalar: $0, columns: 1) } ?? Self.replacement
    }

    /// At most `columns` wide; the last column is then an ellipsis.
    public func truncated(to columns: Int) -> DisplayText {
        self.shortened(to: columns, tail: 0)
    }

    /// At most `columns` wide with the ellipsis inside: the ends of keys tell them apart.
    public func truncatedInside(to columns: Int) -> DisplayText {
        self.shortened(to: columns, tail: max(0, columns - 1) * 2 / 5)
    }

    private func shortened(to columns: Int, tail: Int) -> DisplayText {
        guard self.columns > columns else { return self }
        var result = DisplayText("")
        guard columns > 0 else { return result }
        var last: [Glyph] = []
        var lastColumns = 0
        for glyph in self.glyphs.reversed() {
            guard lastColumns + glyph.columns <= tail else { break }
            last.append(glyph)
            lastColumns += glyph.columns
        }
        for glyph in self.glyphs {
            guard result.columns + glyph.columns <= columns - 1 - lastColumns else { break }
            result.append(glyph)
        }
        result.append(Glyph(scalar: "…", columns: 1))
        for glyph in last.reversed() {
            result.append(glyph)
        }
        return result
    }
}

extension DisplayText: CustomStringConvertible {
    public var description: String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: self.glyphs.map(\.scalar))
        return String(text)
    }
}
