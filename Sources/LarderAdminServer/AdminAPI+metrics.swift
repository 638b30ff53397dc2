import LarderAdmin
import LarderEngine
import NIOCore

extension AdminAPI {
    func metrics(_ query: Substring?) throws -> Answer {
        let (_, scope) = try self.parameters(query)
        var answer = Answer.text(OpenMetricsText.write(try self.metricFamilies(of: scope)))
        answer.contentType = OpenMetricsText.contentType
        return answer
    }

    /// Of several caches each has its own samples, which add up to those of all.
    func metricFamilies(of scope: CacheScope) throws -> [MetricFamily] {
        let scopes = scope.engines.count == 1 ? [scope] : Array(scope.all.dropFirst())
        let caches = try scopes.map { single in
            try self.shared(single) {
                MetricFamilies.Cache(
                    name: self.caches.engines.count == 1 ? nil : single.engines[0].name, stats: $0.snapshot.stats,
                    routes: $0.snapshot.routes)
            }
        }
        return MetricFamilies.all(caches, own: self.ownFigures())
    }
}
