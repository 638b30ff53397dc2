import HTTPTypes
import LarderEngine
import LarderHTTP
import NIOCore
import Testing

@testable import LarderHummingbird

@Suite struct StoredHeadCodingTests {
    private let coding = StoredHeadCoding()
    private let fields: HTTPFields = [
        .contentType: "application/json", .eTag: "\"abc\"", .cacheControl: "max-age=60", .vary: "accept-language",
        .contentLanguage: "",
    ]

    private func head(_ terms: StorageTerms = StorageTerms(lifetime: .seconds(60)), status: Int = 200) -> StoredHead {
        StoredHead(
            CachedHead(
                status: .init(code: status), fields: self.fields, terms: terms, receivedAt: HTTPDate(seconds: 1_800_000_000)))
    }

    private static let terms: [StorageTerms] = [
        StorageTerms(lifetime: .seconds(60)),
        StorageTerms(
            lifetime: .seconds(1), initialAge: .seconds(9), staleWhileRevalidate: .milliseconds(3), staleIfError: .seconds(4),
            reuse: .afterValidation, staleServing: .forbidden, audience: .everybody, isImmutable: true,
            withheldFields: ["set-cookie", "x-a"]),
        StorageTerms(lifetime: .zero, audience: .everybody),
    ]

    @Test(arguments: Self.terms, [200, 404])
    func `a head comes back as it was`(terms: StorageTerms, status: Int) throws {
        let head = self.head(terms, status: status)
        let saved = try #require(self.coding.encode(head))
        let restored = try #require(self.coding.decode(saved) as? StoredHead)
        #expect(restored.cached == head.cached)
        #expect(restored.weight == head.weight)
    }

    @Test func `a head of another room is not saved`() {
        struct Foreign: EntryHead {
            var weight: Int { 0 }
            var status: Int? { nil }
            var contentType: String? { nil }
            var etag: String? { nil }
        }
        #expect(self.coding.encode(Foreign()) == nil)
    }

    @Test func `a head of another layout is not restored`() throws {
        var saved = try #require(self.coding.encode(self.head()))
        saved.kind = "http-response/1"
        #expect(self.coding.decode(saved) == nil)
    }

    @Test func `a head that was cut off or goes on is not restored`() throws {
        let saved = try #require(self.coding.encode(self.head()))
        for length in 0..<saved.bytes.readableBytes {
            let cut = saved.bytes.getSlice(at: 0, length: length)!
            #expect(self.coding.decode(SnapshotHead(kind: saved.kind, bytes: cut)) == nil, "\(length) bytes")
        }
        var longer = saved
        longer.bytes.writeInteger(0, as: UInt8.self)
        #expect(self.coding.decode(longer) == nil)
    }

    @Test(arguments: [
        ("content-type", "text/plain\r\nset-cookie: a=b"), ("content-type", "a\0b"), ("content type", "a"), ("", "a"),
        (":status", "200"), ("x-é", "a"),
    ]) func `a field that HTTP does not allow is not restored`(name: String, value: String) throws {
        // A head without fields ends in their number.
        let none = StoredHead(
            CachedHead(status: .ok, fields: [:], terms: StorageTerms(lifetime: .zero), receivedAt: HTTPDate(seconds: 0)))
        let saved = try #require(self.coding.encode(none))
        var bytes = saved.bytes.getSlice(at: 0, length: saved.bytes.readableBytes - 2)!
        bytes.writeInteger(1, as: UInt16.self)
        for text in [name, value] {
            bytes.writeInteger(UInt32(text.utf8.count))
            bytes.writeString(text)
        }
        #expect(self.coding.decode(SnapshotHead(kind: saved.kind, bytes: bytes)) == nil)
    }
}
