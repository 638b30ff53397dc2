import HTTPTypes
import Hummingbird
import LarderEngine
import LarderHTTP
import Logging
import NIOConcurrencyHelpers
import NIOCore

/// How one request to a cached route is answered.
///
/// A thin shell: what a request gets is decided by ``Reuse``, what a handler's response means by ``Reception``, what of a stored
/// response goes out by ``Serving``.
struct CacheFlow {
    let endpoint: CachedEndpoint

    init(_ endpoint: CachedEndpoint) {
        self.endpoint = endpoint
    }

    private var cache: ResponseCache { self.endpoint.cache }
    private var engine: CacheEngine { self.endpoint.cache.engine }
    private var policy: CachePolicy { self.endpoint.policy }
    private var rules: CachingRules { self.endpoint.rules }
    private var findings: RouteFindings { self.endpoint.findings }
    private var recorder: RouteRecorder { self.endpoint.recorder }

    // MARK: Looking up

    func hit(_ visit: Visit, since began: CacheInstant) -> Response? {
        guard visit.concern == nil, visit.terms.asksForNothing else { return nil }
        let key = self.select(visit)
        guard self.findings.passing(key, at: began) == nil, let entry = self.engine.hit(key), let stored = StoredResponse(entry),
            case .fresh = Reuse(of: stored.candidate(at: began), for: visit.terms, rules: self.rules)
        else { return nil }
        let response = stored.hit(for: visit, at: began)
        self.recorder.record(
            .hit, latency: began.duration(to: self.engine.clock.now()), status: response.status.code,
            savedCost: entry.cost, savedBytes: response.bytesSent)
        return response
    }

    func answer(_ errand: Errand) async -> Answer {
        let visit = errand.visit
        var demand = CacheEngine.Demand.entry
        while true {
            let key = self.select(visit)
            if let refusal = self.findings.passing(key, at: self.engine.clock.now()) {
                guard !visit.directives.onlyIfCached else { return self.notCached() }
                return await self.again(errand, key, refusal)
            }
            switch self.engine.acquire(key, tags: visit.tags, demand: demand) {
            case .fresh(let entry):
                if let answer = await self.reuse(entry, nil, errand) { return answer }
                demand = .renewal
            case .ageing(let entry, let refresh):
                if let answer = await self.reuse(entry, refresh, errand) { return answer }
            case .stale(let entry, let refresh):
                if let answer = await self.reuse(entry, refresh, errand) { return answer }
                demand = .renewal
            case .load(let load):
                if let previous = load.previous, StoredResponse(previous) != nil {
                    if let answer = await self.reuse(previous, load, errand) { return answer }
                } else {
                    return await self.begin(load, errand)
                }
            case .join(let waiting):
                if let answer = await self.wait(waiting, errand) { return answer }
            case .overloaded:
                guard !visit.directives.onlyIfCached else { return self.notCached() }
                return await self.alone(errand, .uriMiss, .miss(.loaded))
            }
        }
    }

    private func select(_ visit: Visit) -> CacheKey {
        self.cache.mostRecent(of: self.findings.selections) { visit.key($0) }
    }

    /// What is stored, as far as it may answer.
    ///
    /// - Parameter load: The right to load it anew, where this request has that.
    /// - Returns: Nil where that right is needed and this request has it not.
    private func reuse(_ entry: CachedEntry, _ load: Load?, _ errand: Errand) async -> Answer? {
        let visit = errand.visit
        guard let stored = StoredResponse(entry) else {
            load?.passOn()
            return await self.alone(errand, .bypass, .bypassed("foreign-entry"))
        }
        let now = self.engine.clock.now()
        let reuse = Reuse(of: stored.candidate(at: now), for: visit.terms, rules: self.rules)
        switch reuse {
        case .fresh:
            load.map { self.refresh($0, stored.head, errand) }
            return self.hit(stored, visit, at: now, .hit)
        case .stale(_, let due):
            switch due {
            case .due: load.map { self.refresh($0, stored.head, errand) }
            case .notByThis: load?.passOn()
            }
            return self.hit(stored, visit, at: now, .staleHit)
        case .forward(.bypass, _):
            load?.passOn()
            return await self.alone(errand, .bypass, .bypassed("authorization"))
        case .gatewayTimeout:
            load?.passOn()
            return self.notCached()
        case .validate, .forward:
            guard let load else { return nil }
            if reuse.fallback.permitsStale(after: .zero), !self.recorder.admits() {
                load.passOn()
                return self.stale(stored, visit, detail: "breaker")
            }
            return await self.load(load, after: reuse, errand)
        }
    }

    private func hit(_ stored: StoredResponse, _ visit: Visit, at now: CacheInstant, _ outcome: RequestOutcome) -> Answer {
        let response = stored.hit(for: visit, at: now)
        return Answer(
            result: .success(response), outcome: outcome, savedCost: stored.entry.cost, savedBytes: response.bytesSent)
    }

