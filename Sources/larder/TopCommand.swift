import ArgumentParser
import LarderConfiguration
import Foundation
import LarderAdmin
import LarderAdminClient
import LarderDashboard

struct TopCommand: AsyncParsableCommand, ScreenCommand {
    static let configuration = CommandConfiguration(
        commandName: "top",
        abstract: "The dashboard on a running stats endpoint.",
        discussion: """
            EXAMPLES
              larder top                             the endpoint of $LARDER_URL, else http://127.0.0.1:9480
              larder top http://127.0.0.1:9480 --theme gruvbox-dark
              larder top --once --json               what /v1/stats answers, for scripts
            """)

    @Argument(help: "Where the stats endpoint is: http://, https:// or unix:/path.")
    var url: String?

    @Option(help: ArgumentHelp("How often to poll.", valueName: "time"))
    var interval = TimeSpan(.seconds(1))

    @OptionGroup var theme: ThemeOption

    @Flag(help: "Look, but do not invalidate.")
    var readonly = false

    @Flag(help: "Draw with ASCII alone.")
    var ascii = false

    @OptionGroup var access: AccessOptions

    @Flag(help: "Print one line with the hit rate and end.")
    var once = false

    @Flag(help: "With --once: print the endpoint's whole answer.")
    var json = false

    var wantsScreen: Bool { !self.once }

    func validate() throws {
        if self.json, !self.once {
            throw ValidationError("--json goes with --once")
        }
        guard self.interval.duration >= .milliseconds(100), self.interval.duration <= .seconds(3600) else {
            throw ValidationError("--interval takes 100ms to 1h, not \(self.interval)")
        }
    }

    private var endpoint: AdminEndpoint {
        get throws {
            let text = self.url ?? ProcessInfo.processInfo.environment["LARDER_URL"] ?? "http://127.0.0.1:9480"
            do throws(AdminClientError) {
                return try AdminEndpoint(parsing: text)
            } catch {
                throw CommandFailure(.usage, "\(error)")
            }
        }
    }

    func runScreen() throws -> Int32 {
        let options = DashboardOptions(
            endpoint: try self.endpoint, theme: try self.theme.load(), themeFile: self.theme.file,
            interval: self.interval.duration,
            access: self.readonly ? .readOnly(reason: "--readonly was given") : .readWrite,
            glyphs: self.ascii ? .ascii : .automatic, token: try self.access.token(), authority: self.access.caFile)
        do throws(DashboardError) {
            return try Dashboard.run(options).code
        } catch {
            throw CommandFailure(.failed, "\(error); larder top --once prints the hit rate without a terminal")
        }
    }

    func run() async throws {
        let client = AdminClient(
            try self.endpoint, purpose: .cli, token: try self.access.token(), authority: self.access.caFile)
        do throws(AdminClientError) {
            if self.json {
                StandardOutput.write(HarmlessJSON.text(try await client.raw("/v1/stats")))
            } else {
                StandardOutput.write(Self.line(try await client.stats(StatsQuery())))
            }
        } catch {
            throw CommandFailure(error)
        }
    }

    private static func line(_ stats: StatsSnapshot) -> String {
        let ratio =
            (stats.rates["10s"]?.hitRatio ?? stats.requests.hitRatio).map { String(format: "%.1f%%", $0 * 100) } ?? "none yet"
        let perSecond = stats.rates["10s"].map { String(format: "%.0f", $0.requests) } ?? "0"
        return "hit \(ratio)  \(perSecond) req/s  \(stats.memory.entries) keys  "
            + "\(ByteSize(bytes: stats.memory.usedBytes).rounded) of \(ByteSize(bytes: stats.memory.limitBytes).rounded)"
    }
}
