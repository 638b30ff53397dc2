import LarderTerminal

/// What is wrong with a theme file: unknown keys, bad colours, and colours that are too close to what lies behind them.
///
/// Contrast is WCAG's ratio. Where a theme leaves the background to the terminal its colours have to be seen on black and on
/// white. The sixteen colours that users change have no contrast that could be known.
public enum ThemeCheck {
    /// All mistakes, by line. Throws where the file cannot be read or is no theme at all.
    public static func findings(file: String) throws(ThemeError) -> [ThemeError] {
        try Self.findings(yaml: Theme.yaml(file), file: file)
    }

    static func findings(yaml: String, file name: String) throws(ThemeError) -> [ThemeError] {
        let file = try ThemeFile(yaml: yaml, file: name)
        do {
            let theme = try Theme(ignoringMistakesOf: file, ancestors: Theme.builtInNames)
            return (file.mistakes + Self.contrasts(of: theme, file)).sorted { $0.line < $1.line }
        } catch {
            return file.mistakes + [error]
        }
    }

    private static func contrasts(of theme: Theme, _ file: ThemeFile) -> [ThemeError] {
        var found: [ThemeError] = []
        for role in Role.allCases where role != .background {
            let depth = ColourDepth.direct
            let style = theme.style(role, over: nil, at: depth)
            guard let reason = Self.reason(role.rawValue, style, least: role.leastContrast) else { continue }
            found.append(.invalid(file: file.file, line: file.line(of: role), reason: reason))
        }
        let selected = theme.style(.key, over: .selection, at: .direct)
        if let reason = Self.reason("key in a selected row", selected, least: Role.muted.leastContrast) {
            found.append(.invalid(file: file.file, line: file.line(of: .selection), reason: reason))
        }
        for role in Role.allCases where role != .background {
            let style = theme.style(role, over: nil, at: .sixteen)
            guard let ink = style.foreground?.index(at: .sixteen), ink == style.background?.index(at: .sixteen) else { continue }
            found.append(
                .invalid(
                    file: file.file, line: file.line(of: role),
                    reason: "\(role.rawValue) has the colour of its background on a terminal of 16 colours; give it an fg16"))
        }
        return found
    }

    private static func reason(_ name: String, _ style: Style, least: Double) -> String? {
        guard let foreground = style.foreground else { return nil }
        let backgrounds: [(name: String, colour: Colour)] =
            style.background.map { [("its background", $0)] } ?? [("a black terminal", .black), ("a white terminal", .white)]
        // No colour has much more than 4.5 on both.
        let least = style.background == nil ? min(least, 3) : least
        for background in backgrounds {
            guard let contrast = foreground.contrast(with: background.colour), contrast < least else { continue }
            // Cut off, so that what is too little never looks like enough.
            let shown = Double(Int(contrast * 100)) / 100
            let remedy = style.background == nil ? "; or give the theme a bg" : ""
            return "\(name) has a contrast of \(shown) on \(background.name); at least \(least) is needed\(remedy)"
        }
        return nil
    }
}

extension Role {
    /// 4.5 for what is read, 3 for what is told by a glyph or a word too, and enough to be seen for lines (WCAG 2.2, 1.4.3 and
    /// 1.4.11).
    fileprivate var leastContrast: Double {
        switch self {
        case .text, .key, .title, .header, .selection: 4.5
        case .border, .graphGrid: 1.3
        default: 3
        }
    }
}

extension ThemeFile {
    /// Where a role gets its look: its own entry, its family's, the background's, or the line that inherits it.
    fileprivate func line(of role: Role) -> Int {
        let family = role.rawValue.split(separator: ".").first.map(String.init) ?? role.rawValue
        return self.lines[role.rawValue] ?? self.lines[family] ?? self.lines[Role.background.rawValue] ?? self.inherits?.line ?? 1
    }
}

extension Colour {
    fileprivate static let black = Colour.rgb(red: 0, green: 0, blue: 0)
    fileprivate static let white = Colour.rgb(red: 255, green: 255, blue: 255)
}
