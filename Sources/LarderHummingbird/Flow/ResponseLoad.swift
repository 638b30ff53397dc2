import HTTPTypes
import Hummingbird
import LarderEngine
import LarderHTTP
import NIOConcurrencyHelpers
import NIOCore

/// One run of a handler for everybody who waits for its response.
struct ResponseLoad: Sendable {
    enum Ending: Sendable {
        /// A response to serve, made anew or found current (`status` is the handler's).
        case landed(CachedEntry, Load.LandOutcome, status: Int)
        /// The handler failed with this status, and what is stored may answer.
        case kept(status: Int)
        /// The handler takes long, and what is stored may answer meanwhile.
        case slow
        /// Not for the cache: as the handler made it. `refusal` is nil where only room was missing.
        case passed(Response, refusal: StorageRefusal?)
        case failed(any Error)
    }

    let errand: Errand
    let load: Load

    private var visit: Visit { self.errand.visit }
    private var endpoint: CachedEndpoint { self.errand.visit.endpoint }
    private var policy: CachePolicy { self.endpoint.policy }
    private var rules: CachingRules { self.endpoint.rules }
    private var findings: RouteFindings { self.endpoint.findings }
    private var recorder: RouteRecorder { self.endpoint.recorder }
    private var clock: any CacheClock { self.load.engine.clock }
    /// Larger bodies are passed on and not kept.
    private var bodyLimit: Int { min(self.policy.maximumEntrySize, self.load.engine.maximumEntryBytes) }

    /// Runs in a task of its own, which the caller's cancellation does not reach: others wait for the same response. The caller
    /// goes on once the response is decided; a body too large to keep then flows from the task to whoever reads it.
    ///
    /// - Parameter reuse: The decision that led here.
    func run(after reuse: Reuse) async -> Ending {
        let delivery = Delivery<Ending>()
        return await withCheckedContinuation { continuation in
            delivery.begin(continuation)
            let timer: Task<Void, Never>? =
                reuse.fallback.permitsStale(after: self.policy.patience)
                ? Task {
                    guard (try? await Task.sleep(for: self.policy.patience)) != nil, delivery.deliver(.slow) else { return }
                    self.recorder.failed()
                } : nil
            Task {
                await self.run(after: reuse) {
                    timer?.cancel()
                    return delivery.deliver($0)
                }
            }
        }
    }

    /// - Parameter deliver: Called once. False where nobody waits any more.
    func run(after reuse: Reuse, deliver: @escaping @Sendable (Ending) -> Bool) async {
        let began = self.clock.now()
        let meter = LoadMeter()
        let caching = ResponseCaching()
        let stored = self.load.previous.flatMap { StoredResponse($0) }
        var reuse = reuse
        while true {
            var validators: Validators?
            if case .validate(let asked, _, _) = reuse { validators = asked }
            let reply = await LoadMeter.$current.withValue(meter) {
                await ResponseCaching.$current.withValue(caching) {
                    await self.errand.reply(validating: validators)
                }
            }
            let elapsed = began.duration(to: self.clock.now())
            if elapsed <= self.policy.patience { self.recorder.succeeded() }
            let reception = Reception(
                status: reply.response.status, fields: reply.response.headers, to: self.visit.terms, after: reuse,
                stored: stored?.head, elapsed: elapsed, rules: self.rules.following(caching.wishes),
                // The handler runs here: what it makes is of the moment it is done.
                exchange: Exchange(receivedAt: self.visit.now))
            switch (reception, stored) {
            case (.store(let terms), _):
                return await self.collect(reply, terms, meter, caching, since: began, deliver)
            case (.freshen(let head), let stored?):
                let landing = self.land(
                    stored.entry.value.bytes, head, tags: caching.wishes.tags, cost: stored.entry.cost)
                return self.end(.landed(landing.entry, landing.outcome, status: reply.response.status.code), deliver)
            case (.freshenOnce(let fields, let refusal), let stored?):
                _ = self.load.engine.remove(self.load.key)
                self.refuse(refusal)
                return self.end(.passed(stored.once(fields), refusal: refusal), deliver)
            case (.serveStale, _?):
                self.load.keepPrevious()
                return self.end(.kept(status: reply.response.status.code), deliver)
            case (.askUnconditionally, _):
                reuse = .forward(.stale, reuse.fallback)
            case (.pass(let refusal), _):
                return self.pass(reply, refusal, deliver)
            case (.freshen, nil), (.freshenOnce, nil), (.serveStale, nil):
                preconditionFailure("nothing is stored for \(self.load.key.text) that could be \(reception)")
            }
        }
    }

    private func end(_ ending: Ending, _ deliver: @Sendable (Ending) -> Bool) {
        if case .passed(let response, let refusal?) = ending { self.note(refusal, response) }
        _ = deliver(ending)
    }

    private func pass(_ reply: HandlerCall.Reply, _ refusal: StorageRefusal, _ deliver: @Sendable (Ending) -> Bool) {
        guard let error = reply.thrown else {
            self.refuse(refusal)
            return self.end(.passed(reply.response, refusal: refusal), deliver)
        }
        self.note(refusal, reply.response)
        // A refusal may be this client's alone, as a 401 is; a failure is everybody's.
        if reply.response.status.code < 500 {
            self.refuse(refusal)
        } else {
            self.load.fail(error)
        }
        self.end(.failed(error), deliver)
    }

