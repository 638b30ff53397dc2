/// The line at the bottom that takes text.
struct Prompt: Sendable, Equatable {
    enum Purpose: Sendable, Equatable {
        case filter
        case command
    }

    let purpose: Purpose
    var input: TextInput
    /// What is wrong with the command, in words, until it is changed.
    var complaint: String?
    /// What Tab goes through, and where it is; nil until it is pressed.
    var completion: Completion?
    /// The place in the history while the arrows go through it.
    var recalled: Int?

    init(_ purpose: Purpose, _ text: String = "") {
        self.purpose = purpose
        self.input = TextInput(text)
    }

    struct Completion: Sendable, Equatable {
        /// Whole lines.
        var candidates: [String]
        var index: Int
    }

    /// After the text was changed by hand.
    mutating func edited() {
        self.complaint = nil
        self.completion = nil
        self.recalled = nil
    }
}

/// Commands that were typed, latest first.
struct CommandHistory: Sendable, Equatable {
    private(set) var lines: [String] = []

    static let limit = 50

    mutating func remember(_ line: String) {
        self.lines.removeAll { $0 == line }
        self.lines.insert(line, at: 0)
        self.lines.removeLast(max(0, self.lines.count - Self.limit))
    }
}
