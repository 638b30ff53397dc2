import ArgumentParser
import LarderAdmin
import LarderAdminClient

struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Show what a running cache does.",
        discussion: """
            EXAMPLES
              larder stats
              larder stats --watch
              larder stats --json | jq .memory.used_bytes
              larder stats --url http://127.0.0.1:9480 --url http://127.0.0.1:9481
            """)

    @OptionGroup var reading: ReadOptions

    func run() async throws {
        try await self.reading.show(StatsQuery().path) { Self.lines(of: $0, $1) }
    }

    static func lines(of stats: StatsSnapshot, _ style: PrintStyle) -> [String] {
        let instance = stats.instance
        let title =
            "\(instance.name) (\(instance.environment)), larder \(instance.version), pid \(instance.pid), "
            + "up \(Figures.seconds(instance.uptimeSeconds))"
        return [style.heading(title), ""] + Self.rates(stats).lines(style) + [""] + Self.totals(stats).lines(style)
    }

    private static func rates(_ stats: StatsSnapshot) -> Table {
        var table = Table(
            ("PER SECOND", .left), ("REQUESTS", .right), ("HITS", .right), ("STALE", .right), ("MISSES", .right),
            ("BYPASSED", .right), ("EVICTIONS", .right), ("HIT RATIO", .right))
        for (window, label) in [("1s", "last second"), ("10s", "last 10 s"), ("60s", "last minute"), ("900s", "last 15 min")] {
            guard let rates = stats.rates[window] else { continue }
            table.add(
                label, Figures.rate(rates.requests), Figures.rate(rates.hits), Figures.rate(rates.staleHits),
                Figures.rate(rates.misses), Figures.rate(rates.bypassed), Figures.rate(rates.evictions),
                Figures.percent(rates.hitRatio))
        }
        return table
    }

    private static func totals(_ stats: StatsSnapshot) -> Table {
        let requests = stats.requests
        let evictions = stats.evictions
        let memory = stats.memory
        var table = Table(("SINCE THE START", .left), ("", .left))
        table.add(
            "requests",
            "\(requests.total): \(requests.hits) hits, \(requests.staleHits) stale, \(requests.misses) misses, "
                + "\(requests.bypassed) bypassed; \(requests.errors) errors; hit ratio \(Figures.percent(requests.hitRatio))")
        table.add(
            "saved",
            "\(Figures.microseconds(stats.saved.seconds * 1e6)) of work, \(stats.saved.queries) queries, \(Figures.bytes(stats.saved.bytes))"
        )
        table.add(
            "evictions",
            "\(evictions.total): \(evictions.capacity) capacity, \(evictions.expired) expired, "
                + "\(evictions.invalidated) invalidated, \(evictions.replaced) replaced, \(evictions.rejected) rejected")
        table.add(
            "memory",
            "\(Figures.bytes(memory.usedBytes)) of \(Figures.bytes(memory.limitBytes)) in \(memory.entries) entries; "
                + "process \(Figures.bytes(memory.residentBytes))")
        for (name, latency) in [("hit latency", stats.latencyUs.hit), ("miss latency", stats.latencyUs.miss)] {
            table.add(
                name,
                "p50 \(Figures.microseconds(latency.p50)), p90 \(Figures.microseconds(latency.p90)), "
                    + "p99 \(Figures.microseconds(latency.p99)), max \(Figures.microseconds(latency.max))")
        }
        for backend in stats.backends {
            table.add(
                "back end \(backend.name)", "\(backend.kind) \(backend.state.rawValue)" + (backend.error.map { ": \($0)" } ?? ""))
        }
        return table
    }
}
