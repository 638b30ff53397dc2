import HTTPTypes
import LarderAdmin
import LarderEngine
import LarderHTTP

// An explanation in the words of the wire.

extension LarderAdmin.Explanation {
    /// - Parameter figures: Of the route; nil where nobody asked it yet.
    init(_ explanation: LarderHTTP.Explanation, _ figures: RouteFigures?) {
        self.init(
            route: Route(explanation.route, figures), key: explanation.key.text, resource: explanation.key.resource,
            cached: explanation.verdict.isFromCache, answer: Answer(explanation.verdict),
            variants: explanation.variants.map { Variant($0) },
            purge: Reach(
                matched: explanation.purge.entries, exact: explanation.purge.isExact, bytes: explanation.purge.bytes,
                sample: explanation.purge.sample),
            refused: explanation.refused.map { Refused($0) })
    }
}

extension LarderAdmin.Explanation.Route {
    fileprivate init(_ route: CachedRoute.Summary, _ figures: RouteFigures?) {
        let policy = route.policy
        self.init(
            name: policy.route, path: route.path.description, timeoutSeconds: policy.timeout?.seconds,
            staleWhileRevalidateSeconds: policy.staleWhileRevalidate.seconds, staleIfErrorSeconds: policy.staleIfError.seconds,
            keyedBy: LarderAdmin.Explanation.Keying(policy), tags: policy.tags, breaker: figures?.breaker.rawValue ?? "closed",
            bypassReasons: Dictionary(
                (figures?.bypassReasons ?? [:]).map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: +))
    }
}

extension LarderAdmin.Explanation.Keying {
    fileprivate init(_ policy: CachePolicy) {
        let query: [String]? =
            switch policy.varyOn.query {
            case .all: nil
            case .only(let names): names.sorted()
            case .none: []
            }
        self.init(
            path: policy.pathParameters, query: query, redactedQuery: policy.redactedQuery.sorted(),
            headers: policy.varyOn.headers.map(\.canonicalName), user: policy.varyOn.user == .perUser)
    }
}

extension LarderAdmin.Explanation.Answer {
    fileprivate init(_ verdict: Verdict) {
        let outcome: Outcome =
            switch verdict.outcome {
            case .hit: .hit
            case .stale: .stale
            case .revalidated: .revalidated
            case .miss: .miss
            case .bypassed: .bypassed
            }
        self.init(outcome: outcome, reason: verdict.reason, section: verdict.section)
    }
}

extension LarderAdmin.Explanation.Variant {
    fileprivate init(_ variant: StoredVariant) {
        let state: LarderAdmin.EntryState =
            switch variant.state {
            case .fresh: .fresh
            case .stale: .stale
            case .revalidate: .revalidate
            }
        self.init(
            key: variant.key, state: state, status: variant.status, ageSeconds: variant.age.seconds,
            freshSeconds: variant.freshFor.seconds, staleSeconds: variant.staleFor.seconds, sizeBytes: variant.size,
            hits: variant.hits,
            conditions: variant.conditions.map { LarderAdmin.Explanation.Condition(name: $0.name, value: $0.value) })
    }
}

extension LarderAdmin.Explanation.Refused {
    fileprivate init(_ refused: LarderHTTP.Explanation.Refused) {
        self.init(
            reason: refused.refusal.rawValue, status: refused.status, ageSeconds: refused.ago.seconds,
            explanation: refused.refusal.explanation, section: refused.refusal.section)
    }
}
