/// A colour as a theme or a terminal names it.
public enum Colour: Sendable, Hashable {
    /// One of the palette: 0 to 15 are the user's own colours, 16 to 255 the fixed cube and greys.
    case indexed(UInt8)
    case rgb(red: UInt8, green: UInt8, blue: UInt8)
}

public struct TextAttributes: OptionSet, Sendable, Hashable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    public static let bold = TextAttributes(rawValue: 1 << 0)
    public static let dim = TextAttributes(rawValue: 1 << 1)
    public static let underline = TextAttributes(rawValue: 1 << 2)
    public static let reverse = TextAttributes(rawValue: 1 << 3)
    public static let italic = TextAttributes(rawValue: 1 << 4)
}

/// How a cell looks; a nil colour is the terminal's own.
public struct Style: Sendable, Hashable {
    public var foreground: Colour?
    public var background: Colour?
    public var attributes: TextAttributes

    public init(foreground: Colour? = nil, background: Colour? = nil, attributes: TextAttributes = []) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }

    /// This style in front of another.
    ///
    /// A backdrop that reverses or names a foreground takes the cell over, so that the row stays one bar; a mere background
    /// keeps the cell's own foreground and attributes.
    public func over(_ backdrop: Style) -> Style {
        if backdrop.attributes.contains(.reverse) || backdrop.foreground != nil {
            return backdrop
        }
        return Style(
            foreground: self.foreground, background: backdrop.background ?? self.background,
            attributes: self.attributes.union(backdrop.attributes))
    }
}
