import Hummingbird
import LarderEngine

/// What a request gets, and how it counts.
struct Answer {
    let result: Result<Response, any Error>
    var outcome: RequestOutcome
    var savedCost = LoadCost()
    var savedBytes = 0

    /// As the client will see it.
    var status: Int {
        switch self.result {
        case .success(let response): response.status.code
        case .failure(let error as any HTTPResponseError): error.status.code
        // Nobody is left to answer; not a failure of the server.
        case .failure(is CancellationError): 499
        case .failure: 500
        }
    }

    static func failed(_ error: any Error, _ outcome: RequestOutcome) -> Answer {
        Answer(result: .failure(error), outcome: outcome)
    }
}
