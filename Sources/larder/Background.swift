import Dispatch
import NIOConcurrencyHelpers

/// Work beside a thread that must not be suspended: the one that has the terminal.
final class Background: Sendable {
    private let task: Task<(any Error)?, Never>

    /// - Parameter onFailure: Called when the work ends by an error, before `stop` is.
    init(_ work: @escaping @Sendable () async throws -> Void, onFailure: @escaping @Sendable () -> Void) {
        self.task = Task.detached {
            do {
                try await work()
                return nil
            } catch is CancellationError {
                return nil
            } catch {
                onFailure()
                return error
            }
        }
    }

    /// Blocks the calling thread.
    func wait<Value: Sendable>(for value: @escaping @Sendable () async -> Value) -> Value {
        let result = NIOLockedValueBox<Value?>(nil)
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            let value = await value()
            result.withLockedValue { $0 = value }
            done.signal()
        }
        done.wait()
        return result.withLockedValue { $0! }
    }

    /// Ends the work, waits for that, and tells what it threw.
    func stop() -> (any Error)? {
        self.task.cancel()
        return self.wait { await self.task.value }
    }
}
