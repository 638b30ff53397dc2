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
    let start = ContinuousClock.now
    var input = InputParser()
    /// What the pointer does; released at first.
    public var mouse = MouseCapture.released {
        didSet {
            if self.mouse != oldValue, self.isOpen {
                self.write(self.mouse == .captured ? Self.captureMouse : Self.releaseMouse)
            }
        }
    }
    private let screen: OpaquePointer
    var pairs: [ColourPair: CInt] = [:]
    /// What ncurses was told last, row by row.
    var drawn: [[larder_cell]] = []
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
        let colours: larder_colours =
            !settings.usesColour
            ? larder_described_colours
            : settings.announcesDirectColour ? larder_direct_colours : larder_direct_where_described
        guard let screen = larder_open(colours) else { throw .unknownType(type) }
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
        // A frame is not broken off because a key waits.
        typeahead(-1)
        leaveok(larder_stdscr(), true)
        // Terminals fill the columns behind deleted ones differently.
        idcok(larder_stdscr(), false)
        curs_set(0)
        self.depth = Self.startColours(settings)
        self.size = Size(columns: Int(getmaxx(larder_stdscr())), rows: Int(getmaxy(larder_stdscr())))
        larder_guard_terminal(settings.usesPrivateModes ? Self.leavePrivateModes : "")
        self.enterPrivateModes()
    }

    private static func startColours(_ settings: TerminalSettings) -> ColourDepth {
        guard settings.usesColour, has_colors(), start_color() == OK else { return .none }
        use_default_colors()
        return ColourDepth.allCases.last { $0.rawValue <= Int(larder_colors()) } ?? .none
    }

    // Synchronised output is ended first: a crash may come in the middle of a frame.
    private static let leavePrivateModes = "\u{1B}[?2026l\u{1B}[?2004l" + Terminal.releaseMouse
    private static let captureMouse = "\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h"
    private static let releaseMouse = "\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l"

    private func enterPrivateModes() {
        self.write("\u{1B}[?2004h")
        if self.mouse == .captured {
            self.write(Self.captureMouse)
        }
    }

    public enum CopyOutcome: Sendable, Equatable {
        /// Handed to the terminal, which may be told not to take it and does not answer.
        case sent
        /// More bytes of UTF-8 than terminals take; nothing was sent.
        case tooLong(limit: Int)
        /// This terminal has no clipboard.
        case unsupported
    }

    /// Puts text into the clipboard of the user's own machine.
    public func copy(_ text: String) -> CopyOutcome {
        guard self.settings.usesPrivateModes else { return .unsupported }
        guard let sequence = Clipboard.sequence(copying: text, through: self.settings.multiplexer) else {
            return .tooLong(limit: Clipboard.limit)
        }
        self.write(sequence)
        return .sent
    }

    /// Nothing goes to a terminal without private modes.
    func write(_ privateSequence: String) {
        guard self.settings.usesPrivateModes else { return }
        var sequence = privateSequence
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
        self.write(Self.leavePrivateModes)
        endwin()
        if self.mouse == .captured {
            // What the pointer did meanwhile is not meant for the shell.
            tcflush(STDIN_FILENO, TCIFLUSH)
        }
    }

    /// Gives the terminal back to the shell until the process is continued; `resume` must follow.
    public func suspend() {
        self.leave()
        larder_suspend()
    }

    /// Takes the terminal again after something else used it.
    public func resume() {
        reset_prog_mode()
        self.input = InputParser()
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
}
