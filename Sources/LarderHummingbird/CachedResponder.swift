import HTTPTypes
import Hummingbird
import LarderEngine
import LarderHTTP
import Logging
import NIOConcurrencyHelpers
import NIOCore

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
        let answer = await self.answer(request, context, CacheFlow(cache: self.setting.cache, endpoint: endpoint))
        endpoint.recorder.record(
            answer.outcome, latency: began.duration(to: clock.now()), status: answer.status,
            savedCost: answer.savedCost, savedBytes: answer.savedBytes)
        return try answer.result.get()
    }

    private func answer(_ request: Request, _ context: Context, _ flow: CacheFlow) async -> Answer {
        let errand: Errand
        do {
            errand = try await self.errand(request, context, flow)
            if let bypasses = self.setting.bypasses, try await bypasses(request, context) {
                return await flow.alone(errand, .bypass, .bypassed("route"))
            }
        } catch {
            return .failed(error, .bypassed("user"))
        }
        if let concern = flow.concern(errand, context.parameters) {
            return await flow.alone(errand, .bypass, .bypassed(concern))
        }
        if let hit = flow.hit(errand) { return hit }
        return await flow.answer(errand)
    }

    private func errand(_ request: Request, _ context: Context, _ flow: CacheFlow) async throws -> Errand {
        var request = request
        var parts: [KeyPartValue] = []
        for custom in self.setting.recipe.custom {
            parts.append(KeyPartValue(name: custom.name, value: try await custom.value(request, context)))
        }
        var body: ByteBuffer?
        if self.setting.recipe.body == .keyed, let length = request.bodyLength, length <= KeyRecipe<Context>.bodyLimit {
            let bytes = try await request.body.collect(upTo: KeyRecipe<Context>.bodyLimit)
            request.body = RequestBody(buffer: bytes)
            parts.append(.body(bytes.readableBytesView, type: request.headers[.contentType]))
            body = bytes
        }
        let isPerUser = flow.endpoint.policy.varyOn.user == .perUser
        let user = isPerUser ? try await self.setting.user?(request, context) : nil
        return Errand(
            request: request, body: body, call: HandlerCall(self.handler, context),
            visit: flow.visit(request, context.parameters, user: user, parts: parts))
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
