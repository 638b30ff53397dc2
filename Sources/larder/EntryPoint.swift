import ArgumentParser
import CAllocator
import Dispatch
import Foundation
import LarderTerminal

/// A synchronous `main`: a command with a screen has to block signals before the first thread is made.
@main
enum EntryPoint {
    static func main() {
        join_freed_memory_at_once()
        do {
            var command = try Larder.parseAsRoot()
            if let screen = command as? any ScreenCommand, screen.wantsScreen {
                TerminalSignals.block()
                Foundation.exit(try screen.runScreen())
            }
            guard let parsed = command as? any AsyncParsableCommand else {
                try command.run()
                Foundation.exit(EXIT_SUCCESS)
            }
            // This thread never touches it again.
            nonisolated(unsafe) var asynchronous = parsed
            Task {
                do {
                    try await asynchronous.run()
                    Foundation.exit(EXIT_SUCCESS)
                } catch {
                    self.leave(after: error)
                }
            }
            dispatchMain()
        } catch {
            self.leave(after: error)
        }
    }

    private static func leave(after error: any Error) -> Never {
        if let failure = error as? CommandFailure {
            try? FileHandle.standardError.write(contentsOf: Data("larder: \(StandardError.harmless(failure.message))\n".utf8))
            Foundation.exit(failure.status.rawValue)
        }
        let code = Larder.exitCode(for: error)
        let message = Larder.fullMessage(for: error)
        if !message.isEmpty {
            try? (code.isSuccess ? FileHandle.standardOutput : .standardError).write(contentsOf: Data("\(message)\n".utf8))
        }
        Foundation.exit(code == .validationFailure ? ExitStatus.usage.rawValue : code.rawValue)
    }
}

/// A command that may take the terminal over; it then runs on the process's first thread.
protocol ScreenCommand: ParsableCommand {
    var wantsScreen: Bool { get }
    /// Returns the process's exit code.
    func runScreen() throws -> Int32
}
