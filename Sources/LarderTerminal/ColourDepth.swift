/// How many colours a terminal shows.
public enum ColourDepth: Int, Sendable, Comparable, CaseIterable {
    case none = 0
    case eight = 8
    case sixteen = 16
    case twoHundredFiftySix = 256
    /// Every colour as it is; palette numbers stay palette colours.
    case direct = 16_777_216

    public static func < (left: ColourDepth, right: ColourDepth) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension Colour {
    /// The palette entry that looks most like this colour, by distance in OKLab; nil without colours. A terminal of direct
    /// colour has the palette of 256.
    public func index(at depth: ColourDepth) -> UInt8? {
        let depth = min(depth, .twoHundredFiftySix)
        guard depth > .none else { return nil }
        switch self {
        case .indexed(let index) where Int(index) < depth.rawValue: return index
        // Of the bright half a terminal of eight has the dark twin, but bright black would be black on black.
        case .indexed(8): return nil
        case .indexed(let index) where index < 16: return index - 8
        case .indexed(let index): return Palette.nearest(to: Palette.colours[Int(index)], among: depth.candidates)
        case .rgb(let red, let green, let blue):
            return Palette.nearest(to: OKLab(red: red, green: green, blue: blue), among: depth.candidates)
        }
    }
}

extension Colour {
    /// What ncurses is given for this colour: a number of the palette or, with direct colour, `0xRRGGBB`.
    func number(at depth: ColourDepth) -> CInt? {
        guard depth == .direct, case .rgb(let red, let green, let blue) = self else {
            return self.index(at: depth).map(CInt.init)
        }
        let value = CInt(red) << 16 | CInt(green) << 8 | CInt(blue)
        // Below are the palette's numbers; nobody sees this difference.
        return value < 0x100 ? value | 0x100 : value
    }
}

extension ColourDepth {
    /// With 256 colours the first sixteen are left out: users change them, so nobody knows what they look like.
    fileprivate var candidates: Range<Int> {
        switch self {
        case .none: 0..<0
        case .eight: 0..<8
        case .sixteen: 0..<16
        case .twoHundredFiftySix, .direct: 16..<256
        }
    }
}

extension Colour {
    /// How much brighter the brighter one of two colours is, from 1 to 21 (WCAG 2.2, "contrast ratio"); nil where one of them is
    /// among the sixteen that users change.
    public func contrast(with other: Colour) -> Double? {
        guard let own = self.luminance, let others = other.luminance else { return nil }
        return (max(own, others) + 0.05) / (min(own, others) + 0.05)
    }

    private var luminance: Double? {
        switch self {
        case .indexed(..<16): return nil
        case .indexed(let index): return Self.luminance(Palette.values[Int(index)])
        case .rgb(let red, let green, let blue): return Self.luminance((red, green, blue))
        }
    }

    private static func luminance(_ colour: Palette.RGB) -> Double {
        0.2126 * OKLab.linear(colour.red) + 0.7152 * OKLab.linear(colour.green) + 0.0722 * OKLab.linear(colour.blue)
    }
}

private enum Palette {
    typealias RGB = (red: UInt8, green: UInt8, blue: UInt8)

    static let colours = Self.values.map { OKLab(red: $0.red, green: $0.green, blue: $0.blue) }

    static let values: [RGB] = {
        let base: [RGB] = [
            (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
            (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
            (255, 255, 255),
        ]
        let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
        let cube = (0..<216).map { index -> RGB in (levels[index / 36], levels[index / 6 % 6], levels[index % 6]) }
        let greys = (0..<24).map { step -> RGB in
            let level = UInt8(8 + step * 10)
            return (level, level, level)
        }
        return base + cube + greys
    }()

    static func nearest(to colour: OKLab, among candidates: Range<Int>) -> UInt8? {
        candidates.min { Self.colours[$0].distance(to: colour) < Self.colours[$1].distance(to: colour) }.map(UInt8.init)
    }
}
