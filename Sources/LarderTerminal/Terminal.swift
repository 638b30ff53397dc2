import CNcurses
import Glibc

/// The terminal of this process; the only type that touches ncurses, and only on the thread that made it.
///
/// `open` shows nothing yet; the first `draw` enters the alternate screen. `close` leaves it, restores the terminal's modes and
/// may be called at any time; afterwards this value must not be used.
public final class Terminal {
    public private(set) var size: Size
    /// False where glyphs must be ASCII.
    public let takesUnicode: Bool
    public let depth: ColourDepth
    let settings: TerminalSettings
    let signals: CInt
    let wakeup: Wakeup
    var pasted: String?
    var sequences = EscapeSequences()
    private let screen: OpaquePointer
    private var pairs: [ColourPair: CInt] = [:]
    private var isOpen = true

    struct ColourPair: Hashable {
        var foreground: CInt
        var background: CInt
    }

    public static func open(_ settings: TerminalSettings, wakeup: Wakeup) throws(TerminalError) -> Terminal {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
        let type = getenv("TERM").map { String(cString: $0) } ?? ""
        guard !type.isEmpty else { throw .unknownType("") }
        let takesUnicode = larder_set_locale()
        guard let screen = larder_open() else { throw .unknownType(type) }
        guard larder_has_string_capability("cup") else {
            larder_abandon(screen)
            throw .noCursorAddressing(type)
        }
        return Terminal(screen: screen, settings: settings, takesUnicode: takesUnicode, wakeup: wakeup)
    }

    private init(screen: OpaquePointer, settings: TerminalSettings, takesUnicode: Bool, wakeup: Wakeup) {
        self.screen = screen
        self.settings = settings
        self.takesUnicode = takesUnicode
        self.wakeup = wakeup
        self.signals = TerminalSignals.makeDescriptor()
        raw()
        noecho()
        nonl()
        keypad(larder_stdscr(), true)
        nodelay(larder_stdscr(), true)
        leaveok(larder_stdscr(), true)
        // Terminals fill the columns behind deleted ones differently.
        idcok(larder_stdscr(), false)
        set_escdelay(25)
        curs_set(0)
        self.depth = Self.startColours(settings)
        self.size = Size(columns: Int(getmaxx(larder_stdscr())), rows: Int(getmaxy(larder_stdscr())))
        Self.definePasteKeys()
        larder_guard_terminal(settings.usesPrivateModes ? Self.leavePrivateModes : "")
        self.enterPrivateModes()
    }

    private static func startColours(_ settings: TerminalSettings) -> ColourDepth {
        guard settings.usesColour, has_colors(), start_color() == OK else { return .none }
        use_default_colors()
        return ColourDepth.allCases.last { $0.rawValue <= Int(larder_colors()) } ?? .none
    }

    // Synchronised output is ended first: a crash may come in the middle of a frame.
    private static let leavePrivateModes = "\u{1B}[?2026l\u{1B}[?2004l"

    private func enterPrivateModes() {
        if self.settings.usesPrivateModes {
            self.write("\u{1B}[?2004h")
        }
    }

    private func write(_ sequence: String) {
        var sequence = sequence
        sequence.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { larder_write($0.baseAddress, $0.count) }
        }
    }

    /// Leaves the screen as it was before.
    public func close() {
        guard self.isOpen else { return }
        self.isOpen = false
        self.leave()
        larder_unguard_terminal()
        delscreen(self.screen)
        Glibc.close(self.signals)
    }

    private func leave() {
        if self.settings.usesPrivateModes {
            self.write(Self.leavePrivateModes)
        }
        endwin()
    }

    /// Gives the terminal back to the shell until the process is continued; `resume` must follow.
    public func suspend() {
        self.leave()
        larder_suspend()
    }

    /// Takes the terminal again after something else used it.
    public func resume() {
        reset_prog_mode()
        self.enterPrivateModes()
        self.measure()
        redrawwin(larder_stdscr())
        curs_set(0)
    }

    /// Looks up the size after a resize; true where it changed.
    @discardableResult
    func measure() -> Bool {
        var columns: CInt = 0
        var rows: CInt = 0
        guard larder_window_size(&columns, &rows) == 0 else { return false }
        let size = Size(columns: Int(columns), rows: Int(rows))
        guard size != self.size else { return false }
        resizeterm(rows, columns)
        self.size = size
        return true
    }

    /// Shows a frame: only what differs from the last one is sent, in one piece where the terminal knows how.
    ///
    /// - Parameter style: how a role looks in front of a backdrop's role.
    public func draw<Role>(_ frame: Screen<Role>, style: (Role, Role?) -> Style) {
        let window = larder_stdscr()
        werase(window)
        // Neighbours mostly look alike, and to find the nearest colour takes long.
        var looks: [Meaning<Role>: Look] = [:]
        var last: (meaning: Meaning<Role>?, look: Look) = (nil, Look(attributes: 0, pair: 0, isVisibleWhenBlank: false))
        for y in 0..<min(frame.size.rows, self.size.rows) {
            for x in 0..<min(frame.size.columns, self.size.columns) {
                let cell = frame[x, y]
                guard !cell.isContinuation else { continue }
                let meaning = Meaning(role: cell.role, backdrop: cell.backdrop)
                if meaning != last.meaning {
                    last = (meaning, looks[meaning] ?? self.look(of: style(cell.role, cell.backdrop)))
                    looks[meaning] = last.look
                }
                if cell.glyph != " " || last.look.isVisibleWhenBlank {
                    larder_put(CInt(y), CInt(x), cell.glyph.value, last.look.attributes, last.look.pair)
                }
            }
        }
        wnoutrefresh(window)
        if self.settings.usesPrivateModes {
            self.write("\u{1B}[?2026h")
            doupdate()
            self.write("\u{1B}[?2026l")
        } else {
            doupdate()
        }
    }

    private struct Meaning<Role: Hashable>: Hashable {
        var role: Role
        var backdrop: Role?
    }

    private struct Look {
        var attributes: UInt32
        var pair: CInt
        var isVisibleWhenBlank: Bool
    }

    private func look(of style: Style) -> Look {
        Look(
            attributes: style.attributes.rawValue, pair: self.pair(for: style),
            isVisibleWhenBlank: style.background != nil || !style.attributes.isDisjoint(with: [.reverse, .underline]))
    }

    /// Pairs are made as they are needed, since some terminals have only 64.
    private func pair(for style: Style) -> CInt {
        guard self.depth > .none else { return 0 }
        let colours = ColourPair(
            foreground: style.foreground?.index(at: self.depth).map(CInt.init) ?? -1,
            background: style.background?.index(at: self.depth).map(CInt.init) ?? -1)
        if colours.foreground == -1, colours.background == -1 {
            return 0
        }
        if let known = self.pairs[colours] {
            return known
        }
        let next = CInt(self.pairs.count + 1)
        guard next < larder_color_pairs(), init_extended_pair(next, colours.foreground, colours.background) == OK else {
            return 0
        }
        self.pairs[colours] = next
        return next
    }
}
