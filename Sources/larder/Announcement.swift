import NIOConcurrencyHelpers

/// A value that becomes known once, or never.
final class Announcement<Value: Sendable>: Sendable {
    private enum State {
        case open([CheckedContinuation<Value?, Never>])
        case closed(Value?)
    }

    private let state = NIOLockedValueBox(State.open([]))

    /// Nil where it was withdrawn before it was made.
    var value: Value? {
        get async {
            await withCheckedContinuation { continuation in
                let known: Value?? = self.state.withLockedValue { state in
                    switch state {
                    case .open(let waiting):
                        state = .open(waiting + [continuation])
                        return nil
                    case .closed(let value):
                        return .some(value)
                    }
                }
                if let known {
                    continuation.resume(returning: known)
                }
            }
        }
    }

    func make(_ value: Value) {
        self.close(with: value)
    }

    func withdraw() {
        self.close(with: nil)
    }

    private func close(with value: Value?) {
        let waiting = self.state.withLockedValue { state -> [CheckedContinuation<Value?, Never>] in
            guard case .open(let waiting) = state else { return [] }
            state = .closed(value)
            return waiting
        }
        for continuation in waiting {
            continuation.resume(returning: value)
        }
    }
}
