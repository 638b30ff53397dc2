public import LarderAdmin
public import LarderAdminClient

/// What a view asks the endpoint beside the poll.
public enum Question: Sendable, Equatable {
    case tree(TreeQuery)
    case keys(KeysQuery)
    case key(String)
    case invalidations(limit: Int)
}

public enum Answer: Sendable, Equatable {
    case tree(TreePage)
    case keys(KeyPage)
    case key(KeyDetail)
    case invalidations([PastInvalidation])
}

/// The one question of a view that may be open; what answers an older one is not taken.
struct Inquiry: Sendable, Equatable {
    /// Of the question on its way.
    private(set) var ticket: Int?
    private var askedAt: Duration?
    /// Why the last question has no answer, in words.
    private(set) var failure: String?
    private(set) var answeredAt: Moment?

    /// Polls may be more frequent than what a view lists is worth.
    static let leastInterval = Duration.milliseconds(900)

    /// Nothing was asked yet, or not since `restart`.
    var isNew: Bool { self.ticket == nil && self.askedAt == nil }

    func isDue(at now: Duration) -> Bool {
        self.ticket == nil && self.askedAt.map { now - $0 >= Self.leastInterval } ?? true
    }

    mutating func ask(_ ticket: Int, at now: Duration) {
        self.ticket = ticket
        self.askedAt = now
    }

    /// False for the answer to an older question.
    mutating func isAnswered(_ ticket: Int, failure: String?, at now: Moment) -> Bool {
        guard ticket == self.ticket else { return false }
        self.ticket = nil
        self.failure = failure
        self.answeredAt = now
        return true
    }

    /// What is open is not waited for, and what is wanted now is due at once.
    mutating func restart() {
        self.ticket = nil
        self.askedAt = nil
        self.failure = nil
    }
}
