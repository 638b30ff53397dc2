import LarderAdmin
import LarderEngine

/// The metrics of a process. Labels are names that its program gave, such as routes and reasons; never keys.
enum MetricFamilies {
    /// More routes than these are summed under one label.
    static let mostRoutes = 500
    static let mostReasons = 50
    static let rest = "(others)"

    /// Of one cache; `name` is nil where it is the only one.
    struct Cache {
        var name: String?
        var stats: StatsSnapshot
        var routes: [RouteFigures]
    }

    static func all(_ caches: [Cache], own: OwnFigures) -> [MetricFamily] {
        let first = caches[0].stats
        return [
            MetricFamily(
                name: "larder_instance", kind: .info, help: "Which process this is.",
                samples: [
                    .init(
                        labels: [
                            .init(name: "id", value: first.instance.id), .init(name: "name", value: first.instance.name),
                            .init(name: "environment", value: first.instance.environment),
                            .init(name: "version", value: first.instance.version),
                        ], value: 1)
                ]),
            Self.gauge("larder_uptime_seconds", "seconds", "Time since the start of the process.", first.instance.uptimeSeconds),
            first.memory.residentBytes.map {
                Self.gauge("larder_process_resident_bytes", "bytes", "Resident memory of the whole process.", Double($0))
            },
            MetricFamily(
                name: "larder_backend_up", kind: .gauge, help: "1 where the back end is up, 0 where it is degraded or down.",
                samples: caches.flatMap(\.stats.backends).reduce(into: [StatsSnapshot.Backend]()) { backends, backend in
                    if !backends.contains(where: { $0.name == backend.name }) { backends.append(backend) }
                }.map { .init(labels: [.init(name: "backend", value: $0.name)], value: $0.state == .up ? 1 : 0) }),
        ].compactMap { $0 } + Self.requests(caches) + Self.contents(caches) + Self.routes(caches) + Self.own(own)
    }

    private static func requests(_ caches: [Cache]) -> [MetricFamily] {
        [
            Self.family("larder_requests", .counter, "Requests to cached routes, by how they were answered.", caches) { cache in
                let requests = cache.stats.requests
                return [
                    ([("result", "hit")], Double(requests.hits)), ([("result", "stale_hit")], Double(requests.staleHits)),
                    ([("result", "miss")], Double(requests.misses)), ([("result", "bypassed")], Double(requests.bypassed)),
                ]
            },
            Self.family("larder_requests_coalesced", .counter, "Misses that waited for another request's load.", caches) {
                [([], Double($0.stats.requests.coalesced))]
            },
            Self.family("larder_requests_revalidated", .counter, "Misses that waited for a revalidation.", caches) {
                [([], Double($0.stats.requests.revalidated))]
            },
            Self.family("larder_requests_throttled", .counter, "Requests refused before they were anything else.", caches) {
                [([], Double($0.stats.requests.throttled))]
            },
            Self.family("larder_request_errors", .counter, "Answers with a 5xx status.", caches) {
                [([], Double($0.stats.requests.errors))]
            },
            Self.family("larder_lookup_hits", .counter, "Reads of the program's own values that found one.", caches) { cache in
                Self.kinds(cache).map { ([("kind", $0)], Double($1.hits)) }
            },
            Self.family("larder_lookup_misses", .counter, "Reads of the program's own values that found none.", caches) { cache in
                Self.kinds(cache).map { ([("kind", $0)], Double($1.misses)) }
            },
            Self.family("larder_saved_seconds", .counter, unit: "seconds", "Time that hits spared the origin.", caches) {
                [([], $0.stats.saved.seconds)]
            },
            Self.family("larder_saved_bytes", .counter, unit: "bytes", "Bytes answered from memory.", caches) {
                [([], Double($0.stats.saved.bytes))]
            },
            Self.family("larder_saved_queries", .counter, "Database queries that hits spared.", caches) {
                [([], Double($0.stats.saved.queries))]
            },
            Self.family(
                "larder_latency_seconds", .gauge, unit: "seconds", "Of the last one to two minutes, by percentile.", caches,
                Self.latencies),
        ]
    }

    private static func contents(_ caches: [Cache]) -> [MetricFamily] {
        [
            Self.family("larder_evictions", .counter, "Entries that left or were refused, by reason.", caches) { cache in
                let evictions = cache.stats.evictions
                return [
                    ([("reason", "capacity")], Double(evictions.capacity)), ([("reason", "expired")], Double(evictions.expired)),
                    ([("reason", "invalidated")], Double(evictions.invalidated)),
                    ([("reason", "replaced")], Double(evictions.replaced)),
                    ([("reason", "rejected")], Double(evictions.rejected)),
                ]
            },
            Self.family("larder_invalidations", .counter, "Invalidations, whoever caused them.", caches) {
                [([], Double(Int(clamping: $0.stats.sequence)))]
            },
            Self.family("larder_entries", .gauge, "Live entries.", caches) { [([], Double($0.stats.memory.entries))] },
            Self.family("larder_memory_limit_bytes", .gauge, unit: "bytes", "What may be used.", caches) {
                [([], Double($0.stats.memory.limitBytes))]
            },
            Self.family("larder_memory_used_bytes", .gauge, unit: "bytes", "What is used, by what for.", caches) { cache in
                let memory = cache.stats.memory
                return [
                    ([("part", "key")], Double(memory.keyBytes)), ([("part", "value")], Double(memory.valueBytes)),
                    ([("part", "overhead")], Double(memory.overheadBytes)),
                    ([("part", "in_flight")], Double(memory.inFlightBytes)),
                ]
            },
        ]
    }

