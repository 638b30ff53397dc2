import HTTPTypes

/// How a request is answered, given what is stored for it (RFC 9111 §4).
///
/// The first of the decisions of a cache, which a shell takes in this order: this one; where the origin has to be asked,
/// ``Reception`` on its response; then ``Serving`` on the stored response that answers. ``Invalidation`` looks at responses to
/// methods that change something, ``HeadFinding`` at those to `HEAD`.
public enum Reuse: Sendable, Hashable {
    /// With the stored response, which is fresh.
    case fresh
    /// With the stored response, which is stale.
    case stale(StalePermission, Refresh)
    /// Only after the origin has been asked whether the stored response is current (``Validators/validate(with:)``).
    case validate(Validators, because: CacheStatus.ForwardReason, Fallback)
    /// By the origin. `Fallback` is for a stored response without validators.
    case forward(CacheStatus.ForwardReason, Fallback = .none)
    /// 504: the client takes nothing but a stored response, and there is none that will do (RFC 9111 §5.2.1.7).
    case gatewayTimeout

    /// Why a stale response may be served (RFC 9111 §4.2.4).
    public enum StalePermission: Sendable, Hashable {
        /// RFC 5861 §3, by the response, the route or a soft purge.
        case whileRevalidating
        /// RFC 9111 §5.2.1.2: the client asks for it.
        case requested
    }

    public enum Refresh: Sendable, Hashable {
        /// Due in the background, by one at a time.
        case due
        /// Not by this request: it may cause none, or only the client allowed the response, not its origin.
        case notByThis
    }

    /// What answers if the origin fails, with a 500, 502, 503 or 504 or with none at all (RFC 5861 §4).
    public enum Fallback: Sendable, Hashable {
        /// The failure itself.
        case none
        /// The failure itself, or a 504 where the origin could not be reached: the response says `must-revalidate` or
        /// `proxy-revalidate` (RFC 9111 §5.2.2.2).
        case gatewayTimeout
        /// The stored response, for this long from now.
        case stale(for: Duration)

        /// - Parameter elapsed: Since the decision.
        public func permitsStale(after elapsed: Duration) -> Bool {
            switch self {
            case .none, .gatewayTimeout: false
            case .stale(let window): elapsed < window
            }
        }
    }

    /// Total: every request and every stored response give one answer.
    ///
    /// An age equal to the lifetime is stale, and one that has reached the end of a window is outside (RFC 9111 §4.2).
    public init(of candidate: StoredCandidate, for request: RequestTerms, rules: CachingRules) {
        guard request.method == .head || rules.methods.contains(request.method) else {
            self = .forward(.method)
            return
        }
        switch candidate {
        case .absent(let reason):
            self = Self.origin(request, .forward(reason))
        case .stored(let head, let residence, let standing):
            guard request.preconditions == .none, head.terms.audience.includes(request.credentials) else {
                self = Self.origin(request, .forward(.bypass))
                return
            }
            let moment = Moment(terms: head.terms, residence: max(.zero, residence), standing: standing)
            self = moment.served(to: request.directives) ?? Self.origin(request, moment.asked(head, request.directives))
        }
    }

    private static func origin(_ request: RequestTerms, _ question: Reuse) -> Reuse {
        request.directives.onlyIfCached ? .gatewayTimeout : question
    }
}

/// A stored response at the time of a request.
private struct Moment {
    let terms: StorageTerms
    let standing: StoredCandidate.Standing
    let age: Duration
    /// How long it has been stale; below zero while it is fresh.
    let staleness: Duration

    init(terms: StorageTerms, residence: Duration, standing: StoredCandidate.Standing) {
        self.terms = terms
        self.standing = standing
        self.age = terms.initialAge + residence
        self.staleness = self.age - terms.lifetime
    }

    /// Nil where the origin has to be asked first.
    func served(to directives: RequestDirectives) -> Reuse? {
        guard self.terms.reuse == .whileFresh, self.standing != .invalid else { return nil }
        if self.standing == .undisturbed, self.staleness < .zero {
            let isAccepted = directives.accepts(
                age: self.age, remaining: .zero - self.staleness, isImmutable: self.terms.isImmutable)
            return isAccepted ? .fresh : nil
        }
        guard self.terms.staleServing == .allowed else { return nil }
        let mayRefresh = self.isWithinWindow && !directives.noStore && !directives.onlyIfCached
        if self.standing == .undisturbed, directives.accepts(staleness: self.staleness, age: self.age) {
            return .stale(.requested, mayRefresh ? .due : .notByThis)
        }
        guard self.isWithinWindow, directives.acceptsStale, !self.exceeds(directives.maximumStaleness) else { return nil }
        return .stale(.whileRevalidating, mayRefresh ? .due : .notByThis)
    }

    func asked(_ head: CachedHead, _ directives: RequestDirectives) -> Reuse {
        let isUsable = self.standing == .undisturbed && self.staleness < .zero && self.terms.reuse == .whileFresh
        let reason = isUsable ? CacheStatus.ForwardReason.request : .stale
        let fallback = self.fallback(directives)
        let validators = head.knownToOrigin
        return validators.isEmpty ? .forward(reason, fallback) : .validate(validators, because: reason, fallback)
    }

    private var isWithinWindow: Bool {
        switch self.standing {
        case .undisturbed: self.staleness < self.terms.staleWhileRevalidate
        case .soft(let window): window > .zero
        case .invalid: false
        }
    }

    /// A client that says how stale a response may be takes none that is staler, whatever its origin allows.
    private func exceeds(_ limit: RequestDirectives.Staleness?) -> Bool {
        switch limit {
        case .upTo(let limit): self.staleness > limit
        case .any, nil: false
        }
    }

    private func fallback(_ directives: RequestDirectives) -> Reuse.Fallback {
        guard self.terms.staleServing == .allowed, self.terms.reuse == .whileFresh else { return .gatewayTimeout }
        guard self.standing != .invalid, !directives.noCache else { return .none }
        // A client that bounds the age has said no, unless it speaks of errors itself.
        let window = max(directives.acceptsStale ? self.terms.staleIfError : .zero, directives.staleIfError ?? .zero)
        return window > .zero && window > self.staleness ? .stale(for: window - self.staleness) : .none
    }
}
