import CNcurses
import Glibc

/// A signal that concerns a program on a terminal.
public enum TerminalSignal: Sendable, CaseIterable {
    case interrupt, terminate, hangUp, suspend, resume, resize

    var number: CInt {
        switch self {
        case .interrupt: SIGINT
        case .terminate: SIGTERM
        case .hangUp: SIGHUP
        case .suspend: SIGTSTP
        case .resume: SIGCONT
        case .resize: SIGWINCH
        }
    }

    init?(number: CInt) {
        guard let signal = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = signal
    }
}

public enum TerminalSignals {
    /// Keeps these signals for the terminal's thread, which reads them from a descriptor. Threads inherit the mask, so this
    /// must happen before the first of them is made.
    public static func block() {
        let numbers = TerminalSignal.allCases.map(\.number)
        larder_block_signals(numbers, CInt(numbers.count))
    }

    static func makeDescriptor() -> CInt {
        let numbers = TerminalSignal.allCases.map(\.number)
        return larder_signal_descriptor(numbers, CInt(numbers.count))
    }
}
