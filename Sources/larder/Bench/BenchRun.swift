import Foundation
import LarderEngine

/// One workload against one back end, from filling it to the figures.
struct BenchRun: Sendable {
    var workload: BenchWorkload
    var threads: Int
    /// Nanoseconds.
    var duration: Int
    var valueSize: Int
    var sizes = BenchSizes()
    var progress = BenchProgress.silent

    /// What the back end may use, in bytes.
    var memoryLimit: Int {
        switch self.workload {
        case .hit, .hitOneKey: BenchRoom.roomy(entries: self.sizes.resident, valueSize: self.valueSize)
        case .setEvict, .scan: BenchRoom.tight(entries: self.sizes.resident, valueSize: self.valueSize)
        case .invalidate:
            BenchRoom.roomy(entries: self.sizes.invalidated(duration: self.duration), valueSize: self.valueSize)
        case .memory: BenchRoom.roomy(entries: self.sizes.held, valueSize: self.valueSize)
        }
    }

    /// - Throws: `CommandFailure` where the machine could not hold it: it would swap, and its memory not be what is measured.
    func requireRoom() throws {
        guard let available = ProcessMeter.availableBytes(), self.memoryLimit > available else { return }
        throw CommandFailure(
            .failed,
            "\(self.workload.rawValue) with values of \(self.valueSize) bytes needs up to \(Figures.bytes(self.memoryLimit)), "
                + "and \(Figures.bytes(available)) are free; choose a smaller --value-size")
    }

    func measure(_ backend: BackendKind) async -> BenchMeasurement {
        switch backend {
        case .memory: await self.measure { MemoryBackend(memoryLimit: self.memoryLimit) }
        }
    }

    /// With the back end's upkeep beside it, as in a server. Its threads are no part of the pool that tasks run on.
    private func measure(_ makeBackend: () -> some BenchBackend) async -> BenchMeasurement {
        ProcessMeter.releaseFreeMemory()
        let restingBytes = ProcessMeter.residentBytes()
        let backend = makeBackend()
        return await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await backend.maintain() }
            let measurement = await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    continuation.resume(returning: self.measure(backend, since: restingBytes))
                }
            }
            tasks.cancelAll()
            return measurement
        }
    }

    private func measure(_ backend: some BenchBackend, since restingBytes: Int?) -> BenchMeasurement {
        let resident = self.sizes.resident
        return switch self.workload {
        case .hit: self.rounds(of: HitWorkload(keys: resident, valueSize: self.valueSize, threads: self.threads), on: backend)
        case .hitOneKey: self.rounds(of: OneKeyWorkload(keys: resident, valueSize: self.valueSize), on: backend)
        case .setEvict: self.rounds(of: SetEvictWorkload(capacity: resident, valueSize: self.valueSize), on: backend)
        case .scan:
            self.rounds(of: ScanWorkload(capacity: resident, valueSize: self.valueSize, threads: self.threads), on: backend)
        case .invalidate: self.invalidations(on: backend)
        case .memory: self.growth(of: backend, since: restingBytes)
        }
    }

    private func rounds(of operation: some BenchOperation, on backend: some BenchBackend) -> BenchMeasurement {
        self.progress.show("filling")
        operation.fill(backend)
        self.progress.show("measuring")
        return Rounds.measure(operation, on: backend, threads: self.threads, duration: self.duration)
    }

    private func invalidations(on backend: some BenchBackend) -> BenchMeasurement {
        let workload = InvalidateWorkload(entries: self.sizes.invalidated(duration: self.duration), valueSize: self.valueSize)
        workload.fill(backend) { self.progress.show("filling, \($0) of \($1) entries") }
        self.progress.show("measuring")
        return workload.measure(backend, threads: self.threads, duration: self.duration)
    }

    private func growth(of backend: some BenchBackend, since restingBytes: Int?) -> BenchMeasurement {
        self.progress.show("filling")
        return MemoryWorkload(entries: self.sizes.held, valueSize: self.valueSize)
            .measure(backend, threads: self.threads, since: restingBytes)
    }
}