    private func note(_ refusal: StorageRefusal, _ response: Response) {
        self.findings.refused(self.load.key, refusal, status: response.status.code, at: self.clock.now())
    }

    private func refuse(_ refusal: StorageRefusal) {
        if refusal == .authorization {
            self.load.passOn()
        } else {
            self.load.abandon()
        }
    }

    private func collect(
        _ reply: HandlerCall.Reply, _ terms: StorageTerms, _ meter: LoadMeter, _ caching: ResponseCaching,
        since began: CacheInstant,
        _ deliver: @escaping @Sendable (Ending) -> Bool
    ) async {
        let response = reply.response
        let bodyLimit = self.bodyLimit
        if let length = response.body.contentLength, length > bodyLimit {
            self.load.refuse(size: length)
            return self.end(.passed(response, refusal: .bodySize), deliver)
        }
        let collector = BodyCollector(limit: bodyLimit, reserve: self.load.reserve) { body, length in
            self.load.refuse(size: length)
            var streamed = response
            streamed.body = body
            streamed.headers[.contentLength] = response.headers[.contentLength]
            self.end(.passed(streamed, refusal: length > bodyLimit ? .bodySize : nil), deliver)
        }
        do {
            // The queries of a streamed body are part of its cost.
            let ending = try await LoadMeter.$current.withValue(meter) {
                try await ResponseCaching.$current.withValue(caching) { try await collector.collect(response.body) }
            }
            guard case .collected(let bytes) = ending else { return }
            let wishes = caching.wishes
            guard wishes.storing == .asResponseSays else {
                self.load.abandon()
                var passed = response
                passed.body = ResponseBody(byteBuffer: bytes)
                return self.end(.passed(passed, refusal: .handler), deliver)
            }
            let cost = LoadCost(elapsed: began.duration(to: self.clock.now()), queries: meter.queries)
            let head = CachedHead(
                status: response.status,
                fields: StoredFields.make(
                    from: response.headers, contentLength: bytes.readableBytes,
                    entityTag: bytes.withUnsafeReadableBytes { EntityTag(hashing: $0) }, terms: terms, policy: self.policy),
                terms: terms, receivedAt: self.visit.now, entityTagSource: response.headers.contains(.eTag) ? .origin : .cache)
            let landing = self.land(Self.compact(bytes), head, tags: wishes.tags, cost: cost)
            self.end(.landed(landing.entry, landing.outcome, status: response.status.code), deliver)
        } catch {
            self.load.fail(error)
            self.end(.failed(error), deliver)
        }
    }

    private func land(
        _ bytes: ByteBuffer, _ head: CachedHead, tags: [String], cost: LoadCost
    ) -> (entry: CachedEntry, outcome: Load.LandOutcome) {
        let terms = head.terms
        let lifetime = EntryLifetime(
            freshness: terms.freshness, staleWindow: terms.staleWindow,
            staleServing: terms.staleServing == .allowed ? .allowed : .forbidden,
            retention: terms.retention(validationWindow: head.knownToOrigin.isEmpty ? .zero : self.rules.validationWindow),
            jitter: self.policy.jitter, refreshAhead: self.policy.refreshAhead)
        let vary = Vary(head.fields).beyond(self.policy.varyOn.headers)
        self.findings.learn(vary)
        self.findings.stored(self.load.key)
        let key = self.visit.key(vary)
        return self.load.land(
            CacheValue(bytes: bytes, head: StoredHead(head)), as: key == self.load.key ? nil : key, lifetime: lifetime,
            tags: self.visit.tags + tags, cost: cost)
    }

    /// A buffer that grew while it was written, or is a slice of a larger one, would occupy more than it holds.
    private static func compact(_ bytes: ByteBuffer) -> ByteBuffer {
        guard bytes.storageCapacity / 2 >= max(bytes.readableBytes, 1) else { return bytes }
        return ByteBuffer(bytes: bytes.readableBytesView)
    }
}

/// Hands over the first of several results.
private final class Delivery<Result: Sendable>: Sendable {
    private let continuation = NIOLockedValueBox<CheckedContinuation<Result, Never>?>(nil)

    func begin(_ continuation: CheckedContinuation<Result, Never>) {
        self.continuation.withLockedValue { $0 = continuation }
    }

    /// False where another one came first.
    func deliver(_ result: Result) -> Bool {
        let continuation = self.continuation.withLockedValue { waiting in
            defer { waiting = nil }
            return waiting
        }
        continuation?.resume(returning: result)
        return continuation != nil
    }
}

extension CachingRules {
    /// With what the handler said of this response.
    fileprivate func following(_ wishes: ResponseCaching.Wishes) -> CachingRules {
        guard let timeout = wishes.timeout else { return self }
        var rules = self
        rules.unstatedLifetime = .fixed(timeout)
        rules.longestLifetime = timeout
        return rules
    }
}
