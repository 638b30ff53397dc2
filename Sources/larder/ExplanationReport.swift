import LarderAdmin

/// What is cached of a URL, in words.
enum ExplanationReport {
    static func lines(of explanation: Explanation, _ style: PrintStyle) -> [String] {
        [style.heading(StandardError.line(explanation.key)), ""] + Self.summary(of: explanation).lines(style)
            + (explanation.variants.isEmpty ? [] : [""] + Self.variants(of: explanation).lines(style))
            + Self.rest(of: explanation)
    }

    private static func summary(of explanation: Explanation) -> Table {
        let route = explanation.route
        var table = Table(("A PLAIN GET NOW", .left), (Self.outcome(explanation.answer.outcome), .left))
        table.add("why", Self.rule(explanation.answer.reason, explanation.answer.section))
        if let refused = explanation.refused {
            table.add(
                "last not kept",
                "a \(refused.status), \(Figures.seconds(refused.ageSeconds)) ago: "
                    + Self.rule(refused.explanation, refused.section))
        }
        table.add("a purge hits", Self.reach(explanation.purge))
        table.add("route", "\(route.name), \(route.path)")
        table.add("fresh for", Self.lifetime(of: route))
        table.add("keyed by", Self.keying(route.keyedBy))
        if !route.tags.isEmpty { table.add("tags", route.tags.joined(separator: ", ")) }
        if !route.bypassReasons.isEmpty {
            let reasons = route.bypassReasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            table.add("bypassed so far", reasons.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        }
        if route.breaker != "closed" { table.add("breaker", route.breaker) }
        return table
    }

    private static func variants(of explanation: Explanation) -> Table {
        var table = Table(
            ("STATE", .left), ("STATUS", .right), ("AGE", .right), ("FRESH FOR", .right), ("STALE FOR", .right), ("SIZE", .right),
            ("HITS", .right), ("KEY", .left), ("ANSWERS REQUESTS WITH", .left))
        for variant in explanation.variants {
            table.add(
                variant.state.rawValue, "\(variant.status)", Figures.seconds(variant.ageSeconds),
                Figures.seconds(variant.freshSeconds), Figures.seconds(variant.staleSeconds), Figures.bytes(variant.sizeBytes),
                "\(variant.hits)", variant.key, Self.conditions(variant.conditions))
        }
        return table
    }

    private static func rest(of explanation: Explanation) -> [String] {
        let others = explanation.purge.matched - explanation.variants.count
        guard others > 0 else { return [] }
        return ["… and \(others) more; 'larder keys' lists them"]
    }

    private static func outcome(_ outcome: Explanation.Answer.Outcome) -> String {
        switch outcome {
        case .hit: "from the cache, fresh"
        case .stale: "from the cache, stale"
        case .revalidated: "by the handler, which is asked again"
        case .miss: "by the handler"
        case .bypassed: "by the handler, past the cache"
        }
    }

    private static func rule(_ text: String, _ section: String?) -> String {
        section.map { "\(text) (\($0))" } ?? text
    }

    private static func reach(_ reach: Explanation.Reach) -> String {
        guard reach.matched > 0 else { return "nothing" }
        let entries = "\(reach.exact ? "" : "up to ")\(reach.matched) \(reach.matched == 1 ? "entry" : "entries")"
        return "\(entries), \(Figures.bytes(reach.bytes))"
    }

    private static func lifetime(of route: Explanation.Route) -> String {
        var parts = [route.timeoutSeconds.map { "\(Figures.seconds($0)) at most" } ?? "as long as responses say"]
        if route.staleWhileRevalidateSeconds > 0 {
            parts.append("then stale for \(Figures.seconds(route.staleWhileRevalidateSeconds)) while it is refreshed")
        }
        if route.staleIfErrorSeconds > 0 {
            parts.append("for \(Figures.seconds(route.staleIfErrorSeconds)) in place of errors")
        }
        return parts.joined(separator: ", ")
    }

    private static func keying(_ keying: Explanation.Keying) -> String {
        var parts: [String] = []
        if !keying.path.isEmpty { parts.append("path (\(keying.path.joined(separator: ", ")))") }
        switch keying.query {
        case nil: parts.append("whole query")
        case .some(let names) where !names.isEmpty: parts.append("query (\(names.joined(separator: ", ")))")
        case .some: break
        }
        if !keying.redactedQuery.isEmpty { parts.append("of it as hashes (\(keying.redactedQuery.joined(separator: ", ")))") }
        if !keying.headers.isEmpty { parts.append("header fields (\(keying.headers.joined(separator: ", ")))") }
        if keying.user { parts.append("user") }
        return parts.isEmpty ? "path" : parts.joined(separator: ", ")
    }

    private static func conditions(_ conditions: [Explanation.Condition]) -> String {
        conditions.isEmpty
            ? "–"
            : conditions.map { condition in condition.value.map { "\(condition.name): \($0)" } ?? "no \(condition.name)" }
                .joined(separator: ", ")
    }
}
