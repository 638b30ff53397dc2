import GRDB
import Hummingbird
import LarderAdminServer
import LarderData
import LarderEngine
import LarderHTTP
import LarderHummingbird
import NIOCore

// What the README shows, compiled. A test holds both together.

private func listCourses(_ request: Request) async throws -> String { "[]" }
private func findCourse(_ context: BasicRequestContext) async throws -> String { "{}" }
private func fetchRates() async throws -> ByteBuffer { ByteBuffer(string: "{}") }

func embed() async throws {
    let cache = ResponseCache(CacheEngine(.init(memoryLimit: 256 << 20)))
    let router = Router()
    router.cachePage(for: .minutes(15), in: cache)
        .get("/courses/") { request, context in try await listCourses(request) }

    let admin = try AdminServer(
        engine: cache.engine, instance: InstanceIdentity(name: "shop-1", environment: "production", version: "1.0"), urls: cache)
    let app = Application(router: router, services: [admin, EngineService(cache.engine)])
    try await app.runService()
}

func policies(_ router: Router<BasicRequestContext>, _ cache: ResponseCache, _ admin: AdminServer) async throws {
    router.cachePage(for: .minutes(15), in: cache) {
        $0.staleWhileRevalidate = .seconds(60)
        $0.varyOn.query = .only(["page", "search"])
        $0.tags = ["course"]
    }
    .get("/courses/{id}") { request, context in try await findCourse(context) }

    let app = Application(
        router: router, services: [admin, EngineService(cache.engine)],
        onServerRunning: { channel in cache.listener.add(channel: channel) })  // any other host gets entries of its own
    try await app.runService()
}

func observe(_ engine: CacheEngine, _ pool: DatabasePool) throws {
    try engine.revalidate(
        onChangesOf: [
            ObservedTable("courses", tags: ["course"], rowTags: { ["course:\($0)"] }, everyRow: .route("single_course"))
        ], in: pool)
}

func values(_ engine: CacheEngine, _ rendered: ByteBuffer) async throws {
    let rates = try await engine.value(
        forKey: CacheKey(text: "rates:EUR"), lifetime: EntryLifetime(freshness: .seconds(300), staleWindow: .seconds(60)),
        tags: ["rates"]
    ) { try await fetchRates() }  // once, for all who ask meanwhile
    engine.set(rendered, forKey: CacheKey(text: "page:1"), lifetime: EntryLifetime(freshness: .seconds(60)))
    let page = engine.value(forKey: CacheKey(text: "page:1"))  // nil where it is absent or no longer fresh
    _ = (rates, page)
}
