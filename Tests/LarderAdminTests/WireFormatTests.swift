import Foundation
import LarderAdmin
import Testing

@Suite struct `Wire format` {
    @Test(arguments: [
        (0.0, "1970-01-01T00:00:00.000Z"),
        (1_769_852_636.123, "2026-01-31T09:43:56.123Z"),
        (951_782_399.999, "2000-02-28T23:59:59.999Z"),
    ]) func `times are RFC 3339 in UTC with milliseconds`(seconds: Double, text: String) throws {
        let date = Date(timeIntervalSince1970: seconds)
        #expect(WireFormat.timestamp(date) == text)
        let read = try #require(WireFormat.date(text))
        #expect(abs(read.timeIntervalSince(date)) < 0.001)
    }

    @Test(arguments: [
        "2026-01-31T09:43:56Z", "2026-01-31T09:43:56.123456Z", "2026-01-31T10:43:56+01:00", "2026-01-31T10:43:56.123+01:00",
    ]) func `times of other servers are read with and without fractions and offsets`(text: String) throws {
        let date = try #require(WireFormat.date(text))
        #expect(abs(date.timeIntervalSince1970 - 1_769_852_636) < 1)
    }

    @Test(arguments: ["", "yesterday", "2026-13-01T00:00:00Z", "2026-01-31"]) func `what is no time is refused`(text: String) {
        #expect(WireFormat.date(text) == nil)
    }

    @Test func `names are snake case, unknown figures are null, keys of dictionaries stay as they are`() throws {
        let route = StatsSnapshot.Route(
            route: "course_list", requests: 1, hits: 0, misses: 1, hitRatio: nil, entries: 0, bytes: 0, hitP99Us: nil,
            missP50Us: 2, savedSeconds: 0, breaker: "closed", bypassReasons: ["setCookie set-cookie": 1])
        let text = String(decoding: try WireFormat.encode(route), as: UTF8.self)
        #expect(text.contains("\"hit_p99_us\":null"))
        #expect(text.contains("\"miss_p50_us\":2"))
        #expect(text.contains("\"setCookie set-cookie\":1"))
        #expect(try WireFormat.decode(StatsSnapshot.Route.self, from: Data(text.utf8)) == route)
    }

    @Test func `a preview that is null is told from one that is not offered`() throws {
        let detail = KeyDetail(
            key: "a:", tags: [], route: "a", state: .fresh, createdAt: Date(timeIntervalSince1970: 1), freshUntil: nil,
            staleUntil: nil, lastHitAt: nil, hits: 0, sizeBytes: 1, costUs: nil, status: nil, contentType: nil, etag: nil)
        for preview in [nil, Nullable<String>(wrappedValue: nil), Nullable(wrappedValue: "text")] {
            var sent = detail
            sent.preview = preview
            let data = try WireFormat.encode(sent)
            #expect(String(decoding: data, as: UTF8.self).contains("preview") == (preview != nil))
            #expect(try WireFormat.decode(KeyDetail.self, from: data) == sent)
        }
    }
}