    /// What is stored in place of what the handler did not come up with.
    private func stale(_ stored: StoredResponse, _ visit: Visit, forwardStatus: Int? = nil, detail: String) -> Answer {
        let response = stored.answer(
            to: visit, .forwarded(.stale), at: self.engine.clock.now(), forwardStatus: forwardStatus, detail: detail)
        return Answer(
            result: .success(response), outcome: .staleHit, savedCost: stored.entry.cost, savedBytes: response.bytesSent)
    }

    /// RFC 9111 §5.2.1.7. An answer of the cache's own, so without `Cache-Status` (RFC 9211 §2).
    private func notCached() -> Answer {
        Answer(result: .success(Response(status: .gatewayTimeout)), outcome: .miss(.loaded))
    }

    // MARK: Loading

    /// Nothing is stored.
    private func begin(_ load: Load, _ errand: Errand) async -> Answer {
        let visit = errand.visit
        let reason = load.isVariantMiss && load.key.variant != nil ? CacheStatus.ForwardReason.varyMiss : .uriMiss
        let reuse = Reuse(of: .absent(reason), for: visit.terms, rules: self.rules)
        guard case .forward = reuse else {
            load.passOn()
            return self.notCached()
        }
        // Only the handler knows whether a part can be had without the whole.
        guard !visit.fields.contains(.range) else {
            load.passOn()
            return await self.alone(errand, reason, .bypassed("range"))
        }
        return await self.load(load, after: reuse, errand)
    }

    private func load(_ load: Load, after reuse: Reuse, _ errand: Errand) async -> Answer {
        let visit = errand.visit
        let outcome = RequestOutcome.miss(load.previous == nil ? .loaded : .revalidated)
        let reason = reuse.forwardReason
        switch await self.responseLoad(load, errand).run(after: reuse) {
        case .landed(let entry, let landing, let status):
            guard let stored = StoredResponse(entry) else { return .failed(HTTPError(.internalServerError), outcome) }
            let handling = CacheStatus.Handling.forwarded(reason, .alone, landing == .stored ? .stored : .notStored)
            let response = stored.answer(
                to: visit, handling, at: self.engine.clock.now(),
                forwardStatus: status == stored.head.status.code ? nil : status)
            return Answer(result: .success(response), outcome: outcome)
        case .kept(let status):
            return self.stale(StoredResponse(load.previous!)!, visit, forwardStatus: status, detail: "stale-if-error")
        case .slow:
            return self.stale(StoredResponse(load.previous!)!, visit, detail: "slow")
        case .passed(let response, let refusal):
            // Where something is stored it may answer others.
            if let refusal, load.previous == nil {
                self.findings.pass(load.key, because: refusal, at: self.engine.clock.now())
            }
            // The handler did not see all of this request; now that the answer is nobody else's it may.
            if refusal != nil, refusal != .bodySize, errand.request.says(moreThanKeysOf: self.endpoint) {
                return await self.alone(errand, reason, refusal.flatMap(Self.bypass) ?? outcome)
            }
            return self.passed(
                self.conditioned(response, visit), visit, reason, refusal.flatMap(Self.bypass) ?? outcome)
        case .failed(let error):
            return .failed(error, outcome)
        }
    }

    private func refresh(_ load: Load, _ head: CachedHead, _ errand: Errand) {
        // RFC 9111 §5.2.1.5: whoever asks next refreshes.
        guard !errand.visit.directives.noStore else {
            load.passOn()
            return
        }
        let validators = head.knownToOrigin
        let reuse: Reuse = validators.isEmpty ? .forward(.stale) : .validate(validators, because: .stale, .none)
        let response = self.responseLoad(load, errand)
        let logger = errand.call.logger
        let isStarted = self.endpoint.refreshes.start {
            await response.run(after: reuse) { ending in
                if case .failed(let error) = ending {
                    logger.debug("Refresh failed", metadata: ["key": "\(response.load.key.text)", "error": "\(error)"])
                }
                return true
            }
        }
        if !isStarted { load.abandon() }
    }

    private func responseLoad(_ load: Load, _ errand: Errand) -> ResponseLoad {
        ResponseLoad(errand: errand, load: load)
    }

