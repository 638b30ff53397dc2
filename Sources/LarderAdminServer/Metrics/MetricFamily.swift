/// A metric with all its label sets, as OpenMetrics and swift-metrics both know it.
struct MetricFamily: Sendable, Equatable {
    enum Kind: String {
        /// Only rises; its samples' names end in `_total`.
        case counter
        case gauge
        /// Labels alone; its sample's name ends in `_info`.
        case info
    }

    struct Sample: Sendable, Equatable {
        var labels: [Label]
        var value: Double
    }

    struct Label: Sendable, Hashable {
        var name: String
        var value: String
    }

    /// With its unit, without `_total`.
    var name: String
    var kind: Kind
    /// The last word of the name; nil for plain counts.
    var unit: String?
    var help: String
    var samples: [Sample]

    var sampleName: String {
        switch self.kind {
        case .counter: "\(self.name)_total"
        case .gauge: self.name
        case .info: "\(self.name)_info"
        }
    }
}
