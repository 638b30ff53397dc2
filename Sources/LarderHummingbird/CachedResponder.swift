import HTTPTypes
import Hummingbird
import LarderEngine
import LarderHTTP
import Logging
import NIOCore

/// Answers `GET` and `HEAD` of one route from the cache, and counts each request once.
struct CachedResponder<Handler: HTTPResponder>: HTTPResponder where Handler.Context: RequestContext {
    typealias Context = Handler.Context

    private let handler: Handler
    private let setting: CacheSetting<Context>
    private let policy: CachePolicy
    private let keys: RequestKeyBuilder
    private let tags: [TagTemplate]
    private let recorder: RouteRecorder
    private let refreshes = RefreshSlots(limit: 64)

    init(handler: Handler, setting: CacheSetting<Context>, policy: CachePolicy) {
        self.handler = handler
        self.setting = setting
        self.policy = policy
        self.keys = RequestKeyBuilder(policy: policy, secret: setting.secret)
        self.tags = policy.tags.map { TagTemplate($0) }
        self.recorder = setting.engine.recorder(forRoute: policy.route)
    }

    private var engine: CacheEngine { self.setting.engine }

    func respond(to request: Request, context: Context) async throws -> Response {
        let began = self.engine.clock.now()
        let answer = await self.answer(request, context)
        self.recorder.record(
            answer.outcome, latency: began.duration(to: self.engine.clock.now()), status: answer.status,
            savedCost: answer.savedCost, savedBytes: answer.savedBytes)
        return try answer.result.get()
    }

    private func answer(_ request: Request, _ context: Context) async -> Answer {
        do {
            let visit = try await self.visit(request, context)
            if let concern = SoleConcern(request) {
                return await self.alone(
                    request, context, visit, .forwarded(.bypass), .bypassed(BypassReason(rawValue: concern.rawValue)))
            }
            guard self.keyNames(context.parameters) else {
                return await self.alone(request, context, visit, .forwarded(.bypass), .bypassed("undeclared-parameter"))
            }
            return await self.answer(request, context, visit)
        } catch {
            return .failed(error, .bypassed("user"))
        }
    }

    private func visit(_ request: Request, _ context: Context) async throws -> Visit {
        let user = self.policy.varyOn.user == .perUser ? try await self.setting.user?(request, context) : nil
        let parameter = { (name: String) in context.parameters[name[...]] }
        let key = self.keys.key(
            query: request.uri.query.map { $0[...] },
            host: RequestHost(authority: request.head.authority, own: self.setting.listener.current),
            user: user, fields: request.headers, pathParameter: parameter)
        return Visit(
            method: request.method == .head ? .head : .get,
            fields: request.headers,
            key: CacheKey(resource: key.resource, variant: key.variant),
            tags: self.tags.map { $0.tag(parameter: parameter) },
            credentials: RequestCredentials(request.headers, user: user, stance: self.policy.authorization),
            directives: RequestDirectives(request.headers),
            shownKey: self.policy.keyDisclosure == .shown ? key.text : nil,
            clock: self.engine.clock)
    }

    /// A parameter that the prefix of a group captured is not seen when the route is registered.
    private func keyNames(_ parameters: Parameters) -> Bool {
        parameters.allSatisfy { parameter in self.policy.pathParameters.contains { $0 == parameter.key } }
    }

    private func answer(_ request: Request, _ context: Context, _ visit: Visit) async -> Answer {
        while true {
            switch self.engine.acquire(visit.key, tags: visit.tags) {
            case .fresh(let entry):
                return await self.fresh(entry, request, context, visit)
            case .ageing(let entry, let refresh):
                if let stored = StoredResponse(entry), visit.mayHave(stored.head) {
                    self.refresh(refresh, request, context, visit)
                }
                return await self.fresh(entry, request, context, visit)
            case .stale(let entry, let refresh):
                if let stored = StoredResponse(entry), visit.mayHave(stored.head), visit.directives.acceptsStale {
                    if let refresh { self.refresh(refresh, request, context, visit) }
                    return self.hit(stored, visit, at: self.engine.clock.now(), .staleHit)
                }
                guard let refresh else { return await self.unacceptable(request, context, visit) }
                return await self.begin(refresh, .stale, request, context, visit)
            case .load(let load):
                return await self.begin(load, load.previous == nil ? .uriMiss : .stale, request, context, visit)
            case .join(let waiting):
                if let answer = await self.wait(waiting, request, context, visit) { return answer }
            case .overloaded:
                guard !visit.directives.onlyIfCached else { return self.notCached(visit) }
                return await self.alone(request, context, visit, .forwarded(.uriMiss), .miss(.loaded))
            }
        }
    }

    private func fresh(_ entry: CachedEntry, _ request: Request, _ context: Context, _ visit: Visit) async -> Answer {
        guard let stored = StoredResponse(entry) else {
            return await self.alone(request, context, visit, .forwarded(.bypass), .bypassed("foreign-entry"))
        }
        guard visit.mayHave(stored.head) else {
            guard !visit.directives.onlyIfCached else { return self.notCached(visit) }
            return await self.alone(request, context, visit, .forwarded(.bypass), .bypassed("authorization"))
        }
        let now = self.engine.clock.now()
        guard visit.directives.accepts(age: stored.age(at: now)) else {
            return await self.unacceptable(request, context, visit)
        }
        return self.hit(stored, visit, at: now, .hit)
    }

    private func hit(_ stored: StoredResponse, _ visit: Visit, at now: CacheInstant, _ outcome: RequestOutcome) -> Answer {
        let response = stored.hit(for: visit, at: now)
        return Answer(
            result: .success(response), outcome: outcome, savedCost: stored.entry.cost,
            savedBytes: stored.bytesSent(in: response))
    }

