import CNcurses
import Glibc

/// What happened at the terminal.
public enum TerminalEvent: Sendable, Equatable {
    case key(Key)
    /// Text that was pasted in one piece; none of it is meant as a command.
    case paste(String)
    case resized(Size)
    case signal(TerminalSignal)
    case woken
    /// The terminal is gone.
    case hangUp
}

extension Terminal {
    private static let pasteLimit = 4096
    private static let interrupt: Unicode.Scalar = "\u{03}"

    /// Blocks until something happens or `timeout` has passed; empty then.
    public func events(within timeout: Duration) -> [TerminalEvent] {
        var descriptors = [STDIN_FILENO, self.signals, self.wakeup.descriptor].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        let milliseconds = CInt(min(max(timeout.milliseconds, 0), 60_000))
        guard larder_poll(&descriptors, UInt(descriptors.count), milliseconds) > 0 else { return [] }
        var events: [TerminalEvent] = []
        if descriptors[1].revents != 0 {
            self.readSignals(into: &events)
        }
        if descriptors[2].revents != 0 {
            self.wakeup.drain()
            events.append(.woken)
        }
        let input = Int32(descriptors[0].revents)
        if input & POLLIN != 0 {
            let before = events.count
            self.readKeys(into: &events)
            // Readable without a key: the end of input, unless part of a sequence is still on its way.
            if events.count == before, self.pasted == nil, input & (POLLHUP | POLLERR) != 0 || self.isAtEndOfInput {
                events.append(.hangUp)
            }
        } else if input & (POLLHUP | POLLERR | POLLNVAL) != 0 {
            events.append(.hangUp)
        }
        return events
    }

    /// A terminal that is readable and has no byte to read has been closed.
    private var isAtEndOfInput: Bool {
        var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        guard larder_poll(&descriptor, 1, 0) > 0 else { return false }
        var count: CInt = 0
        return ioctl(STDIN_FILENO, UInt(FIONREAD), &count) != 0 || count == 0
    }

    private func readSignals(into events: inout [TerminalEvent]) {
        while let signal = TerminalSignal(number: larder_next_signal(self.signals)) {
            if signal == .resize {
                if self.measure() {
                    events.append(.resized(self.size))
                }
            } else {
                events.append(.signal(signal))
            }
        }
    }

    private func readKeys(into events: inout [TerminalEvent]) {
        var code: wint_t = 0
        var status = wget_wch(larder_stdscr(), &code)
        while status != ERR {
            if status == KEY_CODE_YES {
                self.read(functionKey: CInt(bitPattern: code), into: &events)
            } else if let scalar = Unicode.Scalar(code) {
                self.read(scalar, into: &events)
            }
            status = wget_wch(larder_stdscr(), &code)
        }
        if let key = self.sequences.pause() {
            events.append(.key(key))
        }
    }

    private func read(_ scalar: Unicode.Scalar, into events: inout [TerminalEvent]) {
        if scalar == Self.interrupt {
            // A paste whose end never comes must not lock the user out.
            self.pasted = nil
        }
        if self.pasted != nil {
            if self.pasted?.unicodeScalars.count ?? 0 < Self.pasteLimit {
                self.pasted?.unicodeScalars.append(scalar)
            }
        } else if let key = self.sequences.take(scalar) {
            events.append(.key(key))
        }
    }

    private func read(functionKey code: CInt, into events: inout [TerminalEvent]) {
        switch code {
        case Self.pasteBegins:
            self.pasted = ""
        case Self.pasteEnds:
            events.append(.paste(self.pasted ?? ""))
            self.pasted = nil
        default:
            if self.pasted == nil, let key = Key(functionKey: code) {
                events.append(.key(key))
            }
        }
    }

    // Above ncurses' own codes.
    private static let pasteBegins: CInt = 2000
    private static let pasteEnds: CInt = 2001

    static func definePasteKeys() {
        define_key("\u{1B}[200~", Self.pasteBegins)
        define_key("\u{1B}[201~", Self.pasteEnds)
    }
}

extension Key {
    /// A key that sends a character or control code.
    init?(input scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x0D, 0x0A: self = .enter
        case 0x09: self = .tab
        case 0x1B: self = .escape
        case 0x7F, 0x08: self = .backspace
        case 0x01...0x1A: self = .control(Unicode.Scalar(UInt8(scalar.value) + 0x60))
        case 0x00...0x1F, 0x80..<0xA0: return nil
        default: self = .character(scalar)
        }
    }

    /// A key that ncurses knows by a code of its own.
    init?(functionKey code: CInt) {
        switch code {
        case KEY_UP: self = .up
        case KEY_DOWN: self = .down
        case KEY_LEFT: self = .left
        case KEY_RIGHT: self = .right
        case KEY_HOME: self = .home
        case KEY_END: self = .end
        case KEY_PPAGE: self = .pageUp
        case KEY_NPAGE: self = .pageDown
        case KEY_BTAB: self = .backTab
        case KEY_BACKSPACE: self = .backspace
        case KEY_DC: self = .delete
        case KEY_IC: self = .insert
        case KEY_ENTER: self = .enter
        case KEY_F0 + 1...KEY_F0 + 12: self = .function(Int(code - KEY_F0))
        default: return nil
        }
    }
}

extension Duration {
    /// Rounded up: waking before the time would only mean to wait again.
    fileprivate var milliseconds: Int64 {
        let (seconds, attoseconds) = self.components
        return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    }
}
