public import HTTPTypes

/// What an origin's response means, to the client and to what is stored (RFC 9111 §3, §4.3).
public enum Reception: Sendable, Hashable {
    /// It answers, and takes the place of what is stored.
    case store(StorageTerms)
    /// It answers; what is stored stays as it is, for a response that may not be stored says nothing about another one.
    case pass(StorageRefusal)
    /// 304: the stored response answers, with this head from now on. It is then evaluated against the client's own conditions.
    case freshen(CachedHead)
    /// 304: the stored response answers this once, with these fields, and is removed: by what the 304 says it may not be stored.
    case freshenOnce(HTTPFields, StorageRefusal)
    /// The stored response answers in place of this failure.
    case serveStale
    /// 304, but about another representation than the stored one: ask again, without conditions.
    case askUnconditionally

    /// - Parameters:
    ///   - reuse: The decision that sent the request: what was asked, and what answers if it fails.
    ///   - stored: What is stored; nil where nothing is.
    ///   - elapsed: Since that decision.
    public init(
        status: HTTPResponse.Status, fields: HTTPFields, to request: RequestTerms, after reuse: Reuse, stored: CachedHead?,
        elapsed: Duration, rules: CachingRules, exchange: Exchange
    ) {
        if stored != nil, CacheableStatus(status).isServerFailure, reuse.fallback.permitsStale(after: elapsed) {
            self = .serveStale
            return
        }
        if let stored, status == .notModified, case .validate(let asked, _, _) = reuse {
            self = Self.confirmation(fields, asked, stored, request, rules, exchange)
            return
        }
        switch Storability(status: status, fields: fields, to: request, rules: rules, exchange: exchange) {
        case .storable(let terms): self = .store(terms)
        case .refused(let refusal): self = .pass(refusal)
        }
    }

    /// RFC 9111 §4.3.4. A 304 without validators is about the one it was asked about, which may have been replaced meanwhile.
    private static func confirmation(
        _ fields: HTTPFields, _ asked: Validators, _ stored: CachedHead, _ request: RequestTerms, _ rules: CachingRules,
        _ exchange: Exchange
    ) -> Reception {
        let known = stored.knownToOrigin
        guard known.entityTag == asked.entityTag, known.lastModified == asked.lastModified else {
            return .askUnconditionally
        }
        let told = Validators(fields, receivedAt: exchange.receivedAt)
        if let tag = told.entityTag {
            guard let known = asked.entityTag, tag.matchesWeakly(known) else { return .askUnconditionally }
        } else if asked.entityTag == nil, let modified = told.lastModified, modified != asked.lastModified {
            return .askUnconditionally
        }
        return self.update(of: stored, by: fields, request, rules, exchange)
    }

    fileprivate static func update(
        of stored: CachedHead, by fields: HTTPFields, _ request: RequestTerms, _ rules: CachingRules, _ exchange: Exchange
    ) -> Reception {
        let updated = StoredFields.updated(
            stored.fields, by: fields, withheld: stored.terms.withheldFields, setCookie: rules.setCookie,
            receivedAt: exchange.receivedAt)
        // How old the update is, it says itself.
        var judged = updated
        judged[values: .age] = fields[values: .age]
        var storing = request
        storing.method = rules.methods.contains(request.method) ? request.method : .get
        switch Storability(status: stored.status, fields: judged, to: storing, rules: rules, exchange: exchange) {
        case .refused(let refusal):
            return .freshenOnce(updated, refusal)
        case .storable(var terms):
            // What was withheld once is not in the stored response; what the update withholds may be.
            var kept = updated
            kept.removeAll { terms.withheldFields.contains($0.name.canonicalName) }
            terms.withheldFields.formUnion(stored.terms.withheldFields)
            return .freshen(
                CachedHead(
                    status: stored.status, fields: kept, terms: terms, receivedAt: exchange.receivedAt,
                    entityTagSource: fields.contains(.eTag) ? .origin : stored.entityTagSource))
        }
    }
}

/// What a response to `HEAD` says about the stored response to `GET` (RFC 9111 §4.3.5).
public enum HeadFinding: Sendable, Hashable {
    /// The stored response is what `GET` would get: it has this head from now on.
    case freshen(CachedHead)
    /// The origin has something else now: the stored response is to be validated before it is used again.
    case outdated
    /// It says nothing about what is stored.
    case nothing

    public init(
        status: HTTPResponse.Status, fields: HTTPFields, to request: RequestTerms, stored: CachedHead, rules: CachingRules,
        exchange: Exchange
    ) {
        guard status == .ok, stored.status == .ok else {
            self = .nothing
            return
        }
        for name: HTTPField.Name in [.eTag, .lastModified, .contentLength] {
            if let told = fields[name], told != stored.fields[name] {
                self = .outdated
                return
            }
        }
        switch Reception.update(of: stored, by: fields, request, rules, exchange) {
        case .freshen(let head): self = .freshen(head)
        case .freshenOnce: self = .outdated
        case .store, .pass, .serveStale, .askUnconditionally: self = .nothing
        }
    }
}

extension Reuse {
    /// What answers if the origin fails.
    public var fallback: Fallback {
        switch self {
        case .validate(_, _, let fallback), .forward(_, let fallback): fallback
        case .fresh, .stale, .gatewayTimeout: .none
        }
    }
}
