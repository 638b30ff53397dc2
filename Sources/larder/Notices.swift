import Foundation
import NIOConcurrencyHelpers

/// Lines for people on standard error, held back as long as the terminal is a screen.
final class Notices: Sendable {
    /// Nil where nothing holds them back.
    private let held: NIOLockedValueBox<[String]?>

    private init(held: [String]?) {
        self.held = NIOLockedValueBox(held)
    }

    static var immediate: Notices { Notices(held: nil) }
    static var heldBack: Notices { Notices(held: []) }

    func post(_ line: String) {
        let isHeld = self.held.withLockedValue { held in
            held?.append(line)
            return held != nil
        }
        if !isHeld {
            self.write(line)
        }
    }

    /// Writes what was held back; from now on nothing is.
    func release() {
        let lines = self.held.withLockedValue { held in
            defer { held = nil }
            return held ?? []
        }
        lines.forEach(self.write)
    }

    private func write(_ line: String) {
        // Nobody is left to be told where standard error has gone.
        try? FileHandle.standardError.write(contentsOf: Data("\(line)\n".utf8))
    }
}
