import HTTPScenarios
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LarderEngine
import LarderHTTP
import LarderHummingbird
import NIOConcurrencyHelpers
import NIOCore
import Testing

/// The rules' own scenarios, end to end: an application, its cache, and a handler that says what the scenario says.
@Suite struct ScenarioTests {
    @Test(arguments: Scenario.all)
    func `an application's cache keeps the rules`(_ scenario: Scenario) async throws {
        let clock = ManualClock(wallSeconds: Double(scenarioStart.seconds))
        let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 1 << 20), clock: clock)
        let origin = ScriptedOrigin()
        try await self.application(engine, origin).test(.router) { client in
            for (index, step) in scenario.steps.enumerated() {
                clock.advance(by: .seconds(step.after))
                origin.prepare(step, body: "answer \(index)")
                let response = try await client.executeRequest(
                    uri: step.path, method: step.method, headers: step.request, body: nil)
                // A refresh runs beside its answer.
                if step.expected == .refreshed { try await eventually { !origin.questions.isEmpty } }
                try await eventually { engine.snapshot().memory.inFlightBytes == 0 }
                let happened = origin.happening(response)
                #expect(
                    happened == step.expectedInProcess,
                    "step \(index + 1): \(response.status) \(response.headers), asked \(origin.questions)")
            }
        }
    }

    private func application(_ engine: CacheEngine, _ origin: ScriptedOrigin) -> some ApplicationProtocol {
        let router = Router()
        let cache = ResponseCache(engine, listener: ListenerAuthorities(["localhost"]))
        let cached = router.cachePages(in: cache) { path in
            CachePolicy(
                route: path.description == "/" ? "root" : "x", timeout: nil, varyOn: VaryOn(headers: [.cookie]))
        }
        for path: RouterPath in ["/", "/x"] {
            cached.get(path) { request, _ in try origin.reply(to: request) }
            for method in [.post, .put, .delete, .options, HTTPRequest.Method("M-SEARCH")!] {
                cached.on(path, method: method) { request, _ in try origin.reply(to: request) }
            }
        }
        return Application(router: router)
    }
}

extension Step {
    /// A handler that cannot be reached is one that throws: its error is the client's answer, and no gateway's.
    fileprivate var expectedInProcess: Happening {
        if case .status = self.expected, self.reply == nil { .status(500) } else { self.expected }
    }
}

/// Says to a condition what the step says, and to the same question without one the whole.
private final class ScriptedOrigin: Sendable {
    struct Unreachable: Error {}

    private struct State {
        var step = Step(expected: .origin)
        var body = ""
        var questions: [HTTPFields] = []
    }

    private let state = NIOLockedValueBox(State())

    var questions: [HTTPFields] { self.state.withLockedValue { $0.questions } }

    func prepare(_ step: Step, body: String) {
        self.state.withLockedValue { $0 = State(step: step, body: body) }
    }

    func reply(to request: Request) throws -> Response {
        let (step, body) = self.state.withLockedValue { state in
            state.questions.append(request.headers)
            return (state.step, state.body)
        }
        guard let fields = step.reply else { throw Unreachable() }
        guard step.status == 304 else { return .text(body, fields, status: .init(code: step.status)) }
        return request.headers.isConditional ? Response(status: .notModified, headers: fields) : .text(body)
    }

    func happening(_ response: TestResponse) -> Step.Happening {
        self.state.withLockedValue { state in
            if response.text.isEmpty, response.status.code >= 500, state.step.reply == nil || state.questions.isEmpty {
                return .status(response.status.code)
            }
            guard let question = state.questions.first else { return .cache }
            // The answer to HEAD has no body to tell.
            if response.text == state.body || state.step.method == .head {
                return question.isConditional ? .replaced : .origin
            }
            return state.step.status == 200 && state.step.reply != nil ? .refreshed : .validated
        }
    }
}

extension HTTPFields {
    fileprivate var isConditional: Bool { self.contains(.ifNoneMatch) || self.contains(.ifModifiedSince) }
}
