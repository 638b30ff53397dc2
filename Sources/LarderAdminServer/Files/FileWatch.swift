import NIOPosix
import ServiceLifecycle

/// Looks each second whether files have changed.
struct FileWatch: Service {
    let subjects: [any Refreshable]

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: .seconds(1))) != nil {
                // Files can be on a disk that does not answer.
                try? await NIOThreadPool.singleton.runIfActive { self.subjects.forEach { $0.refresh() } }
            }
        }
    }
}
