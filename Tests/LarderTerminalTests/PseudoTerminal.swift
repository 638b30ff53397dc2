import Foundation
import Glibc
import LarderTerminal

/// A pseudo-terminal that becomes standard input and output of a process of its own: use it in an exit test.
///
/// The test is the user at the other end: it types, resizes, closes, and looks at the bytes that came.
final class PseudoTerminal {
    private var master: CInt = -1
    // TIOCSPTLCK and TIOCGPTN: Glibc has posix_openpt for C alone.
    private static let setLock: UInt = 0x4004_5431
    private static let getNumber: UInt = 0x8004_5430
    let wakeup = Wakeup()

    init(_ type: String, columns: Int = 80, rows: Int = 24, environment: [String: String] = [:]) {
        for name in ["NO_COLOR", "COLORTERM", "TMUX", "STY", "LC_ALL", "LC_CTYPE"] { unsetenv(name) }
        setenv("LANG", "C.UTF-8", 1)
        setenv("TERM", type, 1)
        for (name, value) in environment { setenv(name, value, 1) }
        TerminalSignals.block()
        self.master = Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (unlocked, number): (CInt, CInt) = (0, 0)
        precondition(
            ioctl(self.master, Self.setLock, &unlocked) == 0 && ioctl(self.master, Self.getNumber, &number) == 0,
            "no pseudo-terminal")
        let slave = Glibc.open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        dup2(slave, STDIN_FILENO)
        dup2(slave, STDOUT_FILENO)
        Glibc.close(slave)
        _ = fcntl(self.master, F_SETFL, O_NONBLOCK)
        self.setSize(columns: columns, rows: rows)
    }

    func open() throws(TerminalError) -> Terminal {
        var environment: [String: String] = [:]
        for name in ["TERM", "NO_COLOR", "COLORTERM", "TMUX", "STY"] {
            environment[name] = getenv(name).map { String(cString: $0) }
        }
        return try Terminal.open(TerminalSettings(environment: environment), wakeup: self.wakeup)
    }

    func type(_ text: String) {
        let bytes = Array(text.utf8)
        precondition(write(self.master, bytes, bytes.count) == bytes.count, "the terminal took only a part")
    }

    /// What was written since the last time.
    func output() -> String {
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(self.master, &chunk, chunk.count), count > 0 {
            output += chunk[..<count]
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Reads and forgets all output from now on: a terminal that takes nothing more stops who writes.
    func drain() {
        let master = self.master
        _ = fcntl(master, F_SETFL, 0)
        Thread.detachNewThread {
            var chunk = [UInt8](repeating: 0, count: 65_536)
            while read(master, &chunk, chunk.count) > 0 {}
        }
    }

    func resize(columns: Int, rows: Int) {
        self.setSize(columns: columns, rows: rows)
        // The terminal controls no process here, so nobody else sends it.
        pthread_kill(pthread_self(), SIGWINCH)
    }

    private func setSize(columns: Int, rows: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(self.master, UInt(TIOCSWINSZ), &size)
    }

    func hangUp() {
        close(self.master)
    }
}

extension Terminal {
    /// The next events, or those until nothing more comes for a moment.
    func next(_ count: Int) -> [TerminalEvent] {
        var events: [TerminalEvent] = []
        for _ in 0..<50 where events.count < count {
            events += self.events(within: .milliseconds(100))
        }
        return events
    }
}

/// Ends the process of an exit test where something is not so.
func require(_ isSo: Bool, _ what: @autoclosure () -> String = "", line: UInt = #line) {
    guard !isSo else { return }
    let message = Array("line \(line): \(what())\n".utf8)
    write(STDERR_FILENO, message, message.count)
    exit(EXIT_FAILURE)
}