    private static func routes(_ caches: [Cache]) -> [MetricFamily] {
        [
            Self.family("larder_route_requests", .counter, "Requests by route and by how they were answered.", caches) { cache in
                Self.bounded(cache.routes).flatMap { name, routes in
                    [
                        ([("route", name), ("result", "hit")], Self.sum(routes, \.requests.hits)),
                        ([("route", name), ("result", "stale_hit")], Self.sum(routes, \.requests.staleHits)),
                        ([("route", name), ("result", "miss")], Self.sum(routes, \.requests.misses)),
                        ([("route", name), ("result", "bypassed")], Self.sum(routes, \.requests.bypassed)),
                    ]
                }
            },
            Self.family("larder_bypassed", .counter, "Requests that went past the cache, by reason.", caches) { cache in
                Self.bounded(
                    cache.routes.reduce(into: [String: Int]()) { reasons, route in
                        for (reason, count) in route.bypassReasons { reasons[reason.rawValue, default: 0] += count }
                    })
            },
            Self.family("larder_route_entries", .gauge, "Live entries by route.", caches) { cache in
                Self.bounded(cache.routes).map { ([("route", $0)], Self.sum($1, \.entries)) }
            },
            Self.family("larder_route_memory_bytes", .gauge, unit: "bytes", "Bytes of live entries by route.", caches) { cache in
                Self.bounded(cache.routes).map { ([("route", $0)], Self.sum($1, \.bytes)) }
            },
        ]
    }

    private static func own(_ own: OwnFigures) -> [MetricFamily] {
        var families = [
            Self.gauge("larder_admin_connections", nil, "Connections of the stats endpoint.", Double(own.connections)),
            Self.gauge("larder_admin_event_waiters", nil, "Requests that wait for events.", Double(own.waiting)),
            Self.counter(
                "larder_admin_refused", "Requests to the stats endpoint refused because there were too many.", own.refused),
        ]
        if let audit = own.audit {
            families.append(Self.counter("larder_audit_lines", "Lines written to the audit file.", audit.written))
            families.append(Self.counter("larder_audit_lost", "Lines that could not be written to it.", audit.lost))
        }
        return families
    }
}

// How families are put together.
extension MetricFamilies {
    private static func gauge(_ name: String, _ unit: String?, _ help: String, _ value: Double) -> MetricFamily {
        MetricFamily(name: name, kind: .gauge, unit: unit, help: help, samples: [.init(labels: [], value: value)])
    }

    private static func counter(_ name: String, _ help: String, _ value: Int) -> MetricFamily {
        MetricFamily(name: name, kind: .counter, help: help, samples: [.init(labels: [], value: Double(value))])
    }

    private static func family(
        _ name: String, _ kind: MetricFamily.Kind, unit: String? = nil, _ help: String, _ caches: [Cache],
        _ samples: (Cache) -> [(labels: [(String, String)], value: Double)]
    ) -> MetricFamily {
        MetricFamily(
            name: name, kind: kind, unit: unit, help: help,
            samples: caches.flatMap { cache in
                samples(cache).map { sample in
                    .init(
                        labels: ((cache.name.map { [("cache", $0)] } ?? []) + sample.labels).map { .init(name: $0, value: $1) },
                        value: sample.value)
                }
            })
    }

    private static func latencies(_ cache: Cache) -> [(labels: [(String, String)], value: Double)] {
        [("hit", cache.stats.latencyUs.hit), ("miss", cache.stats.latencyUs.miss)].flatMap { result, latency in
            [("50", latency.p50), ("90", latency.p90), ("99", latency.p99)].compactMap { percentile, microseconds in
                microseconds.map { ([("result", result), ("percentile", percentile)], $0 / 1e6) }
            }
        }
    }

    private static func kinds(_ cache: Cache) -> [(String, StatsSnapshot.Lookups.Count)] {
        let lookups = cache.stats.lookups
        return [("object", lookups.object), ("query", lookups.query), ("fragment", lookups.fragment), ("value", lookups.value)]
    }

    private static func bounded(_ routes: [RouteFigures]) -> [(name: String, routes: [RouteFigures])] {
        let shown = routes.prefix(Self.mostRoutes).map { ($0.route, [$0]) }
        return routes.count <= Self.mostRoutes ? shown : shown + [(Self.rest, Array(routes.dropFirst(Self.mostRoutes)))]
    }

    private static func bounded(_ reasons: [String: Int]) -> [(labels: [(String, String)], value: Double)] {
        let sorted = reasons.sorted { $0.key < $1.key }
        let shown = sorted.prefix(Self.mostReasons).map { ([("reason", $0.key)], Double($0.value)) }
        let rest = sorted.dropFirst(Self.mostReasons).reduce(0) { $0 + $1.value }
        return rest == 0 ? shown : shown + [([("reason", Self.rest)], Double(rest))]
    }

    private static func sum(_ routes: [RouteFigures], _ figure: (RouteFigures) -> Int) -> Double {
        Double(routes.reduce(0) { $0 + figure($1) })
    }
}
