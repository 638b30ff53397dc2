import Logging
import ServiceLifecycle

/// What is done each second, whether somebody asks or not: history, changes of back ends, the program's own metrics.
struct Heartbeat: Service {
    let api: AdminAPI
    let mirror: MetricsMirror
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            // The pause is reckoned anew each time, so that a late beat does not push the later ones.
            while (try? await Task.sleep(for: self.api.history.untilNextSecond, tolerance: .zero)) != nil {
                self.beat()
            }
        }
    }

    func beat() {
        self.api.snapshots.sweep()
        self.api.history.takeSample()
        self.api.events.note(self.api.backends())
        guard self.mirror.isWanted else { return }
        do {
            self.mirror.update(try self.api.metricFamilies(of: self.api.caches))
        } catch {
            self.logger.error("Metrics not handed on", metadata: ["error": "\(error)"])
        }
    }
}
