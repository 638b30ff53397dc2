import Hummingbird
import LarderEngine
import LarderHTTP
import Logging

/// Answers a route from the cache, and counts each request once.
struct CachedResponder<Handler: HTTPResponder>: HTTPResponder where Handler.Context: RequestContext {
    typealias Context = Handler.Context

    private let handler: Handler
    private let setting: CacheSetting<Context>
    private let policy: RoutePolicy
    /// As its group has it.
    private let path: String
    private let group: GroupPaths
    private let standing = RouteStanding()
    /// Whether the key of a request is known without asking the application.
    private let knowsKeys: Bool

    init(handler: Handler, setting: CacheSetting<Context>, policy: RoutePolicy, path: String, group: GroupPaths) {
        self.handler = handler
        self.setting = setting
        self.policy = policy
        self.path = path
        self.group = group
        self.knowsKeys = !setting.asks
    }

    func respond(to request: Request, context: Context) async throws -> Response {
        guard let endpoint = self.standing.endpoint ?? self.located(context) else {
            return try await self.handler.respond(to: request, context: context)
        }
        let began = endpoint.clock.now()
        // Nearly every request: it waits for nothing, and nothing is made for it but its response.
        if self.knowsKeys, let response = endpoint.hit(request, context.parameters, since: began) { return response }
        let answer = await self.answer(request, context, endpoint)
        endpoint.recorder.record(
            answer.outcome, latency: began.duration(to: endpoint.clock.now()), status: answer.status,
            savedCost: answer.savedCost, savedBytes: answer.savedBytes)
        return try answer.result.get()
    }

    private func answer(_ request: Request, _ context: Context, _ endpoint: CachedEndpoint) async -> Answer {
        let flow = CacheFlow(endpoint)
        let call = HandlerCall(self.handler, context)
        var request = request
        let errand: Errand
        do {
            let identity = try await self.setting.identity(of: &request, context)
            errand = Errand(Visit(request, context.parameters, at: endpoint, as: identity), request, call)
            if let bypasses = self.setting.bypasses, try await bypasses(request, context) {
                return await flow.alone(errand, .bypass, .bypassed("route"))
            }
        } catch {
            return .failed(error, .bypassed("user"))
        }
        if let concern = errand.visit.concern {
            return await flow.alone(errand, .bypass, .bypassed(BypassReason(rawValue: concern.rawValue)))
        }
        return await flow.answer(errand)
    }

    /// Puts the route in service under its whole path, the first time. False where its name is another path's already.
    func register(_ path: String) -> Bool {
        self.standing.claim { [cache = self.setting.cache] in
            PathTemplate(path).flatMap { cache.claim($0, self.policy, self.setting.recipe.resourcesOfURL, self.standing) }
                .map { CachedEndpoint($0, in: cache) }
        }
    }

    private func located(_ context: Context) -> CachedEndpoint? {
        guard let path = context.endpointPath else { return nil }
        self.group.locate(self.path, at: path)
        if self.standing.isToBeTold() {
            context.logger.error(
                "The route is not cached: another path has its name. Give it a name of its own.",
                metadata: ["path": "\(path)", "route": "\(self.policy.declared.route)"])
        }
        return self.standing.endpoint
    }
}
