public import HTTPTypes

/// Whether a response may be kept to answer other requests (RFC 9111 §3), decided on its head.
///
/// (Django stores 200 only, looks for `private`, `no-cache` and `no-store` anywhere in the text of `Cache-Control`, and stores
/// responses that set cookies unless they vary on them.)
public enum Storability: Sendable, Hashable {
    case storable(StorageTerms)
    case refused(StorageRefusal)

    /// - Parameter fields: As they came, nothing removed.
    public init(
        status: HTTPResponse.Status,
        fields: HTTPFields,
        to request: RequestTerms,
        rules: CachingRules,
        exchange: Exchange
    ) {
        let status = CacheableStatus(status)
        let directives = ResponseDirectives(fields, targets: rules.targets)
        if let refusal = Self.refusal(status, fields, directives, request, rules) {
            self = .refused(refusal)
            return
        }
        let lifetime = FreshnessLifetime.of(fields, status: status, directives: directives, rules: rules, exchange: exchange)
        guard lifetime != .unstated || rules.storesUnstated && (status.isHeuristicallyCacheable || directives.isPublic) else {
            self = .refused(.status)
            return
        }
        let forbidsStale = directives.forbidsStaleServing
        // What is stale from the start was not meant to be served again: then nothing but its own word allows it.
        let isStaleAtOnce = lifetime.duration.map { $0 <= .zero } ?? true
        let terms = StorageTerms(
            lifetime: lifetime.duration ?? .zero,
            initialAge: Age.initial(of: fields, in: exchange),
            staleWhileRevalidate: forbidsStale
                ? .zero
                : Self.window(directives.staleWhileRevalidate, default: isStaleAtOnce ? .zero : rules.staleWhileRevalidate),
            staleIfError: forbidsStale
                ? .zero : Self.window(directives.staleIfError, default: isStaleAtOnce ? .zero : rules.staleIfError),
            reuse: directives.noCache == .response ? .afterValidation : .whileFresh,
            staleServing: forbidsStale ? .forbidden : .allowed,
            audience: directives.allowsAuthorized ? .everybody : .withoutUnkeyedCredentials,
            isImmutable: directives.immutable,
            withheldFields: directives.withheldFields)
        self =
            terms.isOfUse(fields, rules, exchange) ? .storable(terms) : .refused(terms.reuse == .whileFresh ? .expired : .noCache)
    }

    private static func refusal(
        _ status: CacheableStatus,
        _ fields: HTTPFields,
        _ directives: ResponseDirectives,
        _ request: RequestTerms,
        _ rules: CachingRules
    ) -> StorageRefusal? {
        if !rules.methods.contains(request.method) { return .method }
        if request.directives.noStore { return .request }
        if status.concernsOneRequest || directives.mustUnderstand && !status.isUnderstood { return .status }
        if case .only(let statuses) = rules.statuses, !statuses.contains(status.code), rules.statusLifetimes[status.code] == nil {
            return .status
        }
        if rules.setCookie == .refuse, fields.contains(.setCookie), !directives.withheldFields.contains("set-cookie") {
            return .setCookie
        }
        if directives.noStore && !directives.mustUnderstand { return .noStore }
        if directives.isPrivate == .response && request.sharing == .everybody { return .private }
        if !Vary(fields).isAllowed(by: rules.vary) { return .vary }
        if request.credentials == .unkeyed && !directives.allowsAuthorized { return .authorization }
        return Self.isLarger(fields, than: rules.longestHeader) ? .headerSize : nil
    }

    /// A number that cannot be read allows no staleness.
    private static func window(_ seconds: CacheDirectives.Seconds, default window: Duration) -> Duration {
        seconds.lifetime ?? window
    }

    private static func isLarger(_ fields: HTTPFields, than limit: Int) -> Bool {
        var bytes = 0
        for field in fields {
            bytes += field.name.rawName.utf8.count + field.value.utf8.count
            if bytes > limit { return true }
        }
        return false
    }
}

extension CachingRules {
    /// Whether a response may be kept that nobody gave a lifetime, to be validated before each use.
    fileprivate var storesUnstated: Bool {
        switch self.unstatedLifetime {
        case .fixed: false
        case .estimated: true
        }
    }
}

extension StorageTerms {
    /// Whether a stored copy could ever answer.
    fileprivate func isOfUse(_ fields: HTTPFields, _ rules: CachingRules, _ exchange: Exchange) -> Bool {
        if self.freshness > .zero { return true }
        guard rules.revalidation == .available else { return false }
        let unused = self.lifetime - self.initialAge
        return !Validators(fields, receivedAt: exchange.receivedAt).isEmpty || self.staleWindow > .zero
            || self.staleServing == .allowed && self.staleIfError + unused > .zero
    }
}