    /// What is stored will not do for this client (RFC 9111 §5.2.1.4); what is made for it leaves the stored copy alone.
    private func unacceptable(_ request: Request, _ context: Context, _ visit: Visit) async -> Answer {
        guard !visit.directives.onlyIfCached else { return self.notCached(visit) }
        return await self.alone(request, context, visit, .forwarded(.request), .bypassed("request"))
    }

    /// RFC 9111 §5.2.1.7.
    private func notCached(_ visit: Visit) -> Answer {
        var response = Response(status: .gatewayTimeout)
        CacheStatus(.forwarded(.request), key: visit.shownKey).append(to: &response.headers)
        return Answer(result: .success(response), outcome: .miss(.loaded))
    }

    // MARK: Loading

    private func begin(
        _ load: Load, _ reason: CacheStatus.ForwardReason, _ request: Request, _ context: Context, _ visit: Visit
    ) async -> Answer {
        guard !visit.directives.onlyIfCached else {
            load.passOn()
            return self.notCached(visit)
        }
        // RFC 9111 §5.2.1.5.
        guard !visit.directives.noStore else {
            load.passOn()
            return await self.alone(request, context, visit, .forwarded(.request), .bypassed("request"))
        }
        let outcome = RequestOutcome.miss(load.previous == nil ? .loaded : .revalidated)
        switch await self.responseLoad(load, request, context, visit).run() {
        case .landed(let entry, let landing):
            let handling = CacheStatus.Handling.forwarded(reason, .alone, landing == .stored ? .stored : .notStored)
            guard let stored = StoredResponse(entry) else { return .failed(HTTPError(.internalServerError), outcome) }
            return Answer(result: .success(stored.miss(for: visit, handling)), outcome: outcome)
        case .passed(let response, let refusal):
            return self.passed(response, visit, .forwarded(reason), refusal.flatMap(Self.bypass) ?? outcome)
        case .failed(let error):
            return .failed(error, outcome)
        }
    }

    private func refresh(_ load: Load, _ request: Request, _ context: Context, _ visit: Visit) {
        // RFC 9111 §5.2.1.5: whoever asks next refreshes.
        guard !visit.directives.noStore else {
            load.passOn()
            return
        }
        let response = self.responseLoad(load, request, context, visit)
        let logger = context.logger
        let isStarted = self.refreshes.start {
            await response.run { ending in
                guard case .failed(let error) = ending else { return }
                logger.debug("Refresh failed", metadata: ["key": "\(visit.key.text)", "error": "\(error)"])
            }
        }
        if !isStarted { load.abandon() }
    }

    private func responseLoad(
        _ load: Load, _ request: Request, _ context: Context, _ visit: Visit
    ) -> ResponseLoad<Handler> {
        ResponseLoad(
            call: HandlerCall(handler: self.handler, request: request.forEverybody, context: context),
            load: load, visit: visit, policy: self.policy,
            bodyLimit: min(self.policy.maximumEntrySize, self.engine.maximumEntryBytes), clock: self.engine.clock)
    }

    /// Nil where the cache is to be asked again.
    private func wait(_ waiting: Waiting, _ request: Request, _ context: Context, _ visit: Visit) async -> Answer? {
        let outcome = RequestOutcome.miss(.coalesced)
        guard !visit.directives.onlyIfCached else { return self.notCached(visit) }
        do {
            switch try await waiting.result() {
            case .landed(let entry):
                guard let stored = StoredResponse(entry), visit.mayHave(stored.head) else {
                    return await self.alone(request, context, visit, .forwarded(.bypass), .bypassed("authorization"))
                }
                return Answer(
                    result: .success(stored.miss(for: visit, .forwarded(.uriMiss, .collapsed))), outcome: outcome)
            case .uncacheable, .timedOut:
                return await self.alone(request, context, visit, .forwarded(.uriMiss), outcome)
            case .failed(let error):
                return .failed(error, outcome)
            case .askAgain where visit.credentials == .unkeyed:
                // Its own response may be nobody else's either: a row of such requests would load one after the other.
                return await self.alone(request, context, visit, .forwarded(.uriMiss), outcome)
            case .askAgain:
                return nil
            }
        } catch {
            return .failed(error, outcome)
        }
    }

    // MARK: Past the cache

    /// The handler's own answer to this very request, in the client's own task.
    private func alone(
        _ request: Request, _ context: Context, _ visit: Visit, _ handling: CacheStatus.Handling, _ outcome: RequestOutcome
    ) async -> Answer {
        do {
            let response = try await self.handler.respond(to: request.asGET, context: context)
            return self.passed(response, visit, handling, self.refusal(of: response, visit).flatMap(Self.bypass) ?? outcome)
        } catch {
            return .failed(error, outcome)
        }
    }

    private func passed(
        _ response: Response, _ visit: Visit, _ handling: CacheStatus.Handling, _ outcome: RequestOutcome
    ) -> Answer {
        var response = visit.method == .head ? response.createHeadResponse() : response
        Vary.add(self.policy.varyOn.headers, to: &response.headers)
        CacheStatus(handling, key: visit.shownKey).append(to: &response.headers)
        return Answer(result: .success(response), outcome: outcome)
    }

    private func refusal(of response: Response, _ visit: Visit) -> StorageRefusal? {
        let storability = Storability(
            status: response.status, fields: response.headers, to: visit.terms, rules: self.policy.wholeResponseRules,
            exchange: Exchange(receivedAt: visit.now))
        guard case .refused(let refusal) = storability else { return nil }
        return refusal
    }

    /// A response whose header keeps it out of the cache went past it; one with another status was a miss.
    private static func bypass(_ refusal: StorageRefusal) -> RequestOutcome? {
        refusal == .status ? nil : .bypassed(BypassReason(rawValue: refusal.rawValue))
    }
}
