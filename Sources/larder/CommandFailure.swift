/// What the process answers to whoever started it.
enum ExitStatus: Int32 {
    /// The operation failed, or found nothing of that name.
    case failed = 1
    case usage = 2
    case unreachable = 3
    /// Not allowed, or more would be hit than was expected.
    case refused = 4
}

/// Ends a command with one line for people and a code for scripts.
struct CommandFailure: Error {
    let status: ExitStatus
    /// What happened and what to do about it, in a sentence.
    let message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }
}
