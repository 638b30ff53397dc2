import LarderAdmin
import LarderAdminClient

/// Why an invalidation, its count or its undo failed, and what to do about it.
struct PurgeFailure: Sendable, Equatable {
    let reason: String
    let advice: String

    /// What was asked of the endpoint.
    enum Attempt: Sendable {
        case count, purge, undo
    }

    init(reason: String, advice: String) {
        self.reason = reason
        self.advice = advice
    }

    init(_ error: AdminClientError, of attempt: Attempt) {
        self.reason = "\(error)"
        self.advice =
            switch error {
            case .refused(let problem) where problem.status == 401:
                "nothing was changed; give larder top a token with --token-file"
            case .refused(let problem) where problem.status == 403:
                "nothing was changed; it takes a token with the role purge (--token-file)"
            case .unreachable, .badAddress: "nothing was sent; try again when the source is LIVE"
            case .problem(let problem) where problem.status >= 500: Self.unsure(attempt)
            case .refused, .problem: "nothing was changed"
            case .unanswered, .malformedAnswer, .tooLarge: Self.unsure(attempt)
            }
    }

    /// Where the request went out and the answer does not tell what became of it.
    private static func unsure(_ attempt: Attempt) -> String {
        switch attempt {
        case .count: "only a count was asked for, nothing was changed; try again"
        case .purge, .undo: "it may have been done: the audit (7) tells, before you try again"
        }
    }
}
