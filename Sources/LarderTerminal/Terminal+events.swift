import CNcurses
import Glibc

/// What happened at the terminal.
public enum TerminalEvent: Sendable, Equatable {
    case key(Key)
    /// Text that was pasted in one piece, made harmless; none of it is meant as a command.
    case paste(String)
    case mouse(Mouse)
    case resized(Size)
    case signal(TerminalSignal)
    case woken
    /// The terminal is gone.
    case hangUp
}

extension Terminal {
    private static let readLimit = 4096

    /// Blocks until something happens or `timeout` has passed; empty then.
    public func events(within timeout: Duration) -> [TerminalEvent] {
        var descriptors = [STDIN_FILENO, self.signals, self.wakeup.descriptor].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        let pause = self.input.deadline.map { $0 - self.elapsed }
        let milliseconds = CInt(min(max(min(timeout, pause ?? timeout).milliseconds, 0), 60_000))
        let ready = larder_poll(&descriptors, UInt(descriptors.count), milliseconds)
        var events: [TerminalEvent] = []
        guard ready > 0 else { return self.input.pause(at: self.elapsed) }
        if descriptors[1].revents != 0 {
            self.readSignals(into: &events)
        }
        if descriptors[2].revents != 0 {
            self.wakeup.drain()
            events.append(.woken)
        }
        if descriptors[0].revents == 0 {
            events += self.input.pause(at: self.elapsed)
        } else {
            self.readInput(into: &events)
        }
        return events
    }

    private var elapsed: Duration { ContinuousClock.now - self.start }

    /// A terminal that is readable and has no byte to read has been closed.
    private func readInput(into events: inout [TerminalEvent]) {
        var failure: CInt = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.readLimit) { buffer, count in
            let read = Glibc.read(STDIN_FILENO, buffer.baseAddress, Self.readLimit)
            failure = errno
            count = max(read, 0)
            if read >= 0 { failure = 0 }
        }
        if !bytes.isEmpty {
            events += self.input.take(bytes, at: self.elapsed)
        } else if failure != EINTR, failure != EAGAIN {
            events.append(.hangUp)
        }
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
}

extension Duration {
    /// Rounded up: waking before the time would only mean to wait again.
    fileprivate var milliseconds: Int64 {
        let (seconds, attoseconds) = self.components
        return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    }
}
