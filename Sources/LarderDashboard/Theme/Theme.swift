public import LarderTerminal

/// What every role looks like.
public struct Theme: Sendable, Equatable {
    public var name: String
    private var styles: [ThemeStyle]

    /// - Parameter style: what the theme says of a role, nil where it says nothing.
    init(name: String, style: (Role) -> ThemeStyle?) {
        self.name = name
        self.styles = Role.allCases.map { style($0) ?? ThemeStyle() }
    }

    func style(_ role: Role) -> ThemeStyle {
        self.styles[Self.index[role] ?? 0]
    }

    private static let index = Dictionary(uniqueKeysWithValues: zip(Role.allCases, 0...))

    /// The look of a role in front of a backdrop, with the colours of `depth`.
    public func style(_ role: Role, over backdrop: Role?, at depth: ColourDepth) -> Style {
        let own = self.style(role).style(at: depth)
        let style = backdrop.map { own.over(self.style($0).style(at: depth)) } ?? own
        return Style(
            foreground: style.foreground ?? self.style(.text).style(at: depth).foreground,
            background: style.background ?? self.style(.background).style(at: depth).background,
            attributes: style.attributes)
    }
}

/// An entry of a theme file.
struct ThemeStyle: Sendable, Equatable {
    var foreground = ThemeColour()
    var background = ThemeColour()
    var attributes: TextAttributes = []

    func style(at depth: ColourDepth) -> Style {
        Style(
            foreground: self.foreground.colour(at: depth), background: self.background.colour(at: depth),
            attributes: self.attributes)
    }
}

/// A colour with what a theme prefers where the terminal has fewer of them.
struct ThemeColour: Sendable, Equatable {
    var exact: Colour?
    var of256: Colour?
    var of16: Colour?

    func colour(at depth: ColourDepth) -> Colour? {
        depth < .twoHundredFiftySix ? self.of16 ?? self.exact : self.of256 ?? self.exact
    }
}
