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

    @Test(arguments: [StorageTerms.Audience.everybody, .withoutUnkeyedCredentials])
    func `a head comes back as it was`(audience: StorageTerms.Audience) throws {
        let head = StoredHead(fields: self.fields, audience: audience)
        let saved = try #require(self.coding.encode(head))
        let restored = try #require(self.coding.decode(saved) as? StoredHead)
        #expect(restored.fields == head.fields)
        #expect(restored.audience == audience)
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
        var saved = try #require(self.coding.encode(StoredHead(fields: self.fields, audience: .everybody)))
        saved.kind = "http-response/2"
        #expect(self.coding.decode(saved) == nil)
    }

    @Test func `a head that was cut off or goes on is not restored`() throws {
        let saved = try #require(self.coding.encode(StoredHead(fields: self.fields, audience: .everybody)))
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
    ]) func `a field that HTTP does not allow is not restored`(name: String, value: String) {
        var bytes = ByteBuffer()
        bytes.writeInteger(0, as: UInt8.self)
        bytes.writeInteger(1, as: UInt16.self)
        for text in [name, value] {
            bytes.writeInteger(UInt32(text.utf8.count))
            bytes.writeString(text)
        }
        #expect(self.coding.decode(SnapshotHead(kind: "http-response/1", bytes: bytes)) == nil)
    }
}
