import Foundation

/// What the system knows about this process. Times are nanoseconds since some fixed moment.
enum ProcessMeter {
    static func clockTime() -> Int {
        Self.read(CLOCK_MONOTONIC)
    }

    /// User and system time of all threads, also of those that have ended.
    static func cpuTime() -> Int {
        Self.read(CLOCK_PROCESS_CPUTIME_ID)
    }

    /// User and system time of the calling thread.
    static func threadTime() -> Int {
        Self.read(CLOCK_THREAD_CPUTIME_ID)
    }

    private static func read(_ clock: clockid_t) -> Int {
        var time = timespec()
        clock_gettime(clock, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    /// Bytes in RAM now; nil where the system does not tell.
    static func residentBytes() -> Int? {
        // statm is counted in batches for each processor; smaps_rollup walks the page tables and is exact.
        Self.figure("Rss", in: "/proc/self/smaps_rollup")
    }

    /// Bytes that could be had without swapping; nil where the system does not tell.
    static func availableBytes() -> Int? {
        Self.figure("MemAvailable", in: "/proc/meminfo")
    }

    /// proc(5): `Name:   123 kB`.
    private static func figure(_ name: String, in path: String) -> Int? {
        guard let file = FileManager.default.contents(atPath: path) else { return nil }
        let line = String(decoding: file, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("\(name):") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }

    /// Gives the system back what the allocator keeps of earlier work, so that all growth from here on is new.
    static func releaseFreeMemory() {
        // glibc has it, its Swift module does not, and other C libraries have nothing of the kind.
        typealias MallocTrim = @convention(c) (Int) -> Int32
        guard let address = dlsym(nil, "malloc_trim") else { return }
        _ = unsafeBitCast(address, to: MallocTrim.self)(0)
    }
}
