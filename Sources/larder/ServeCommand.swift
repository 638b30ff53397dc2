import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "The course catalogue's API with its cache and its stats endpoint, until SIGTERM.",
        discussion: """
            EXAMPLES
              larder serve --memory 64MiB
              curl -i 'http://127.0.0.1:8480/courses/?search=data'
              larder top http://127.0.0.1:9480
            """)

    @OptionGroup var catalogue: CatalogueOptions

    func run() async throws {
        let process = try CatalogueProcess(self.catalogue, notices: .immediate)
        try await reportingFailures {
            try await process.run(until: [.sigterm, .sigint], seeding: SeedingProgress().show(_:of:)) { addresses in
                StandardOutput.write(
                    "API    \(addresses.api)/courses/\nstats  \(addresses.admin)/v1/stats\nlarder top \(addresses.admin) shows it; Ctrl-C ends it"
                )
                try await gracefulShutdown()
            }
        }
    }
}
