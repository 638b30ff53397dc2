public import Hummingbird
import LarderEngine
import LarderData
import LarderHTTP
public import LarderHummingbird

/// The course catalogue's HTTP API: cached reads, their uncached twins under `/uncached`, and writes.
public struct CatalogueAPI: Sendable {
    private let store: CatalogueStore
    /// Its listener has one address only, because the bodies' links name the host that was asked.
    let cache: ResponseCache

    private let policies: CataloguePolicies

    /// From now on changes of the database revalidate what the cache holds; make one API of a database and a cache.
    public init(database: CatalogueDatabase, cache: ResponseCache, policies: CataloguePolicies = CataloguePolicies()) throws {
        store = CatalogueStore(pool: database.pool)
        self.cache = cache
        self.policies = policies
        try cache.engine.revalidate(onChangesOf: CataloguePolicies.tables, in: database.pool)
    }

    public func router<Context: RequestContext>(context: Context.Type = BasicRequestContext.self) -> Router<Context> {
        let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RejectionMiddleware())
        add(
            ResourceRoutes(resource: store.courses), to: router, list: policies.courseList, single: policies.singleCourse)
        add(
            ResourceRoutes(resource: store.subjects), to: router, list: policies.subjectList, single: policies.singleSubject)
        return router
    }

    private func add<Row, Context>(
        _ routes: ResourceRoutes<Row, Context>, to router: Router<Context>, list: CachePolicy, single: CachePolicy
    ) {
        routes.addList(to: router.cachePage(list, in: cache))
        routes.addSingle(to: router.cachePage(single, in: cache))
        routes.addWrites(to: router)
        routes.addRefusals(to: router, of: .writing)

        let uncached = router.group("uncached")
        routes.addList(to: uncached, prefix: "/uncached")
        routes.addSingle(to: uncached)
        routes.addRefusals(to: uncached, of: .reading)
    }
}
