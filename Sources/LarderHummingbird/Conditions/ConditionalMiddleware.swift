import HTTPTypes
public import Hummingbird
public import LarderEngine
public import LarderHTTP

/// Evaluates the conditions of requests before their handlers run (RFC 9110 §13).
///
/// ```swift
/// router.add(
///     middleware: ConditionalMiddleware { request, context in
///         try await courses.revision(of: context.parameters.require("id")).map { Validators(entityTag: EntityTag(of: $0)) }
///     })
/// ```
///
/// A `GET` or `HEAD` of what the client has is answered 304; a request about another state than the one that is there is refused
/// with ``UnmetCondition/failed``. Otherwise the handler runs, and its 2xx response to `GET` or `HEAD` gets the validators it
/// lacks. They are of the state before the handler ran: if it sees a newer one, that goes out under an old tag, which costs a later
/// request its 304; the other way round, clients would never see the change. So a response to a change gets none, nor does one
/// that a cache had a hand in (`Age`, `Cache-Status`): it may be older than its validators.
public struct ConditionalMiddleware<Context: RequestContext>: RouterMiddleware {
    private let changes: UnconditionalChanges
    private let clock: any CacheClock
    private let current: @Sendable (Request, Context) async throws -> Validators?

    /// - Parameters:
    ///   - clock: For dates whose year has two digits.
    ///   - current: Of the representation that the request is about; nil where there is none. Not asked where a request other
    ///     than `GET` and `HEAD` has no conditions and needs none. What it throws answers the request.
    public init(
        changes: UnconditionalChanges = .allowed,
        clock: any CacheClock = SystemClock(),
        current: @escaping @Sendable (Request, Context) async throws -> Validators?
    ) {
        self.changes = changes
        self.clock = clock
        self.current = current
    }

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let purpose = MethodPurpose(request.method)
        let mustBeConditional = purpose == .change && self.changes == .refused
        guard purpose == .read || mustBeConditional || purpose != .unrelated && request.isConditional else {
            return try await next(request, context)
        }
        let current = try await self.current(request, context)
        let now = HTTPDate(wallSeconds: self.clock.wallSeconds())
        if mustBeConditional, !Precondition.preventsLostUpdate(request: request.headers, current: current, now: now) {
            throw UnmetCondition.missing
        }
        switch Precondition.evaluate(method: request.method, request: request.headers, current: current, now: now) {
        case .failed:
            throw UnmetCondition.failed
        case .notModified:
            var fields = HTTPFields()
            current?.complete(&fields)
            return .notModified(fields)
        case .send:
            var response = try await next(request, context)
            if purpose == .read, response.status.kind == .successful, !response.mayBeOld {
                current?.complete(&response.headers)
            }
            return response
        }
    }
}

extension Validators {
    /// Says those that `fields` do not have.
    fileprivate func complete(_ fields: inout HTTPFields) {
        if let entityTag, !fields.contains(.eTag) { fields[.eTag] = entityTag.text }
        if let lastModified, !fields.contains(.lastModified) { fields[.lastModified] = lastModified.text }
    }
}

extension Request {
    fileprivate var isConditional: Bool {
        self.headers.contains(.ifMatch) || self.headers.contains(.ifNoneMatch) || self.headers.contains(.ifUnmodifiedSince)
    }
}

extension Response {
    fileprivate var mayBeOld: Bool {
        self.headers.contains(.age) || self.headers.contains(.cacheStatus)
    }

    static func notModified(_ fields: HTTPFields) -> Response {
        var response = Response(status: .notModified, headers: fields)
        // Hummingbird's zero would be the length of the representation (RFC 9110 §8.6).
        response.headers[.contentLength] = nil
        return response
    }
}
