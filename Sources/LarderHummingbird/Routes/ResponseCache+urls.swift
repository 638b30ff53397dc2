import HTTPTypes
public import LarderEngine
public import LarderHTTP

extension ResponseCache: CachedURLs {
    public func selection(of url: String) throws(URLProblem) -> LarderEngine.Selection {
        let target = try RequestTarget(url)
        return try self.place(of: target).selection
    }

    public func explanation(of url: String) throws(URLProblem) -> Explanation {
        let target = try RequestTarget(url)
        let place = try self.place(of: target)
        let route = place.route
        let findings = self.findings(ofRoute: route.policy.route)
        let now = self.engine.clock.now()
        let selections = findings.selections
        let key = self.mostRecent(of: selections) { CacheKey(text: place.key($0).text) }
        // Nothing limits it, so it cannot be refused.
        let reach = try? self.engine.dryRun(place.selection, mode: .soft)
        let sample = (reach?.sample ?? []).sorted()
        let stored = Set(sample + [key.text]).sorted().compactMap { self.variant($0, at: now) }
        let refused = findings.lastRefusal(of: String(key.resource), at: now)
        let passing = findings.passing(key, at: now)
        let verdict: Verdict
        if let entry = self.engine.peek(key), StoredResponse(entry) == nil, passing == nil {
            verdict = Verdict(.bypassed, "Something else than a response is kept under this key.", section: nil)
        } else {
            verdict = Verdict(
                of: Verdict.Findings(self.candidate(key, among: stored, at: now), passing: passing, refused: refused),
                rules: route.policy.rules)
        }
        return Explanation(
            route: route.summary, key: selections.lazy.map(place.key).first { $0.text == key.text }!, verdict: verdict,
            variants: stored,
            purge: Explanation.PurgeReach(
                entries: reach?.matched ?? 0, isExact: reach?.isExact ?? true, bytes: reach?.bytes ?? 0, sample: sample),
            refused: refused.map { Explanation.Refused($0, at: .nanoseconds(now.nanoseconds)) })
    }

    /// A URL of a cached route.
    private struct Place {
        let route: CachedRoute
        let target: RequestTarget
        let host: RequestHost

        /// Of a plain `GET`.
        func key(_ learned: Vary = .none) -> RequestKey {
            self.route.key(of: self.target, host: self.host, learned: learned)!
        }

        var selection: LarderEngine.Selection {
            let resource = self.key().resource
            return switch self.route.resourcesOfURL {
            case .one: .key(resource)
            case .several: .family(ResourceFamily(resource: resource))
            }
        }
    }

    private func place(of target: RequestTarget) throws(URLProblem) -> Place {
        guard let route = self.route(at: target.path) else {
            let near = self.routes.map(\.path).map { (path: $0, distance: $0.distance(to: target.path)) }
                .sorted { ($0.distance, $0.path.description) < ($1.distance, $1.path.description) }
            throw .unknown(path: target.path, nearest: near.prefix(3).map(\.path))
        }
        return Place(route: route, target: target, host: self.listener.host(of: target))
    }

    private func candidate(_ key: CacheKey, among variants: [StoredVariant], at now: CacheInstant) -> StoredCandidate {
        if let stored = self.engine.peek(key).flatMap({ StoredResponse($0) }) {
            return stored.candidate(at: now)
        }
        func host(_ conditions: [VariantCondition]) -> String? { conditions.first { $0.name == "host" }?.value }
        let own = host(VariantCondition.all(in: key.text))
        let isVaryMiss = variants.contains { CacheKey(text: $0.key).resource == key.resource && host($0.conditions) == own }
        return .absent(isVaryMiss ? .varyMiss : .uriMiss)
    }

    /// Nil where no response is stored under the key.
    private func variant(_ key: String, at now: CacheInstant) -> StoredVariant? {
        guard let info = self.engine.peek(key)?.info, let entry = self.engine.peek(CacheKey(text: key)),
            let stored = StoredResponse(entry), let state = StoredVariant.State(info.state),
            case .stored(let head, let residence, let standing) = stored.candidate(at: now)
        else { return nil }
        let age = head.terms.initialAge + residence
        let freshFor = standing == .undisturbed && state == .fresh ? max(.zero, head.terms.lifetime - age) : .zero
        let staleUntil = info.staleUntil ?? now
        return StoredVariant(
            key: key, state: state, status: head.status.code, age: age, freshFor: freshFor,
            staleFor: max(.zero, now.duration(to: staleUntil) - freshFor), size: info.size, hits: info.hits)
    }
}

extension StoredVariant.State {
    /// Nil for what is not there.
    init?(_ state: EntryState) {
        switch state {
        case .fresh: self = .fresh
        case .stale: self = .stale
        case .revalidate: self = .revalidate
        case .absent: return nil
        }
    }
}
