public import Foundation

/// A point in time as the shell hands it in.
public struct Moment: Sendable, Equatable {
    /// Monotonic, since the dashboard began.
    public var elapsed: Duration
    public var wall: Date
    /// Of the user's time zone.
    public var utcOffsetSeconds: Int

    public init(elapsed: Duration, wall: Date, utcOffsetSeconds: Int) {
        self.elapsed = elapsed
        self.wall = wall
        self.utcOffsetSeconds = utcOffsetSeconds
    }

    /// `09:43:56` in the user's time zone.
    func timeOfDay(_ date: Date) -> String {
        // Within what numbers hold, whatever an endpoint sends.
        let since = min(max(date.timeIntervalSince1970, -1e15), 1e15)
        let seconds = (Int((since.isNaN ? 0 : since).rounded(.down)) + self.utcOffsetSeconds) % 86_400
        let ofDay = seconds < 0 ? seconds + 86_400 : seconds
        return [ofDay / 3600, ofDay / 60 % 60, ofDay % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }
}

extension Duration {
    var inSeconds: Double {
        let (seconds, attoseconds) = self.components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
