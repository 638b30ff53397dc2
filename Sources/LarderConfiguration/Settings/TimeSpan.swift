/// A span of time as people write it: `250ms`, `30s`, `15m`, `2h`, `7d`.
public struct TimeSpan: Sendable, Hashable, CustomStringConvertible {
    public var duration: Duration

    public init(_ duration: Duration) {
        self.duration = duration
    }

    private static let units: [(name: String, milliseconds: Double)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    /// Nil where the text is no span, or none above zero.
    public init?(_ text: String) {
        guard let unit = Self.units.first(where: { text.hasSuffix($0.name) }) else { return nil }
        let number = text.dropLast(unit.name.count)
        guard number.first?.isNumber ?? false, let value = Double(number), value.isFinite else { return nil }
        let milliseconds = value * unit.milliseconds
        guard milliseconds >= 0.001, milliseconds < 1e13 else { return nil }
        self.duration = .microseconds(Int64(milliseconds * 1000))
    }

    public var description: String {
        guard self.duration != .zero else { return "0s" }
        let milliseconds = Double(self.duration.components.seconds) * 1000 + Double(self.duration.components.attoseconds) / 1e15
        let unit = Self.units.last { milliseconds.remainder(dividingBy: $0.milliseconds) == 0 } ?? Self.units[0]
        return "\(Int(milliseconds / unit.milliseconds))\(unit.name)"
    }
}
