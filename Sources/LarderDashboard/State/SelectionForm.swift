import LarderAdmin

/// Where `X` asks what is to be invalidated, and counts what is typed as it is typed.
struct SelectionForm: Sendable, Equatable {
    enum Kind: String, Sendable, CaseIterable {
        case pattern, tag, route, url, all
    }

    enum Count: Sendable, Equatable {
        /// Nothing to look for yet.
        case none
        /// Typing pauses until then.
        case due(Duration)
        case asked(ticket: Int)
        case found(InvalidationResult)
        case failed(String)
    }

    private(set) var kind: Kind
    private(set) var input: TextInput
    var count: Count

    /// How long typing must rest before it is counted.
    static let rest = Duration.milliseconds(250)

    init(kind: Kind, text: String, at now: Duration) {
        self.kind = kind
        self.input = TextInput(text)
        self.count = .none
        self.changed(at: now)
    }

    /// Nil until there is something to look for.
    var selection: Selection? {
        let text = self.input.text
        switch self.kind {
        case .all: return .all
        case _ where text.isEmpty: return nil
        case .pattern: return .pattern(text)
        case .tag: return .tag(text)
        case .route: return .route(text)
        case .url: return .url(text)
        }
    }

    /// When the count is to be asked for, where it is.
    var due: Duration? {
        if case .due(let time) = self.count { time } else { nil }
    }

    mutating func changeKind(_ step: Int, at now: Duration) {
        let all = Kind.allCases
        let index = all.firstIndex(of: self.kind) ?? 0
        self.kind = all[(index + step + all.count) % all.count]
        self.changed(at: now)
    }

    mutating func type(at now: Duration, _ change: (inout TextInput) -> Void) {
        guard self.kind != .all else { return }
        let before = self.input
        change(&self.input)
        if self.input != before {
            self.changed(at: now)
        }
    }

    private mutating func changed(at now: Duration) {
        self.count = self.selection == nil ? .none : .due(now + Self.rest)
    }
}
