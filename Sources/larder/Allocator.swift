import Foundation

/// What the C library is told about memory. glibc has these calls, its Swift module does not, other C libraries have nothing
/// of the kind: asked for by name, and left out where they are not.
enum Allocator {
    /// `malloc.h`.
    private enum Setting: Int32 {
        case trimThreshold = -1
        case mmapThreshold = -3
        case arenaMax = -8
    }

    /// Keeps the process's memory near what the cache accounts for, whatever the sizes of the values: large ones are mapped
    /// and go back to the system when they leave, and threads share arenas instead of each keeping free memory of its own.
    ///
    /// Before the first thread is made.
    static func keepToTheBudget() {
        typealias Mallopt = @convention(c) (Int32, Int32) -> Int32
        guard let address = dlsym(nil, "mallopt") else { return }
        let mallopt = unsafeBitCast(address, to: Mallopt.self)
        for (setting, value) in [(Setting.mmapThreshold, 64 << 10), (.trimThreshold, 128 << 10), (.arenaMax, 2)] as [(_, Int32)] {
            _ = mallopt(setting.rawValue, value)
        }
    }

    /// Gives the system back what is free.
    static func trim() {
        typealias MallocTrim = @convention(c) (Int) -> Int32
        guard let address = dlsym(nil, "malloc_trim") else { return }
        _ = unsafeBitCast(address, to: MallocTrim.self)(0)
    }
}
