import CourseCatalogue
import LarderAdminClient
import LarderAdminServer
import LarderDashboard
import Logging

/// Runs `body` and puts what it throws into one line for people.
func reportingFailures(_ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch let error as CatalogueServerError {
        throw CommandFailure(.failed, "\(error)")
    } catch let error as CatalogueDatabaseError {
        throw CommandFailure(.failed, "\(error)")
    } catch let error as AdminServerError {
        let remedy = error.code == .addressInUse ? " with --admin-port" : ""
        throw CommandFailure(.failed, "\(error)\(remedy)")
    }
}

extension CommandFailure {
    init(_ error: AdminClientError) {
        let status: ExitStatus =
            switch error {
            case .unreachable, .unanswered: .unreachable
            case .refused: .refused
            case .problem, .malformedAnswer, .tooLarge: .failed
            case .badAddress: .usage
            }
        self.init(status, "\(error)")
    }
}

extension CommandFailure {
    /// - Parameter alternative: what does without a terminal, as the beginning of a sentence.
    init(_ error: DashboardError, without alternative: String) {
        switch error {
        case .noTerminal: self.init(.failed, "\(error); \(alternative) without a terminal")
        case .badKeys: self.init(.failed, "\(error)")
        }
    }
}

extension Logger {
    static var silent: Logger {
        Logger(label: "larder") { _ in SwiftLogNoOpLogHandler() }
    }
}
