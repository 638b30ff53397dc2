import ArgumentParser
import LarderConfiguration

/// What `demo` and `serve` both take.
struct CatalogueOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Port of the API on 127.0.0.1; 0 takes any free one and prints it.", valueName: "port"))
    var apiPort: UInt16 = 8480

    @Option(
        help: ArgumentHelp("Port of the stats endpoint on 127.0.0.1; 0 takes any free one. (default: 9480)", valueName: "port"))
    var adminPort: UInt16?

    @Option(help: ArgumentHelp("What the cache may use: 64MiB, 1.5GB, or plain bytes. (default: 8MiB)", valueName: "size"))
    var memory: ByteSize?

    @Option(help: ArgumentHelp("Rows that a new catalogue gets.", valueName: "n"))
    var courses = 10_000

    @Option(help: ArgumentHelp("Equal seeds give equal rows and equal traffic.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("The catalogue's SQLite file; without it a temporary one is made and removed.", valueName: "path"))
    var database: String?

    @Option(
        help: ArgumentHelp(
            "Folder that keeps the cache's entries from one run to the next, made where it is missing. Without it $LARDER_STATE_DIR, else none are kept.",
            valueName: "path"))
    var stateDir: String?

    @Option(
        help: ArgumentHelp(
            "Written once everything serves: the URLs, the process id and the database, as JSON.", valueName: "path"))
    var readyFile: String?

    @Option(help: "What is logged on standard error: lines for people, or JSON for what collects logs. (default: text)")
    var logFormat: LogFormat?

    @OptionGroup var configuration: ConfigurationOptions

    /// Settings with what the flags say.
    func settings() throws -> Settings {
        var overrides: [FlagOverride] = []
        if let memory { overrides.append(FlagOverride("caches.default.memory_limit", flag: "--memory", value: "\(memory)")) }
        if let adminPort { overrides.append(FlagOverride("admin.listen", flag: "--admin-port", value: "127.0.0.1:\(adminPort)")) }
        if let stateDir { overrides.append(FlagOverride("state_dir", flag: "--state-dir", value: stateDir)) }
        if let logFormat { overrides.append(FlagOverride("log.format", flag: "--log-format", value: logFormat.rawValue)) }
        return try self.configuration.load(overrides).settings
    }

    func validate() throws {
        guard (1...10_000_000).contains(self.courses) else {
            throw ValidationError("--courses takes 1 to 10000000, not \(self.courses)")
        }
        if let stateDir, stateDir.isEmpty {
            throw ValidationError("--state-dir takes a path")
        }
        if let memory, memory.bytes < 256 << 10 {
            throw ValidationError("--memory takes at least 256KiB, not \(memory)")
        }
    }
}
