public import Hummingbird

/// The course catalogue's HTTP API: cached reads, their uncached twins under `/uncached`, and writes.
public struct CatalogueAPI: Sendable {
    private let store: CatalogueStore

    public init(database: CatalogueDatabase) {
        store = CatalogueStore(pool: database.pool)
    }

    public func router<Context: RequestContext>(context: Context.Type = BasicRequestContext.self) -> Router<Context> {
        let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RejectionMiddleware())
        add(ResourceRoutes(resource: store.courses), to: router)
        add(ResourceRoutes(resource: store.subjects), to: router)
        return router
    }

    private func add<Row, Context>(_ routes: ResourceRoutes<Row, Context>, to router: Router<Context>) {
        routes.addList(to: router)
        routes.addSingle(to: router)
        routes.addWrites(to: router)
        routes.addRefusals(to: router, of: .writing)

        let uncached = router.group("uncached")
        routes.addList(to: uncached, prefix: "/uncached")
        routes.addSingle(to: uncached)
        routes.addRefusals(to: uncached, of: .reading)
    }
}