    /// Nil where the cache is to be asked again.
    private func wait(_ waiting: Waiting, _ errand: Errand) async -> Answer? {
        let visit = errand.visit
        let outcome = RequestOutcome.miss(.coalesced)
        guard !visit.directives.onlyIfCached else { return self.notCached() }
        do {
            switch try await self.result(of: waiting, visit) {
            case .landed(let entry):
                guard let stored = StoredResponse(entry), stored.head.terms.audience.includes(visit.terms.credentials) else {
                    return await self.alone(errand, .bypass, .bypassed("authorization"))
                }
                let response = stored.answer(to: visit, .forwarded(.uriMiss, .collapsed), at: self.engine.clock.now())
                return Answer(result: .success(response), outcome: outcome)
            case .kept(let entry):
                guard let stored = self.fallback(entry, visit) else { return nil }
                return self.stale(stored, visit, detail: "stale-if-error")
            case .timedOut:
                if let stored = self.engine.peek(self.select(visit)).flatMap({ self.fallback($0, visit) }) {
                    return self.stale(stored, visit, detail: "slow")
                }
                return await self.alone(errand, .uriMiss, outcome)
            case .uncacheable:
                return await self.alone(errand, .uriMiss, outcome)
            case .failed(let error):
                return .failed(error, outcome)
            case .askAgain where visit.terms.credentials == .unkeyed:
                // Its own response may be nobody else's either: a row of such requests would load one after the other.
                return await self.alone(errand, .uriMiss, outcome)
            case .askAgain:
                return nil
            }
        } catch {
            return .failed(error, outcome)
        }
    }

    /// Nobody who may have what is stored waits longer than whoever runs the load.
    private func result(of waiting: Waiting, _ visit: Visit) async throws -> Waiting.Result {
        let hasFallback = self.engine.peek(self.select(visit)).flatMap { self.fallback($0, visit) } != nil
        return try await waiting.result(patience: hasFallback ? self.policy.patience : nil)
    }

    /// The entry, where it may answer this request in place of a failure.
    private func fallback(_ entry: CachedEntry, _ visit: Visit) -> StoredResponse? {
        guard let stored = StoredResponse(entry) else { return nil }
        let reuse = Reuse(of: stored.candidate(at: self.engine.clock.now()), for: visit.terms, rules: self.rules)
        return reuse.fallback.permitsStale(after: .zero) ? stored : nil
    }

    // MARK: Past the cache

    /// The handler's own answer to this very request, in the client's own task.
    func alone(_ errand: Errand, _ reason: CacheStatus.ForwardReason, _ outcome: RequestOutcome) async -> Answer {
        var (answer, storability) = await self.handled(errand, reason, outcome)
        // Why it went past the cache before it was made says more than why it would have.
        if case .miss = outcome, case .refused(let refusal)? = storability, let bypass = Self.bypass(refusal) {
            answer.outcome = bypass
        }
        return answer
    }

    /// As ``alone(_:_:_:)``, after a response that was not for the cache; where it has become one, the next request loads it.
    private func again(_ errand: Errand, _ key: CacheKey, _ remembered: StorageRefusal) async -> Answer {
        let bypass = RequestOutcome.bypassed(BypassReason(rawValue: remembered.rawValue))
        let (answer, storability) = await self.handled(errand, .uriMiss, bypass)
        // How large a body is shows when it is there: that finding ends with its time.
        if remembered != .bodySize, case .storable? = storability { self.findings.passNoMore(key) }
        return answer
    }

    /// - Returns: Nil for what the rules make of the response where the handler threw.
    private func handled(
        _ errand: Errand, _ reason: CacheStatus.ForwardReason, _ outcome: RequestOutcome
    ) async -> (Answer, Storability?) {
        let visit = errand.visit
        do {
            let response = try await errand.call.answer(errand.request.asGET)
            let storability = Storability(
                status: response.status, fields: response.headers, to: visit.terms, rules: self.rules,
                exchange: Exchange(receivedAt: visit.now))
            return (self.passed(response, visit, reason, outcome), storability)
        } catch {
            return (.failed(error, outcome), nil)
        }
    }

    private func passed(
        _ response: Response, _ visit: Visit, _ reason: CacheStatus.ForwardReason, _ outcome: RequestOutcome
    ) -> Answer {
        var response = visit.method == .head ? response.createHeadResponse() : response
        Vary.add(self.policy.varyOn.headers, to: &response.headers)
        CacheStatus(.forwarded(reason), key: visit.shownKey(visit.key())).append(to: &response.headers)
        return Answer(result: .success(response), outcome: outcome)
    }

    /// The handler was asked for the whole: the client's own conditions are still to be met.
    private func conditioned(_ response: Response, _ visit: Visit) -> Response {
        guard response.status == .ok,
            Precondition.evaluate(
                request: visit.fields, validators: Validators(response.headers, receivedAt: visit.now), now: visit.now)
                == .notModified
        else { return response }
        return .notModified(Precondition.notModifiedFields(response.headers))
    }

    /// A response whose header keeps it out of the cache went past it; one with another status was a miss.
    private static func bypass(_ refusal: StorageRefusal) -> RequestOutcome? {
        refusal == .status || refusal == .bodySize ? nil : .bypassed(BypassReason(rawValue: refusal.rawValue))
    }
}

extension Reuse {
    /// Why the origin is asked.
    fileprivate var forwardReason: CacheStatus.ForwardReason {
        switch self {
        case .forward(let reason, _), .validate(_, let reason, _): reason
        case .fresh, .stale, .gatewayTimeout: .miss
        }
    }
}
