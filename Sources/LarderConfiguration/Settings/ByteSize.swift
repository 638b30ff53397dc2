import Foundation

/// A number of bytes as people write it: `64MiB`, `1.5GB`, `4096`.
public struct ByteSize: Sendable, Hashable, CustomStringConvertible {
    public var bytes: Int

    public init(bytes: Int) {
        self.bytes = bytes
    }

    private static let units: [(name: String, bytes: Double)] = [
        ("GiB", 1_073_741_824), ("MiB", 1_048_576), ("KiB", 1024), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3), ("KB", 1e3), ("B", 1),
    ]

    /// Nil where the text is no size, or one below a byte.
    public init?(_ text: String) {
        let unit = Self.units.first { text.hasSuffix($0.name) }
        let number = text.dropLast(unit?.name.count ?? 0)
        guard number.first?.isNumber ?? false, let value = Double(number), value.isFinite else { return nil }
        let bytes = value * (unit?.bytes ?? 1)
        guard bytes >= 1, bytes < 1e18 else { return nil }
        self.bytes = Int(bytes)
    }

    public var description: String {
        let unit = Self.units.first { $0.name.contains("i") && Double(self.bytes).remainder(dividingBy: $0.bytes) == 0 }
        return unit.map { "\(Int(Double(self.bytes) / $0.bytes))\($0.name)" } ?? "\(self.bytes)"
    }

    /// For people: three digits and a unit.
    public var rounded: String {
        let unit = Self.units.first { $0.name.contains("i") && Double(self.bytes) >= $0.bytes } ?? ("B", 1)
        let value = Double(self.bytes) / unit.bytes
        return String(format: value < 10 && unit.bytes > 1 ? "%.1f" : "%.0f", value) + " \(unit.name)"
    }
}
