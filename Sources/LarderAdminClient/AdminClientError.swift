public import LarderAdmin

/// Why a question to a stats endpoint has no answer; `description` is one line for a person.
public enum AdminClientError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No connection: nothing was asked.
    case unreachable(String)
    /// The question went out and no whole answer came in time; what it asked for may have been done.
    case unanswered(String)
    /// 401, 403 or 409: the endpoint understood and declined.
    case refused(Problem)
    /// Any other answer that is not a success.
    case problem(Problem)
    /// A success whose body is not what the contract says.
    case malformedAnswer(String)
    /// The body is longer than `limit` bytes.
    case tooLarge(limit: Int)
    case badAddress(String)

    public var description: String {
        switch self {
        case .unreachable(let reason), .unanswered(let reason): reason
        case .refused(let problem), .problem(let problem):
            problem.detail.isEmpty ? "\(problem.status) \(problem.title)" : problem.detail
        case .malformedAnswer(let reason): "not a Larder stats endpoint, or another version: \(reason)"
        case .tooLarge(let limit): "the answer is longer than \(limit / 1_048_576) MiB"
        case .badAddress(let reason): reason
        }
    }
}
