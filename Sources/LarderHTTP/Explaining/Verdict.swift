import HTTPTypes

/// How a plain `GET` would be answered now, and by which rule.
public struct Verdict: Sendable, Hashable {
    public enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// From the cache, fresh.
        case hit
        /// From the cache, stale.
        case stale
        /// By the handler, which is asked whether what is stored is current, or makes it anew.
        case revalidated
        /// By the handler.
        case miss
        /// By the handler, past the cache.
        case bypassed
    }

    public var outcome: Outcome
    /// A sentence for people.
    public var reason: String
    /// Where the rule stands; nil for a rule of this cache's own.
    public var section: String?

    public init(_ outcome: Outcome, _ reason: String, section: String?) {
        self.outcome = outcome
        self.reason = reason
        self.section = section
    }

    public var isFromCache: Bool { self.outcome == .hit || self.outcome == .stale }

    /// What is known of a resource.
    public struct Findings: Sendable, Hashable {
        /// What is stored under the key of the request.
        public var candidate: StoredCandidate
        /// What is remembered for a while to keep responses out: requests go to the handler at once.
        public var passing: StorageRefusal?
        /// The last response that was not stored, and how long ago.
        public var refused: RecentRefusal?

        public init(_ candidate: StoredCandidate, passing: StorageRefusal? = nil, refused: RecentRefusal? = nil) {
            self.candidate = candidate
            self.passing = passing
            self.refused = refused
        }
    }

    public init(of findings: Findings, rules: CachingRules) {
        if let refusal = findings.passing {
            self.init(
                .bypassed, "A response was kept out a moment ago, so requests go to the handler at once. \(refusal.explanation)",
                section: refusal.section)
            return
        }
        let request = RequestTerms(method: .get)
        switch (Reuse(of: findings.candidate, for: request, rules: rules), findings.candidate) {
        case (.fresh, .stored(let head, let residence, _)):
            let age = head.terms.initialAge + residence
            self.init(
                .hit,
                "The stored response is \(Self.seconds(age)) old and fresh for \(Self.seconds(head.terms.lifetime - age)) more.",
                section: "RFC 9111 §4.2")
        case (.stale, .stored(let head, let residence, let standing)):
            self = Self.stale(head.terms, residence, standing)
        case (.validate, .stored(let head, let residence, let standing)):
            self = Self.unusable(head.terms, residence, standing, then: "The handler is asked whether it is current.")
        case (.forward, .stored(let head, let residence, let standing)):
            self = Self.unusable(head.terms, residence, standing, then: "It has no validators, so it is made anew.")
        case (_, .absent(.varyMiss)):
            self.init(.miss, "What is stored answers requests with other header fields.", section: "RFC 9111 §4.1")
        case (_, .absent), (.gatewayTimeout, .stored):
            self = Self.absent(findings.refused)
        }
    }

    private static func absent(_ refused: RecentRefusal?) -> Verdict {
        guard let refused else {
            return Verdict(
                .miss, "Nothing is stored under this key: nobody asked yet, or it expired, was purged or made room.",
                section: "RFC 9111 §4")
        }
        return Verdict(
            .miss,
            "Nothing is stored under this key: the last response, a \(refused.status), was not kept. "
                + refused.refusal.explanation, section: refused.refusal.section)
    }

    private static func stale(
        _ terms: StorageTerms, _ residence: Duration, _ standing: StoredCandidate.Standing
    ) -> Verdict {
        switch standing {
        case .soft(let window):
            Verdict(
                .stale,
                "A soft purge made the stored response stale: it is served for \(self.seconds(window)) more while one request refreshes it.",
                section: "RFC 5861 §3")
        case .undisturbed, .invalid:
            Verdict(
                .stale,
                "The stored response has been stale for \(self.seconds(terms.initialAge + residence - terms.lifetime)) and is served for "
                    + "\(self.seconds(terms.lifetime + terms.staleWhileRevalidate - terms.initialAge - residence)) more while one request "
                    + "refreshes it.", section: "RFC 5861 §3")
        }
    }

    private static func unusable(
        _ terms: StorageTerms, _ residence: Duration, _ standing: StoredCandidate.Standing, then: String
    ) -> Verdict {
        let staleness = terms.initialAge + residence - terms.lifetime
        let (why, section) =
            switch (standing, terms.reuse, terms.staleServing) {
            case (.invalid, _, _): ("What it depends on has changed since the response was stored.", "RFC 9111 §4.4")
            case (_, .afterValidation, _): ("The stored response says no-cache.", "RFC 9111 §5.2.2.4")
            case (.soft, _, .forbidden):
                ("A soft purge made the stored response stale, and it says that it is not served stale.", "RFC 9111 §4.2.4")
            case (.soft, _, .allowed):
                ("A soft purge made the stored response stale, and the time in which it is served so is over.", "RFC 5861 §3")
            case (.undisturbed, _, .forbidden):
                (
                    "The stored response has been stale for \(self.seconds(staleness)), and it says that it is not served stale.",
                    "RFC 9111 §4.2.4"
                )
            case (.undisturbed, _, .allowed):
                (
                    "The stored response has been stale for \(self.seconds(staleness)), longer than it is served so.",
                    "RFC 9111 §4.2.4"
                )
            }
        return Verdict(.revalidated, "\(why) \(then)", section: section)
    }

    private static func seconds(_ duration: Duration) -> String {
        "\(max(0, duration.components.seconds)) s"
    }
}
