import LarderAdmin
import LarderEngine
import NIOCore
import Testing

@testable import LarderAdminServer

@Suite struct `Keys` {
    static let hostile = [
        "course_list:?level=beginner&page=2", "single_course:42", "GET:api.example.com:/courses/?page=2", "a:?q=100%25&r=%2F",
        "a:?x=1#host=other&user=%F0%9F%98%80", "a b+c", "\u{1B}[31mred\u{1B}[0m", "line\nbreak\r\ttab", "\u{202E}lanretni",
        "日本語:?q=コース",
        "e\u{301}", "\u{0}", "..", ".", "a/../b", "\"quoted\\\"", "value",
    ]

    static func encode(_ key: String) -> String {
        key.utf8.map { byte in
            let hex = String(byte, radix: 16, uppercase: true)
            return "%" + (hex.count == 1 ? "0" : "") + hex
        }.joined()
    }

    @Test(arguments: hostile) func `any key can be listed, inspected and purged`(key: String) async throws {
        try await withServedEngine { engine, client in
            engine.store(key)
            let page = try await client.get("/v1/keys").decode(KeyPage.self)
            #expect(page.items.map { Array($0.key.utf8) } == [Array(key.utf8)])
            let detail = try await client.get("/v1/keys/\(Self.encode(key))").decode(KeyDetail.self)
            #expect(detail.key == key)
            #expect(detail.preview == Nullable(wrappedValue: "{\"ok\":true}"))
            #expect(detail.state == .fresh)
            #expect(try await client.get("/v1/keys/\(Self.encode(key))/value").body == "{\"ok\":true}")
            let body = try WireFormat.encode(InvalidationRequest(select: .key(key), mode: .hard))
            let result = try await client.invalidate(String(decoding: body, as: UTF8.self)).decode(InvalidationResult.self)
            #expect(result.matched == 1)
            #expect(try await client.get("/v1/keys/\(Self.encode(key))").status == 404)
        }
    }

    @Test func `a listing is narrowed, ordered and paged`() async throws {
        try await withServedEngine { engine, client in
            for number in 0..<25 {
                let length = number == 24 ? 20_000 : 100
                engine.store("course_list:?page=\(number)", String(repeating: "x", count: length), tags: ["course"])
            }
            engine.store("subject_list:", tags: ["subject"])
            let tagged = try await client.get("/v1/keys?tag=subject").decode(KeyPage.self)
            #expect(tagged.items.map(\.key) == ["subject_list:"])
            #expect(tagged.matched == 1)
            #expect(tagged.items[0].preview == nil)
            let largest = try await client.get("/v1/keys?pattern=course_list:*&sort=size&order=desc&limit=1").decode(KeyPage.self)
            #expect(largest.matched == 25)
            #expect(largest.items.map(\.key) == ["course_list:?page=24"])
            #expect(largest.nextCursor != nil)
        }
    }

    @Test(arguments: KeyPage.Sort.allCases) func `no key is shown twice while entries come and go`(sort: KeyPage.Sort)
        async throws
    {
        try await withServedEngine(memoryLimit: 1 << 20) { engine, client in
            for number in 0..<300 { engine.store("a:?n=\(number)", tags: ["a"]) }
            var seen: [String] = []
            var cursor: String?
            var round = 0
            repeat {
                let page = try await client.get(
                    "/v1/keys?sort=\(sort.rawValue)&limit=20" + (cursor.map { "&cursor=\($0)" } ?? "")
                )
                .decode(KeyPage.self)
                seen += page.items.map(\.key)
                cursor = page.nextCursor
                round += 1
                for number in 0..<20 {
                    engine.store("a:?n=\(1000 * round + number)")
                    engine.ask("a:?n=\(number * 7)")
                }
                engine.remove("a:?n=\(round * 11)")
            } while cursor != nil && round < 200
            #expect(cursor == nil)
            #expect(Set(seen).count == seen.count)
            #expect(seen.count >= 200)
        }
    }

    @Test(
        arguments: [
            (Array("text".utf8), "text"), ([], ""), ([0xFF, 0xFE], nil), ([0x61, 0x00], nil),
            (Array(repeating: UInt8(ascii: "a"), count: 2000), String(repeating: "a", count: 1024)),
            (Array(String(repeating: "a", count: 1022).utf8) + Array("€".utf8), String(repeating: "a", count: 1022)),
            (Array(repeating: UInt8(ascii: "a"), count: 1022) + [0xE2, 0x82], nil),
        ] as [([UInt8], String?)]) func `a preview is the first KiB of what is text`(bytes: [UInt8], preview: String?)
    {
        #expect(KeyDetail.preview(ByteBuffer(bytes: bytes)) == preview)
    }

    @Test func `a stored page is not run by a browser`() async throws {
        try await withServedEngine { engine, client in
            engine.store("page:", "<script>fetch('/v1/invalidations')</script>")
            let reply = try await client.get("/v1/keys/page:/value")
            #expect(reply.fields["content-security-policy"]?.contains("sandbox") == true)
            #expect(reply.fields["x-content-type-options"] == "nosniff")
        }
    }

    @Test func `the tree shows what lies under a prefix by the next separator`() async throws {
        try await withServedEngine { engine, client in
            for number in 0..<20 { engine.store("course_list:?page=\(number)") }
            engine.store("course_list:")
            engine.store("single_course:42", String(repeating: "x", count: 50_000))
            for _ in 0..<3 { engine.ask("single_course:42") }
            let root = try await client.get("/v1/tree").decode(TreePage.self)
            #expect(root.prefix == "")
            #expect(root.entries == 22)
            #expect(root.children.map(\.prefix) == ["single_course:", "course_list:"])
            #expect(root.children.map(\.entries) == [1, 21])
            #expect(root.children.map(\.leaf) == [false, false])
            #expect(root.children.map(\.hits) == [3, 0])
            #expect(root.bytes == root.children.reduce(0) { $0 + $1.bytes })
            let below = try await client.get("/v1/tree?prefix=course_list:&limit=5").decode(TreePage.self)
            #expect(below.entries == 21)
            #expect(Set(below.children.map(\.prefix)) == ["course_list:", "course_list:?"])
            #expect(try await client.get("/v1/tree?prefix=course_list:%3F&limit=5").decode(TreePage.self).children.count == 5)
            let nothing = try await client.get("/v1/tree?prefix=none").decode(TreePage.self)
            #expect(nothing == TreePage(prefix: "none", entries: 0, bytes: 0, children: []))
            #expect(try await client.get("/v1/tree?limit=0").status == 400)
            #expect(try await client.get("/v1/tree?sort=size").status == 400)
        }
    }
}

extension CacheEngine {
    fileprivate func remove(_ key: String) {
        _ = try? self.invalidate(.key(key), mode: .hard, cause: InvalidationCause(source: .api))
    }
}
