import LarderEngine
import Logging
import ServiceLifecycle
import Testing

@testable import CourseCatalogue

struct CatalogueServerTests {
    /// Serves the catalogue on a free port while `body` runs, and ends it in order.
    private func serve(_ catalogue: Catalogue, _ body: @escaping @Sendable (String) async throws -> Void) async throws {
        let (urls, announce) = AsyncStream.makeStream(of: String.self)
        var configuration = CatalogueServer.Configuration()
        configuration.port = 0
        let server = CatalogueServer(api: catalogue.api, configuration: configuration) {
            announce.yield($0)
        }
        let group = ServiceGroup(configuration: .init(services: [.init(service: server)], logger: .init(label: "test")))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let url = try #require(await urls.first { _ in true })
            try await body(url)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// Runs the traffic until that many requests were answered and then ends it in order.
    private func drive(_ traffic: Traffic, requests: Int) async throws {
        let group = ServiceGroup(
            configuration: .init(services: [.init(service: TrafficRun(traffic: traffic))], logger: Logger(label: "test")))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            while traffic.report.requests < requests { try await Task.sleep(for: .milliseconds(1)) }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private struct TrafficRun: Service {
        let traffic: Traffic
        func run() async throws { _ = try await traffic.run() }
    }

    @Test(arguments: [Scenario.steady, .deploy], [0, 2_000])
    func `what clients on real sockets count is what the engine counts`(_ scenario: Scenario, _ rate: Int) async throws {
        let catalogue = try Catalogue(courses: 300)
        try await serve(catalogue) { url in
            var configuration = Traffic.Configuration()
            configuration.scenario = scenario
            configuration.rate = rate
            configuration.concurrency = 4
            let traffic = Traffic(configuration, baseURL: url, courses: 300)
            try await drive(traffic, requests: 300)
            let report = traffic.report
            let engine = catalogue.engine.snapshot().requests
            #expect(report.requests >= 300)
            #expect(report.failures == 0)
            #expect(report.serverErrors == 0)
            #expect(report.requests == engine.total)
            #expect(
                [report.hits, report.staleHits, report.misses, report.bypassed]
                    == [engine.hits, engine.staleHits, engine.misses, engine.bypassed])
            #expect(catalogue.engine.peek("course_list:") != nil, "the bound address is not a variant")
        }
    }

    @Test func `a duration ends the traffic`() async throws {
        let catalogue = try Catalogue(courses: 10)
        try await serve(catalogue) { url in
            var configuration = Traffic.Configuration()
            configuration.duration = .milliseconds(50)
            let report = try await Traffic(configuration, baseURL: url, courses: 10).run()
            #expect(report.failures == 0)
            #expect(report.requests == catalogue.engine.snapshot().requests.total)
        }
    }

    @Test func `an occupied port is named, with what to do`() async throws {
        let catalogue = try Catalogue()
        try await serve(catalogue) { url in
            var configuration = CatalogueServer.Configuration()
            configuration.port = Int(url.split(separator: ":").last ?? "") ?? 0
            let second = CatalogueServer(api: catalogue.api, configuration: configuration)
            let error = await #expect(throws: CatalogueServerError.self) { try await second.run() }
            #expect(error?.code == .addressInUse)
            #expect(error?.description.contains("127.0.0.1:\(configuration.port)") == true)
            #expect(error?.description.contains("--api-port") == true)
        }
    }
}
