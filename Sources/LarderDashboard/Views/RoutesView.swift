import LarderAdmin
import LarderTerminal

/// How each route does: whether hits come, whether they pay, and what goes past the cache.
enum RoutesView {
    static func draw(_ state: State, in rect: Rect, into frame: inout Frame) {
        let table = Table(
            columns: Self.columns,
            emptyText: ListNotes.nothing(
                state.routes, state.knownRoutes == nil ? "asking…" : "no cached route was asked for yet", "route"))
        table.draw(state.routes.arranged(state.routeRows), state.routes, .focused, in: rect, into: &frame)
    }

    private static var columns: [Table<StatsSnapshot.Route>.Column] {
        [
            .init("ROUTE", .flexible(minimum: 14), .left, sort: .route) { .key(Span($0.route, .key)) },
            .init("REQS", .fixed(6), sort: .requests, rank: 1) { .text(Span(FigureFormat.count($0.requests), .text)) },
            .init("HIT%", .fixed(5), sort: .hitRate) { route in
                .text(Span(FigureFormat.percent(route.hitRatio), route.hitRatio.map(HotKeysView.role(ofHitRate:)) ?? .muted))
            },
            .init("FLAG", .fixed(8), .left) { .text(Self.flag($0)) },
            .init("HIT p99", .fixed(8), sort: .hitLatency, rank: 3) { .text(Span(FigureFormat.latency($0.hitP99Us), .latency)) },
            .init("MISS p50", .fixed(8), sort: .missLatency, rank: 4) {
                .text(Span(FigureFormat.latency($0.missP50Us), .latency))
            },
            .init("SAVED", .fixed(6), sort: .saved, rank: 2) { .text(Span(FigureFormat.age($0.savedSeconds), .ok)) },
            .init("ENTRIES", .fixed(7), sort: .entries, rank: 7) { .text(Span(FigureFormat.count($0.entries), .text)) },
            .init("SIZE", .fixed(6), sort: .bytes, rank: 6) { .text(Span(FigureFormat.bytes($0.bytes), .size)) },
            .init("PAST", .fixed(6), sort: .bypassed, rank: 5) {
                .text(Span(FigureFormat.count($0.bypassed), $0.bypassed > 0 ? .bypass : .muted))
            },
            .init("BREAKER", .fixed(9), .left, rank: 8) {
                .text(Span($0.breaker, $0.breaker == "closed" ? .muted : .danger))
            },
        ]
    }

    private static func flag(_ route: StatsSnapshot.Route) -> Span {
        Span(route.flag?.rawValue ?? "", route.flag == .slowHits ? .warning : .danger)
    }

    /// All about one route: what is wrong with it, in a sentence, and why requests went past the cache.
    static func details(_ route: StatsSnapshot.Route) -> [[Span]] {
        var lines: [[Span]] = [
            [Span(route.route, .title), Span("  \(Self.sentence(route))", route.flag == nil ? .muted : .warning)]
        ]
        lines.append([
            Span("\(FigureFormat.count(route.hits)) hits", .hit), Span(" · ", .border),
            Span("\(FigureFormat.count(route.staleHits)) stale hits", .staleHit), Span(" · ", .border),
            Span("\(FigureFormat.count(route.misses)) misses", .miss), Span(" · ", .border),
            Span("\(FigureFormat.count(route.bypassed)) went past", .bypass),
        ])
        lines.append([
            Span("hit p99 ", .muted), Span(FigureFormat.latency(route.hitP99Us), .latency), Span(" against miss p50 ", .muted),
            Span(FigureFormat.latency(route.missP50Us), .latency), Span(" · saved ", .muted),
            Span(FigureFormat.age(route.savedSeconds), .ok), Span(" · breaker ", .muted),
            Span(route.breaker, route.breaker == "closed" ? .text : .danger),
        ])
        for bypass in route.bypasses {
            lines.append([
                Span("went past: ", .muted), Span("\(bypass.reason) ", .bypass),
                Span("×\(FigureFormat.count(bypass.count))", .text),
            ])
        }
        return lines
    }

    private static func sentence(_ route: StatsSnapshot.Route) -> String {
        switch route.flag {
        case nil: "in order"
        case .open: "the breaker is \(route.breaker): the origin fails"
        case .slowHits: "one hit in a hundred takes more than twice a usual miss"
        case .noHits:
            if let reason = route.bypasses.first?.reason, route.bypassed > 0 {
                "hits never come: \(reason) keeps responses out"
            } else if route.entries == 0 {
                "hits never come: nothing of it stays in the cache"
            } else {
                "hits never come: no entry is asked for twice while it is fresh"
            }
        }
    }
}
