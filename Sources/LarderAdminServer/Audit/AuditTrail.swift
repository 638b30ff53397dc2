import Foundation
import LarderEngine
import Logging
import NIOConcurrencyHelpers
import NIOPosix
import ServiceLifecycle

/// Writes invalidations down behind those who cause them: noting one never waits for the disk.
final class AuditTrail: Service {
    struct Figures: Sendable, Equatable {
        var written = 0
        /// Left out: the queue was full, or the disk refused them.
        var lost = 0
    }

    private struct State {
        var figures = Figures()
        /// Of `figures.lost`, those that the file tells of.
        var told = 0
        var isFailing = false
    }

    private let file: NIOLockedValueBox<AuditFile>
    private let queue: AsyncStream<AuditEntry>
    private let arrivals: AsyncStream<AuditEntry>.Continuation
    private let state = NIOLockedValueBox(State())
    private let clock: any CacheClock
    private let logger: Logger

    /// - Throws: Where the file cannot be written.
    init(_ configuration: AuditConfiguration, of caches: CacheScope, logger: Logger) throws(AdminServerError) {
        do throws(AuditFile.Failure) {
            self.file = NIOLockedValueBox(try AuditFile(configuration))
        } catch {
            throw .cannotAudit(configuration.file, reason: error.description)
        }
        (self.queue, self.arrivals) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(configuration.queue))
        self.clock = caches.clock
        self.logger = logger
        for engine in caches.engines {
            let cache = engine.name
            engine.onInvalidation { [weak self] record in self?.note(.invalidated(record, cache: cache)) }
        }
    }

    var figures: Figures { self.state.withLockedValue { $0.figures } }

    func note(_ entry: AuditEntry) {
        if case .dropped = self.arrivals.yield(entry) {
            self.state.withLockedValue { $0.figures.lost += 1 }
        }
    }

    /// Writes until it is told to stop, and then what is left.
    func run() async throws {
        await withGracefulShutdownHandler {
            for await entry in self.queue {
                // The disk may take its time: not on a thread that others wait for.
                try? await NIOThreadPool.singleton.runIfActive { self.write(entry) }
            }
        } onGracefulShutdown: {
            self.finish()
        }
    }

    /// What comes from now on is lost; what waits is still written.
    func finish() {
        self.arrivals.finish()
    }

    private func write(_ entry: AuditEntry) {
        let wall = WallTime(self.clock)
        let now = Date(timeIntervalSince1970: self.clock.wallSeconds())
        let untold = self.state.withLockedValue { $0.figures.lost - $0.told }
        do {
            try self.file.withLockedValue { file in
                if untold > 0 {
                    try file.append(AuditEntry.lost(untold).line(wall, at: now))
                    self.state.withLockedValue { $0.told += untold }
                }
                try file.append(entry.line(wall, at: now))
            }
            self.state.withLockedValue { state in
                state.figures.written += 1
                state.isFailing = false
            }
        } catch {
            let isNew = self.state.withLockedValue { state in
                state.figures.lost += 1
                defer { state.isFailing = true }
                return !state.isFailing
            }
            if isNew {
                self.logger.error(
                    "The audit file is not written; invalidations go on and are counted", metadata: ["error": "\(error)"])
            }
        }
    }
}
