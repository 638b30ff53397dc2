import LarderAdmin
import LarderAdminServer
import LarderEngine
import Logging
import MetricsTestKit
import Testing

@testable import LarderAdminServer

@Suite struct `Metrics` {
    @Test func `are OpenMetrics text`() async throws {
        try await withServedEngine { engine, client in
            engine.store("course_list:?page=1")
            let route = engine.recorder(forRoute: "course_list")
            route.record(
                .hit, latency: .microseconds(80), status: 200, savedCost: LoadCost(elapsed: .milliseconds(1500), queries: 2))
            route.record(.bypassed("set-cookie"), latency: .zero, status: 503)
            let reply = try await client.get("/metrics")
            #expect(reply.status == 200)
            #expect(reply.fields["content-type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8")
            let lines = reply.body.split(separator: "\n").map(String.init)
            #expect(lines.last == "# EOF" && reply.body.hasSuffix("# EOF\n"))
            for line in [
                "# TYPE larder_requests counter", "larder_requests_total{result=\"hit\"} 1",
                "larder_requests_total{result=\"bypassed\"} 1", "larder_request_errors_total 1",
                "# UNIT larder_saved_seconds seconds", "larder_saved_seconds_total 1.5",
                "larder_route_requests_total{route=\"course_list\",result=\"hit\"} 1",
                "larder_bypassed_total{reason=\"set-cookie\"} 1",
                "larder_entries 1", "larder_backend_up{backend=\"default\"} 1", "larder_evictions_total{reason=\"capacity\"} 0",
            ] {
                #expect(lines.contains(line), "\(line)")
            }
            #expect(!reply.body.contains("page=1"), "keys are no labels")
            #expect(Self.violations(lines) == [])
        }
    }

    /// What a scraper checks: each family described once and before its samples, names with their units and suffixes.
    private static func violations(_ lines: [String]) -> [String] {
        var broken: [String] = []
        var described: [String: String] = [:]
        var current = ""
        for line in lines.dropLast() {
            let words = line.split(separator: " ", maxSplits: 3).map(String.init)
            if words[0] == "#" {
                if words[1] == "HELP" {
                    if described[words[2]] != nil { broken.append("twice: \(line)") }
                    described[words[2]] = ""
                    current = words[2]
                }
                if words[2] != current { broken.append("out of place: \(line)") }
                if words[1] == "TYPE" { described[current] = words[3] }
                if words[1] == "UNIT", !current.hasSuffix("_\(words[3])") { broken.append("no unit in the name: \(line)") }
                continue
            }
            let name = line.prefix { $0 != "{" && $0 != " " }
            let suffix = ["counter": "_total", "gauge": "", "info": "_info"][described[current] ?? ""]
            if suffix.map({ name != current + $0 }) ?? true { broken.append("not a sample of \(current): \(line)") }
            if Double(line.split(separator: " ").last ?? "") == nil { broken.append("no number: \(line)") }
        }
        return broken
    }

    @Test func `labels are escaped`() {
        let family = MetricFamily(
            name: "x", kind: .gauge, help: "a\\b\nc",
            samples: [.init(labels: [.init(name: "l", value: "q\"\\\n")], value: 0.25)])
        #expect(
            OpenMetricsText.write([family]) == """
                # HELP x a\\\\b\\nc
                # TYPE x gauge
                x{l="q\\"\\\\\\n"} 0.25
                # EOF

                """)
    }

    @Test func `routes beyond a number are summed`() async throws {
        try await withServedEngine { engine, client in
            for number in 0..<MetricFamilies.mostRoutes + 10 {
                engine.recorder(forRoute: "r\(1000 + number)").record(.hit, latency: .zero, status: 200)
            }
            let body = try await client.get("/metrics").body
            #expect(body.contains("larder_route_requests_total{route=\"(others)\",result=\"hit\"} 10\n"))
            #expect(body.split(separator: "\n").count { $0.hasPrefix("larder_route_entries{") } == MetricFamilies.mostRoutes + 1)
        }
    }

    @Test func `the program's own back end gets the same figures`() throws {
        let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 1 << 20))
        let factory = TestMetrics()
        let mirror = MetricsMirror(factory: factory)
        let stats = { (hits: Int) in
            [
                MetricFamily(
                    name: "larder_requests", kind: .counter, help: "",
                    samples: [.init(labels: [.init(name: "result", value: "hit")], value: Double(hits))]),
                MetricFamily(name: "larder_entries", kind: .gauge, help: "", samples: [.init(labels: [], value: Double(hits))]),
            ]
        }
        #expect(mirror.isWanted)
        for hits in [5, 5, 12, 3] { mirror.update(stats(hits)) }
        #expect(try factory.expectCounter("larder_requests_total", [("result", "hit")]).totalValue == 12)
        #expect(try factory.expectGauge("larder_entries").lastValue == 3)
        withExtendedLifetime(engine) {}
    }
}
