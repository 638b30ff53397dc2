import LarderEngine
import NIOConcurrencyHelpers
import ServiceLifecycle

/// Takes a sample of the engine each second.
struct HistoryRecorder: Service {
    private let engine: CacheEngine
    private let history: NIOLockedValueBox<History>

    init(engine: CacheEngine) {
        self.engine = engine
        self.history = NIOLockedValueBox(History(first: Sample(engine.snapshot())))
    }

    /// A copy: samples are shared with it until the next one is taken.
    var current: History {
        self.history.withLockedValue { $0 }
    }

    func takeSample() {
        let sample = Sample(self.engine.snapshot())
        self.history.withLockedValue { $0.record(sample) }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            // The pause is reckoned anew each time, so that a late sample does not push the later ones.
            while (try? await Task.sleep(for: self.untilNextSecond, tolerance: .zero)) != nil {
                self.takeSample()
            }
        }
    }

    private var untilNextSecond: Duration {
        let now = self.engine.clock.now()
        return self.history.withLockedValue { $0.untilNextSecond(now) }
    }
}
