import Foundation

/// Figures as tables show them; `–` is an unknown one. A hostile endpoint may send numbers that no `Int` holds.
enum Figures {
    static func percent(_ ratio: Double?) -> String {
        ratio.map { "\(Self.decimal($0 * 100)) %" } ?? "–"
    }

    static func rate(_ perSecond: Double) -> String {
        Self.decimal(perSecond)
    }

    static func bytes(_ count: Int?) -> String {
        guard let count else { return "–" }
        return Self.scaled(Double(count), 1024, ["B", "KiB", "MiB", "GiB", "TiB"])
    }

    static func microseconds(_ value: Double?) -> String {
        value.map { Self.scaled($0, 1000, ["µs", "ms", "s"]) } ?? "–"
    }

    static func seconds(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "–" }
        switch abs(value) {
        case ..<120: return "\(Self.whole(value)) s"
        case ..<7200: return "\(Self.whole(value / 60)) min"
        case ..<172_800: return "\(Self.whole(value / 3600)) h"
        default: return "\(Self.whole(value / 86400)) d"
        }
    }

    private static func scaled(_ value: Double, _ base: Double, _ units: [String]) -> String {
        var value = value
        var unit = 0
        while abs(value) >= base, unit < units.count - 1 {
            value /= base
            unit += 1
        }
        return "\(unit == 0 ? "\(Self.whole(value))" : Self.decimal(value)) \(units[unit])"
    }

    private static func decimal(_ value: Double) -> String {
        String(format: "%.1f", value)
    }

    private static func whole(_ value: Double) -> String {
        String(format: "%.0f", value)
    }
}
