import LarderAdmin
import Testing

@testable import LarderAdminServer

@Suite struct `Paths` {
    @Test(arguments: [
        ("/healthz", AdminRoute.health), ("/v1/stats", .stats), ("/v1/keys", .keys), ("/v1/hot-keys", .hotKeys),
        ("/v1/tree", .tree),
        ("/v1/keys/course_list:%3Fpage%3D2", .key("course_list:?page=2")),
        ("/v1/keys/course_list:", .key("course_list:")),
        ("/v1/keys/a%2Fb", .key("a/b")), ("/v1/keys/a%252Fb", .key("a%2Fb")), ("/v1/keys/a+b", .key("a+b")),
        ("/v1/keys/..", .key("..")), ("/v1/keys/value", .key("value")), ("/v1/keys/a%23x%3D1/value", .value(key: "a#x=1")),
        ("/v1/keys/%E2%80%AE%0A%1B", .key("\u{202E}\n\u{1B}")),
        ("/v1/invalidations/inv-0a1b-7", .invalidation(id: "inv-0a1b-7")),
    ]) func `a key is decoded exactly once, after the split`(path: String, route: AdminRoute) throws {
        #expect(try AdminRoute(path: path[...]) == route)
    }

    @Test(arguments: [
        ("", 404), ("/", 404), ("/v1", 404), ("/v1/stats/", 404), ("/v2/stats", 404), ("//v1/stats", 404), ("/v1/keys/", 404),
        ("/v1/keys/a/b", 404), ("/v1/keys/a/value/b", 404), ("/v1/keys/%", 400), ("/v1/keys/%2", 400), ("/v1/keys/%GG", 400),
        ("/v1/keys/%C0%AF", 400), ("/v1/keys/%FF", 400),
    ]) func `what names nothing or cannot be decoded is refused`(path: String, status: Int) {
        let refusal = #expect(throws: Refusal.self) { try AdminRoute(path: path[...]) }
        #expect(refusal?.problem.status == status)
    }
}
