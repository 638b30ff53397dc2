import HTTPTypes
import LarderAdmin
import LarderEngine
import LarderHTTP

extension AdminAPI {
    func explain(_ query: Substring?) throws(Refusal) -> LarderAdmin.Explanation {
        let (parameters, scope) = try self.parameters(query, ["url"])
        guard let url = try parameters.text("url") else {
            throw Refusal(.badRequest, "url is missing: a URL of the API, percent-encoded, as in ?url=/courses/%3Fpage%3D2")
        }
        guard let urls else {
            throw Refusal(
                .notFound, "This process does not know the URLs of its API. /v1/keys and /v1/keys/{key} show what is cached")
        }
        let explanation: LarderHTTP.Explanation
        do throws(URLProblem) {
            explanation = try urls.explanation(of: url)
        } catch {
            throw Refusal(error, parameter: "url")
        }
        let name = explanation.route.policy.route
        return LarderAdmin.Explanation(explanation, scope.routeFigures().first { $0.route == name })
    }
}

extension Refusal {
    /// - Parameter parameter: What the URL was given as.
    init(_ problem: URLProblem, parameter: String) {
        switch problem {
        case .malformed(let reason):
            self.init(.badRequest, "\(parameter) is not understood: \(reason)")
        case .unknown(let path, let nearest):
            let paths = nearest.map(\.description).joined(separator: ", ")
            self.init(
                .notFound,
                "\(parameter): no cached route has the path \(Refusal.quote(path)). "
                    + (nearest.isEmpty ? "No cached route is known yet" : "Nearest to it: \(paths)")
                    + ". Routes in a group are known from the first request to any of them on")
        }
    }
}
