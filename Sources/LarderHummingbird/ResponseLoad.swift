import HTTPTypes
import Hummingbird
import LarderEngine
import LarderHTTP
import NIOCore

/// The handler of a route with the request it is to answer.
///
/// `@unchecked Sendable`: a context need not be `Sendable`, but this copy of it is used by one task, the one that runs the handler,
/// and ``RouterMethods/cachePage(_:_:listener:secret:user:)`` says that its references must bear to outlive the request.
struct HandlerCall<Handler: HTTPResponder>: @unchecked Sendable where Handler.Context: RequestContext {
    let handler: Handler
    let request: Request
    let context: Handler.Context

    func run() async throws -> Response {
        try await self.handler.respond(to: self.request, context: self.context)
    }
}

/// One run of a handler for everybody who waits for its response.
struct ResponseLoad<Handler: HTTPResponder>: Sendable where Handler.Context: RequestContext {
    enum Ending: Sendable {
        case landed(CachedEntry, Load.LandOutcome)
        /// Not for the cache: as the handler made it. `refusal` is nil where only room was missing.
        case passed(Response, refusal: StorageRefusal?)
        case failed(any Error)
    }

    let call: HandlerCall<Handler>
    let load: Load
    let visit: Visit
    let policy: CachePolicy
    /// Larger bodies are passed on and not kept.
    let bodyLimit: Int
    let clock: any CacheClock

    /// Runs in a task of its own, which the caller's cancellation does not reach: others wait for the same response. The caller
    /// goes on once the response is decided; a body too large to keep then flows from the task to whoever reads it.
    func run() async -> Ending {
        await withCheckedContinuation { continuation in
            Task { await self.run { continuation.resume(returning: $0) } }
        }
    }

    /// - Parameter deliver: Called once.
    func run(deliver: @escaping @Sendable (Ending) -> Void) async {
        let began = self.clock.now()
        let meter = LoadMeter()
        let response: Response
        do {
            response = try await LoadMeter.$current.withValue(meter) { try await self.call.run() }
        } catch {
            // A refusal may be this client's alone, as a 401 is; a failure is everybody's.
            if let refusal = error as? any HTTPResponseError, refusal.status.code < 500 {
                self.load.abandon()
            } else {
                self.load.fail(error)
            }
            deliver(.failed(error))
            return
        }
        let storability = Storability(
            status: response.status, fields: response.headers, to: self.visit.terms, rules: self.policy.wholeResponseRules,
            exchange: Exchange(receivedAt: self.visit.now))
        switch storability {
        case .refused(let refusal):
            if refusal == .authorization {
                self.load.passOn()
            } else {
                self.load.abandon()
            }
            deliver(.passed(response, refusal: refusal))
        case .storable(let terms):
            if let length = response.body.contentLength, length > self.bodyLimit {
                self.load.refuse(size: length)
                deliver(.passed(response, refusal: nil))
                return
            }
            let collector = BodyCollector(limit: self.bodyLimit, reserve: self.load.reserve) { body, length in
                self.load.refuse(size: length)
                var streamed = response
                streamed.body = body
                streamed.headers[.contentLength] = response.headers[.contentLength]
                deliver(.passed(streamed, refusal: nil))
            }
            do {
                // The queries of a streamed body are part of its cost.
                let ending = try await LoadMeter.$current.withValue(meter) { try await collector.collect(response.body) }
                guard case .collected(let bytes) = ending else { return }
                let cost = LoadCost(elapsed: began.duration(to: self.clock.now()), queries: meter.queries)
                let landing = self.land(bytes, fields: response.headers, terms: terms, cost: cost)
                deliver(.landed(landing.entry, landing.outcome))
            } catch {
                self.load.fail(error)
                deliver(.failed(error))
            }
        }
    }

    private func land(
        _ bytes: ByteBuffer, fields: HTTPFields, terms: StorageTerms, cost: LoadCost
    ) -> (entry: CachedEntry, outcome: Load.LandOutcome) {
        let stored = StoredFields.make(
            from: fields, contentLength: bytes.readableBytes,
            entityTag: bytes.withUnsafeReadableBytes { EntityTag(hashing: $0) },
            terms: terms, policy: self.policy)
        let lifetime = EntryLifetime(
            freshness: terms.freshness, staleWindow: terms.staleWindow,
            staleServing: terms.staleServing == .allowed ? .allowed : .forbidden)
        return self.load.land(
            CacheValue(bytes: Self.compact(bytes), head: StoredHead(fields: stored, audience: terms.audience)),
            lifetime: lifetime, tags: self.visit.tags, cost: cost)
    }

    /// A buffer that grew while it was written, or is a slice of a larger one, would occupy more than it holds.
    private static func compact(_ bytes: ByteBuffer) -> ByteBuffer {
        guard bytes.storageCapacity / 2 >= max(bytes.readableBytes, 1) else { return bytes }
        return ByteBuffer(bytes: bytes.readableBytesView)
    }
}
