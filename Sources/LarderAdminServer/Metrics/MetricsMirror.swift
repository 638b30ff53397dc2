import CoreMetrics
import NIOConcurrencyHelpers

/// Hands the same metrics to the program's own back end, by way of swift-metrics.
struct MetricsMirror: Sendable {
    private struct Series: Hashable {
        var name: String
        var labels: [MetricFamily.Label]
    }

    private struct State {
        var counters: [Series: (counter: FloatingPointCounter, total: Double)] = [:]
        var gauges: [Series: Gauge] = [:]
    }

    private let factory: any MetricsFactory
    private let state = NIOLockedValueBox(State())

    init(factory: any MetricsFactory) {
        self.factory = factory
    }

    /// Whether somebody takes them.
    var isWanted: Bool { !(self.factory is NOOPMetricsHandler) }

    /// Counters get what came since the last call, gauges what is.
    func update(_ families: [MetricFamily]) {
        self.state.withLockedValue { state in
            for family in families {
                for sample in family.samples {
                    self.update(family, sample, &state)
                }
            }
        }
    }

    private func update(_ family: MetricFamily, _ sample: MetricFamily.Sample, _ state: inout State) {
        let series = Series(name: family.sampleName, labels: sample.labels)
        let dimensions = sample.labels.map { ($0.name, $0.value) }
        switch family.kind {
        case .counter:
            let known = state.counters[series]
            let counter =
                known?.counter ?? FloatingPointCounter(label: series.name, dimensions: dimensions, factory: self.factory)
            let total = max(sample.value, known?.total ?? 0)
            counter.increment(by: total - (known?.total ?? 0))
            state.counters[series] = (counter, total)
        case .gauge, .info:
            let gauge = state.gauges[series] ?? Gauge(label: series.name, dimensions: dimensions, factory: self.factory)
            gauge.record(sample.value)
            state.gauges[series] = gauge
        }
    }
}
