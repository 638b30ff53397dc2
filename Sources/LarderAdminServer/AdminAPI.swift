import Foundation
import HTTPTypes
import LarderAdmin
import LarderEngine
import LarderHTTP
import NIOCore

/// The operations of the stats endpoint over one engine: each takes its raw query and gives a value of the wire.
struct AdminAPI: Sendable {
    let engine: CacheEngine
    let instance: InstanceIdentity
    let startedAt: CacheInstant
    let startedOn: Date
    let history: HistoryRecorder
    /// Nil where this process knows no URLs.
    let urls: (any CachedURLs<LarderEngine.Selection>)?
    let backends: @Sendable () -> [StatsSnapshot.Backend]

    func health(_ query: Substring?) throws(Refusal) -> Answer {
        _ = try QueryParameters(query, known: [])
        return .text("ok")
    }

    /// Reads the parameters of an operation; `cache`, which every operation has, must name this cache.
    func parameters(_ query: Substring?, _ known: [String] = []) throws(Refusal) -> QueryParameters {
        let parameters = try QueryParameters(query, known: known + ["cache"])
        if let cache = try parameters.text("cache"), cache != self.engine.name {
            throw Refusal(.badRequest, "There is no cache \(Refusal.quote(cache)). There is \"\(self.engine.name)\"")
        }
        return parameters
    }
}
