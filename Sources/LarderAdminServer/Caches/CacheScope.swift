import HTTPTypes
import LarderEngine

/// The caches that a request is about: the one that it names, or all of the process, whose figures are summed.
struct CacheScope: Sendable {
    /// At least one, each with a name of its own; they share one clock.
    let engines: [CacheEngine]
    /// Tells this scope from others of the process.
    let id: ID

    enum ID: Hashable, Sendable {
        case all
        case named(String)
    }

    init(all engines: [CacheEngine]) {
        self.engines = engines
        // One cache under two ids would be kept twice.
        self.id = engines.count == 1 ? .named(engines[0].name) : .all
    }

    private init(_ engine: CacheEngine) {
        self.engines = [engine]
        self.id = .named(engine.name)
    }

    /// - Throws: 404 that names the caches there are.
    func narrowed(to name: String?) throws(Refusal) -> CacheScope {
        guard let name else { return self }
        guard let engine = self.engines.first(where: { $0.name == name }) else {
            let names = self.engines.map { "\"\($0.name)\"" }.joined(separator: ", ")
            throw Refusal(.notFound, "There is no cache \(Refusal.quote(name)). There is \(names)")
        }
        return CacheScope(engine)
    }

    /// This one, and one for each of its caches.
    var all: [CacheScope] {
        self.engines.count == 1 ? [self] : [self] + self.engines.map { CacheScope($0) }
    }

    var clock: any CacheClock { self.engines[0].clock }
}
