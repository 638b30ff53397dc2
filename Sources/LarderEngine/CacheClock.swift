#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif
import NIOConcurrencyHelpers

/// A point on the monotonic clock: jumps of the wall clock do not move it.
public struct CacheInstant: Comparable, Hashable, Sendable {
    public var nanoseconds: Int64

    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Later than every instant that a clock gives: the deadline of what never expires.
    public static let distantFuture = CacheInstant(nanoseconds: .max)

    /// Earlier than every instant that a clock gives.
    static let distantPast = CacheInstant(nanoseconds: .min)

    /// Saturates instead of wrapping round.
    public func advanced(by duration: Duration) -> CacheInstant {
        let (sum, overflow) = self.nanoseconds.addingReportingOverflow(duration.nanoseconds)
        return CacheInstant(nanoseconds: overflow ? (duration < .zero ? .min : .max) : sum)
    }

    public func duration(to other: CacheInstant) -> Duration {
        .nanoseconds(other.nanoseconds.subtractingReportingOverflow(self.nanoseconds).partialValue)
    }

    public static func < (lhs: CacheInstant, rhs: CacheInstant) -> Bool {
        lhs.nanoseconds < rhs.nanoseconds
    }
}

extension Duration {
    /// Whole nanoseconds, saturating at 292 years.
    public var nanoseconds: Int64 {
        let (seconds, attoseconds) = self.components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carry) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carry ? (seconds < 0 ? .min : .max) : sum
    }

    public var seconds: Double {
        let (seconds, attoseconds) = self.components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}

/// The engine's only source of time.
public protocol CacheClock: Sendable {
    func now() -> CacheInstant
    /// The same time, up to a few milliseconds behind, at a fraction of the cost: for what is done on every hit.
    func coarse() -> CacheInstant
    /// Seconds since 1970, for what people read; no decision of the engine depends on it.
    func wallSeconds() -> Double
}

extension CacheClock {
    public func coarse() -> CacheInstant {
        self.now()
    }
}

public struct SystemClock: CacheClock {
    public init() {}

    public func now() -> CacheInstant {
        CacheInstant(Self.read(CLOCK_MONOTONIC))
    }

    #if os(Linux)
        public func coarse() -> CacheInstant {
            CacheInstant(Self.read(CLOCK_MONOTONIC_COARSE))
        }
    #endif

    public func wallSeconds() -> Double {
        let time = Self.read(CLOCK_REALTIME)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        clock_gettime(clock, &time)
        return time
    }
}

extension CacheInstant {
    fileprivate init(_ time: timespec) {
        self.init(nanoseconds: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
    }
}

/// A clock that moves only when it is told to, for tests.
public final class ManualClock: CacheClock {
    private static let start = CacheInstant(nanoseconds: 1_000_000_000)
    private let current = NIOLockedValueBox(ManualClock.start)
    private let startSeconds: Double

    /// - Parameter wallSeconds: Since 1970, when it starts.
    public init(wallSeconds: Double = 1_700_000_001) {
        self.startSeconds = wallSeconds
    }

    public func now() -> CacheInstant {
        self.current.withLockedValue { $0 }
    }

    public func wallSeconds() -> Double {
        self.startSeconds + Self.start.duration(to: self.now()).seconds
    }

    public func advance(by duration: Duration) {
        self.current.withLockedValue { $0 = $0.advanced(by: duration) }
    }
}
