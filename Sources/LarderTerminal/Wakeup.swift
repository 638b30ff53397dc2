import CNcurses
import Glibc

/// Wakes the thread that waits in `Terminal.events` from any other one.
public final class Wakeup: Sendable {
    let descriptor: CInt

    public init() {
        self.descriptor = eventfd(0, CInt(EFD_NONBLOCK | EFD_CLOEXEC))
        precondition(self.descriptor >= 0, "no descriptor left for an eventfd")
    }

    deinit {
        close(self.descriptor)
    }

    public func signal() {
        // It fails only where the counter is full, and then the waiter is awake.
        _ = eventfd_write(self.descriptor, 1)
    }

    func drain() {
        var count: eventfd_t = 0
        _ = eventfd_read(self.descriptor, &count)
    }
}
