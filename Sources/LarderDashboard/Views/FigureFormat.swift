import Foundation

/// Numbers as the screen shows them: short, and of steady width.
enum FigureFormat {
    static let unknown = "–"

    /// `812`, `12.4k`, `184k`, `1.2M`
    static func count(_ value: Int) -> String {
        value.magnitude < 1000 ? "\(value)" : Self.scaled(Double(value), units: ["", "k", "M", "G", "T"], base: 1000)
    }

    /// Per second: `0.3`, `657`, `12.4k`
    static func rate(_ value: Double) -> String {
        switch value {
        case ..<0.05: "0"
        case ..<9.95: Self.decimal(value)
        case ..<999.5: "\(Int(value.rounded()))"
        default: Self.scaled(value, units: ["", "k", "M", "G", "T"], base: 1000)
        }
    }

    /// With one decimal below a thousand, for columns: `812.0`, `12.4k`
    static func columnRate(_ value: Double) -> String {
        value < 999.95 ? Self.decimal(value) : Self.scaled(value, units: ["", "k", "M", "G", "T"], base: 1000)
    }

    /// `812B`, `4.1K`, `18.2K`, `182K`, `8.0M`
    static func bytes(_ value: Int) -> String {
        value.magnitude < 1024 ? "\(value)B" : Self.scaled(Double(value), units: ["B", "K", "M", "G", "T"], base: 1024)
    }

    /// `94.7`, without the sign.
    static func percent(_ ratio: Double?) -> String {
        guard let ratio else { return Self.unknown }
        let percent = ratio * 100
        // Only all is a hundred: 99.96 must not read as if nothing missed.
        return percent >= 100 ? "100" : Self.decimal(min(percent, 99.9))
    }

    /// `95`, without decimals or sign; only all is a hundred here too.
    static func wholePercent(_ ratio: Double) -> String {
        "\(ratio < 1 ? min(Self.whole((ratio * 100).rounded(.down)), 99) : 100)"
    }

    /// `43s`, `4m`, `2h`, `3d`
    static func age(_ seconds: Double) -> String {
        switch seconds {
        case ..<0: "0s"
        case ..<60: "\(Int(seconds))s"
        case ..<3600: "\(Int(seconds / 60))m"
        case ..<86_400: "\(Int(seconds / 3600))h"
        default: "\(Self.whole(seconds / 86_400))d"
        }
    }

    /// `4m51s`
    static func countdown(_ duration: Duration) -> String {
        let seconds = max(0, Int(duration.inSeconds.rounded(.up)))
        return seconds < 60 ? "\(seconds)s" : "\(seconds / 60)m\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)s"
    }

    /// `45µs`, `1.2ms`, `3.4s`
    static func latency(_ microseconds: Double?) -> String {
        guard let microseconds else { return Self.unknown }
        switch microseconds {
        case ..<1000: return "\(Self.whole(microseconds))µs"
        case ..<1_000_000: return "\(Self.decimal(microseconds / 1000))ms"
        default: return "\(Self.decimal(microseconds / 1_000_000))s"
        }
    }

    /// At most five columns, for the scales of graphs: `400µs`, `1.2ms`, `20ms`
    static func shortLatency(_ microseconds: Double) -> String {
        switch microseconds {
        case 10_000..<1_000_000: "\(Self.whole(microseconds / 1000))ms"
        case 100_000_000...: "\(Self.rate(microseconds / 1_000_000))s"
        default: Self.latency(microseconds)
        }
    }

    static func decimal(_ value: Double) -> String {
        let tenths = Self.whole(value * 10)
        return "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }

    private static func scaled(_ value: Double, units: [String], base: Double) -> String {
        var value = value
        var unit = 0
        while abs(value) >= base * 0.9995, unit < units.count - 1 {
            value /= base
            unit += 1
        }
        return (abs(value) < 99.95 ? Self.decimal(value) : "\(Self.whole(value))") + units[unit]
    }

    /// A hostile endpoint may send numbers that no `Int` holds.
    private static func whole(_ value: Double) -> Int {
        value.isFinite ? Int(min(max(value.rounded(), -1e15), 1e15)) : 0
    }
}
