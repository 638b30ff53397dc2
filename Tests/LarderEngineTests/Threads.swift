import Dispatch
import Foundation

/// Runs `body` on so many threads of their own, which begin together; returns when all have ended.
func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let gate = DispatchSemaphore(value: 0)
    let ended = DispatchGroup()
    for number in 0..<count {
        ended.enter()
        Thread.detachNewThread {
            gate.wait()
            body(number)
            ended.leave()
        }
    }
    for _ in 0..<count {
        gate.signal()
    }
    ended.wait()
}
