/// Writes metrics as OpenMetrics 1.0 text.
enum OpenMetricsText {
    static let contentType = "application/openmetrics-text; version=1.0.0; charset=utf-8"

    static func write(_ families: [MetricFamily]) -> String {
        var text = ""
        for family in families {
            text += "# HELP \(family.name) \(Self.escape(family.help))\n# TYPE \(family.name) \(family.kind.rawValue)\n"
            if let unit = family.unit {
                text += "# UNIT \(family.name) \(unit)\n"
            }
            for sample in family.samples {
                text += "\(family.sampleName)\(Self.labels(sample.labels)) \(Self.number(sample.value))\n"
            }
        }
        return text + "# EOF\n"
    }

    private static func labels(_ labels: [MetricFamily.Label]) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\($0.name)=\"\(Self.escape($0.value))\"" }.joined(separator: ",") + "}"
    }

    private static func escape(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }

    /// Whole numbers without a point, as counts are written.
    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 0x1p53 ? "\(Int(value))" : "\(value)"
    }
}
