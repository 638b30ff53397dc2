import Hummingbird
import LarderEngine
import LarderHTTP
import Logging
import NIOConcurrencyHelpers

/// Answers a route from the cache, and counts each request once.
struct CachedResponder<Handler: HTTPResponder>: HTTPResponder where Handler.Context: RequestContext {
    typealias Context = Handler.Context

    private enum Standing {
        case unknown
        case known(CachedEndpoint)
        /// Another path has the route's name: two resources would have one key.
        case refused
    }

    private let handler: Handler
    private let setting: CacheSetting<Context>
    private let policy: RoutePolicy
    private let standing = NIOLockedValueBox(Standing.unknown)

    init(handler: Handler, setting: CacheSetting<Context>, policy: RoutePolicy) {
        self.handler = handler
        self.setting = setting
        self.policy = policy
    }

    func respond(to request: Request, context: Context) async throws -> Response {
        guard let endpoint = self.endpoint(at: context.endpointPath ?? "/", context.logger) else {
            return try await self.handler.respond(to: request, context: context)
        }
        let clock = self.setting.cache.engine.clock
        let began = clock.now()
        let flow = CacheFlow(handler: self.handler, setting: self.setting, endpoint: endpoint)
        let answer = await flow.answer(request, context)
        endpoint.recorder.record(
            answer.outcome, latency: began.duration(to: clock.now()), status: answer.status,
            savedCost: answer.savedCost, savedBytes: answer.savedBytes)
        return try answer.result.get()
    }

    /// Puts the route in service under its whole path, the first time. False where its name is another path's already.
    @discardableResult
    func register(_ path: String) -> Bool {
        self.endpoint(at: path, nil) != nil
    }

    private func endpoint(at path: String, _ logger: Logger?) -> CachedEndpoint? {
        self.standing.withLockedValue { standing in
            switch standing {
            case .known(let endpoint): return endpoint
            case .refused: return nil
            case .unknown:
                guard let template = PathTemplate(path),
                    let policy = self.setting.cache.claim(template, self.policy, self.setting.recipe.resourcesOfURL)
                else {
                    standing = .refused
                    logger?.error(
                        "The route is not cached: another path has its name. Give it a name of its own.",
                        metadata: ["path": "\(path)", "route": "\(self.policy.declared.route)"])
                    return nil
                }
                let endpoint = CachedEndpoint(policy, in: self.setting.cache)
                standing = .known(endpoint)
                return endpoint
            }
        }
    }
}
