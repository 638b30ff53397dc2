import ArgumentParser
import LarderAdmin
import LarderAdminClient

struct RoutesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "routes", abstract: "Show how each cached route does, and why requests go past the cache.",
        discussion: """
            EXAMPLES
              larder routes
              larder routes --json | jq '.items[] | select(.hits == 0) | .route'
            """)

    @OptionGroup var reading: ReadOptions

    func run() async throws {
        try await self.reading.show("/v1/routes") { Self.lines(of: $0, $1) }
    }

    static func lines(of list: ItemList<StatsSnapshot.Route>, _ style: PrintStyle) -> [String] {
        guard !list.items.isEmpty else { return ["no cached route was asked for yet"] }
        var table = Table(
            ("REQUESTS", .right), ("HIT RATIO", .right), ("STALE", .right), ("MISSES", .right), ("BYPASSED", .right),
            ("ENTRIES", .right), ("SIZE", .right), ("HIT P99", .right), ("MISS P50", .right), ("SAVED", .right),
            ("BREAKER", .left),
            ("ROUTE", .left))
        for route in list.items {
            table.add(
                "\(route.requests)", Figures.percent(route.hitRatio), "\(route.staleHits)", "\(route.misses)",
                "\(route.bypassed)",
                "\(route.entries)", Figures.bytes(route.bytes), Figures.microseconds(route.hitP99Us),
                Figures.microseconds(route.missP50Us), Figures.microseconds(route.savedSeconds * 1e6), route.breaker, route.route)
        }
        let bypasses = Self.bypasses(list.items).map { [""] + $0.lines(style) } ?? []
        return table.lines(style) + bypasses
    }

    private static func bypasses(_ routes: [StatsSnapshot.Route]) -> Table? {
        var table = Table(("WENT PAST", .right), ("BECAUSE OF", .left), ("ROUTE", .left))
        let reasons = routes.flatMap { route in route.bypassReasons.map { (route: route.route, reason: $0.key, count: $0.value) }
        }
        for bypass in reasons.sorted(by: { ($1.count, $0.route, $0.reason) < ($0.count, $1.route, $1.reason) }) {
            table.add("\(bypass.count)", bypass.reason, bypass.route)
        }
        return reasons.isEmpty ? nil : table
    }
}
