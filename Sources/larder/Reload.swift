import LarderConfiguration
import Logging
import ServiceLifecycle
import UnixSignals

/// Reads the settings anew on SIGHUP. Settings that are not right leave those before in force, and say so.
struct Reload {
    private let current: Settings
    private let logger: Logger
    private let load: @Sendable () throws -> Settings
    private let apply: @Sendable (Settings) -> Void

    /// - Parameters:
    ///   - current: What the process began with.
    ///   - load: Throws `CommandFailure` where the settings are not right.
    ///   - apply: Puts in force what can be in a running process.
    init(
        from current: Settings, logger: Logger, load: @escaping @Sendable () throws -> Settings,
        apply: @escaping @Sendable (Settings) -> Void
    ) {
        self.current = current
        self.logger = logger
        self.load = load
        self.apply = apply
    }

    /// Until a graceful shutdown.
    func onEachHangup() async {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            do {
                let loaded = try self.load()
                self.apply(loaded)
                let later = Self.needingRestart(self.current, loaded)
                self.logger.notice(
                    later.isEmpty
                        ? "the configuration was read anew"
                        : "the configuration was read anew; \(later.joined(separator: ", ")) take effect at the next start")
            } catch let failure as CommandFailure {
                self.logger.error("the configuration stays as it was: \(failure.message)")
            } catch {
                self.logger.error("the configuration stays as it was: \(error)")
            }
        }
    }

    /// The settings that differ and only count when a process begins.
    private static func needingRestart(_ old: Settings, _ new: Settings) -> [String] {
        var names: [String] = []
        if old.admin != new.admin { names.append("changes of admin") }
        if old.stateDirectory != new.stateDirectory { names.append("state_dir") }
        return names
    }
}
