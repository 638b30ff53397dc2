import Foundation
import HTTPTypes
import LarderAdmin
import LarderEngine
import LarderHTTP
import NIOCore

/// The operations of the stats endpoint over the caches of a process: each takes its raw query and gives a value of the wire.
struct AdminAPI: Sendable {
    let caches: CacheScope
    let instance: InstanceIdentity
    let startedAt: CacheInstant
    let startedOn: Date
    let snapshots: SharedSnapshots
    let history: HistoryRecorder
    let events: EventBoard
    let audit: AuditTrail?
    /// What the endpoint tells of itself.
    let ownFigures: @Sendable () -> OwnFigures
    /// Nil where this process knows no URLs.
    let urls: (any CachedURLs<LarderEngine.Selection>)?
    let backends: @Sendable () -> [StatsSnapshot.Backend]

    func health(_ query: Substring?) throws(Refusal) -> Answer {
        _ = try QueryParameters(query, known: [])
        return .text("ok")
    }

    func document(_ query: Substring?) throws(Refusal) -> Answer {
        _ = try QueryParameters(query, known: [])
        return .json(OpenAPIDocument.json)
    }

    /// Reads the parameters of an operation, and the caches that it is about; `cache` is a parameter of every operation.
    func parameters(_ query: Substring?, _ known: [String] = []) throws(Refusal) -> (QueryParameters, CacheScope) {
        let parameters = try QueryParameters(query, known: known + ["cache"])
        return (parameters, try self.caches.narrowed(to: try parameters.text("cache", longest: 64)))
    }

    var wall: WallTime { WallTime(self.caches.clock) }
}
