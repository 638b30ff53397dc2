public import ArgumentParser
public import CourseCatalogue
import Dispatch
import Foundation
import LarderAdminClient
import LarderConfiguration
import LarderDashboard
import LarderEngine
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle
import UnixSignals

struct DemoCommand: AsyncParsableCommand, ScreenCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "A real API served from an embedded cache, real traffic against it, and the dashboard on it.",
        discussion: """
            EXAMPLES
              larder demo
              larder demo --scenario stampede --theme gruvbox-dark
              larder demo --headless --duration 20s --json
            """)

    @OptionGroup var catalogue: CatalogueOptions

    @Option(
        help: ArgumentHelp(
            "What the clients do: \(Scenario.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "name"))
    var scenario = Scenario.steady

    @Option(help: ArgumentHelp("Requests per second; 0 for as fast as it goes.", valueName: "n"))
    var rate = 2000

    @Option(help: ArgumentHelp("How long the traffic lasts: 250ms, 30s, 15m; without it, until the end.", valueName: "time"))
    var duration: TimeSpan?

    @OptionGroup var theme: ThemeOption

    @OptionGroup var access: AccessOptions

    @Flag(help: "Without the screen; prints a summary at the end.")
    var headless = false

    @Flag(help: "With --headless: the summary's last line is JSON.")
    var json = false

    var wantsScreen: Bool { !self.headless }

    func validate() throws {
        guard (0...1_000_000).contains(self.rate) else {
            throw ValidationError("--rate takes 0 to 1000000, not \(self.rate)")
        }
        if self.json, !self.headless {
            throw ValidationError("--json goes with --headless")
        }
    }

    func run() async throws {
        // A mistake is one without a screen too.
        _ = try self.theme.load()
        let process = try CatalogueProcess(self.catalogue, notices: .immediate)
        let report = NIOLockedValueBox<TrafficReport?>(nil)
        try await reportingFailures {
            try await process.run(until: [.sigterm, .sigint], seeding: SeedingProgress().show(_:of:)) { addresses in
                StandardOutput.write("API    \(addresses.api)/courses/\nstats  \(addresses.admin)/v1/stats")
                let measured = try await self.traffic(on: addresses, purging: process.engine).run()
                report.withLockedValue { $0 = measured }
                // Whoever compares the summary with the endpoint reads its last figures now.
                try? await Task.sleep(for: .seconds(1))
            }
        }
        guard let measured = report.withLockedValue({ $0 }) else { return }
        let summary = DemoSummary(measured, process.engine.snapshot())
        StandardOutput.write(self.json ? try summary.json() : summary.table)
    }

    func runScreen() throws -> Int32 {
        let theme = try self.theme.load()
        let notices = Notices.heldBack
        defer { notices.release() }
        let token = try self.access.token()
        let process = try CatalogueProcess(self.catalogue, notices: notices)
        let server = Background {
            try await reportingFailures {
                try await process.run(until: []) { addresses in
                    _ = try await self.traffic(on: addresses, purging: process.engine).run()
                    // The figures stay on the screen when a limited traffic has ended.
                    try await gracefulShutdown()
                }
            }
        } onFailure: {
            // A dashboard on a server that could not start would be stale for ever; it ends as by anybody's SIGTERM.
            kill(getpid(), SIGTERM)
        }
        guard let address = server.wait(for: { await process.adminURL }), let endpoint = try? AdminEndpoint(parsing: address)
        else {
            throw server.stop() ?? CommandFailure(.failed, "the demo ended before it served")
        }
        let exit: DashboardExit
        do throws(DashboardError) {
            exit = try Dashboard.run(
                DashboardOptions(
                    endpoint: endpoint, theme: theme, themeFile: self.theme.file, token: token, authority: self.access.caFile,
                    window: .oneMinute))
        } catch {
            _ = server.stop()
            throw CommandFailure(.failed, "\(error); larder demo --headless runs without one")
        }
        if let failure = server.stop() {
            throw failure
        }
        return exit.code
    }

    private func traffic(on addresses: CatalogueProcess.Addresses, purging engine: CacheEngine) -> Traffic {
        var configuration = Traffic.Configuration()
        configuration.scenario = self.scenario
        configuration.rate = self.rate
        configuration.seed = self.catalogue.seed
        configuration.duration = self.duration?.duration
        return Traffic(configuration, baseURL: addresses.api, courses: self.catalogue.courses) {
            // Nothing is expected, so nothing can be exceeded.
            _ = try? engine.invalidate(
                .all, mode: .soft, cause: InvalidationCause(source: .api, operator: "demo", reason: "a new version is out"))
        }
    }
}

extension Scenario: ExpressibleByArgument {}
