import HTTPTypes
import LarderHTTP
import Testing

@Suite struct CacheStatusTests {
    @Test(arguments: [
        (CacheStatus(.hit(timeToLive: .seconds(30))), "larder; hit; ttl=30"),
        (CacheStatus(.hit(timeToLive: .milliseconds(-1))), "larder; hit; ttl=-1"),
        (CacheStatus(.hit(timeToLive: nil)), "larder; hit"),
        (CacheStatus(.forwarded(.uriMiss, .alone, .stored)), "larder; fwd=uri-miss; stored"),
        (CacheStatus(.forwarded(.uriMiss, .collapsed)), "larder; fwd=uri-miss; collapsed"),
        (CacheStatus(.forwarded(.varyMiss)), "larder; fwd=vary-miss"), (CacheStatus(.forwarded(.stale)), "larder; fwd=stale"),
        (CacheStatus(.forwarded(.bypass)), "larder; fwd=bypass"), (CacheStatus(.forwarded(.request)), "larder; fwd=request"),
        (CacheStatus(.forwarded(.method)), "larder; fwd=method"), (CacheStatus(.forwarded(.miss)), "larder; fwd=miss"),
        (CacheStatus(.forwarded(.partial)), "larder; fwd=partial"),
        (
            CacheStatus(.forwarded(.stale, .alone, .stored), forwardStatus: 304, detail: "revalidated"),
            "larder; fwd=stale; fwd-status=304; stored; detail=\"revalidated\""
        ),
        (CacheStatus(.hit(timeToLive: .seconds(-5)), detail: "a\"b"), "larder; hit; ttl=-5; detail=\"a\\\"b\""),
        (CacheStatus(.hit(timeToLive: .seconds(Int64.max))), "larder; hit; ttl=2147483648"),
        (CacheStatus(.hit(timeToLive: nil), forwardStatus: 304), "larder; hit"),
        (
            CacheStatus(.hit(timeToLive: .seconds(1)), key: "course_list:?a=1#host=b"),
            "larder; hit; ttl=1; key=\"course_list:?a=1#host=b\""
        ),
        (CacheStatus(.hit(timeToLive: nil), key: "a\"\\\r\né"), "larder; hit; key=\"a\\\"\\\\%0D%0A%C3%A9\""),
    ])
    func `the field is a structured one (RFC 9211)`(_ status: CacheStatus, _ text: String) {
        #expect(status.text == text)
    }

    @Test func `caches nearer to the origin come first`() {
        var fields: HTTPFields = [HTTPField.Name("Cache-Status")!: "origin; hit"]
        CacheStatus(.forwarded(.uriMiss)).append(to: &fields)
        #expect(fields[HTTPField.Name("Cache-Status")!] == "origin; hit, larder; fwd=uri-miss")
    }
}

@Suite struct PolicyTests {
    @Test func `a tag takes path parameters in, encoded as in keys`() {
        let template = TagTemplate("course:{id}:x{id}")
        #expect(template.parameters == ["id", "id"])
        #expect(template.tag { _ in "4 2" } == "course:4%202:x4%202")
        #expect(TagTemplate("course").tag { _ in nil } == "course")
        #expect(TagTemplate("a{}b{").tag { _ in "1" } == "a{}b{")
    }

    @Test func `a policy that cannot work says why`() {
        #expect(CachePolicy(route: "course_list", timeout: .seconds(1)).problems.isEmpty)
        let broken = CachePolicy(
            route: "a b", timeout: .seconds(-1), varyOn: VaryOn(headers: [HTTPField.Name("Host")!]), tags: ["course:{id}"],
            maximumEntrySize: -1)
        #expect(broken.problems.count == 5)
        #expect(broken.problems.contains { $0.contains("names id") })
    }
}
