import AsyncHTTPClient
import Foundation
import LarderAdmin
import NIOCore
import NIOHTTP1

/// HTTP as curl would speak it.
enum Web {
    struct Answer {
        let status: Int
        let headers: HTTPHeaders
        let body: Data

        var text: String { String(decoding: self.body, as: UTF8.self) }
        var cacheStatus: String { self.headers["Cache-Status"].joined(separator: ", ") }
    }

    static func get(_ url: String) async throws -> Answer {
        try await self.send(HTTPClientRequest(url: url))
    }

    static func send(_ method: HTTPMethod, _ url: String, json: String) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(string: json))
        return try await self.send(request)
    }

    private static func send(_ request: HTTPClientRequest) async throws -> Answer {
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        let body = try await response.body.collect(upTo: 8 << 20)
        return Answer(status: Int(response.status.code), headers: response.headers, body: Data(body.readableBytesView))
    }

    static func stats(_ admin: String, _ query: String = "") async throws -> StatsSnapshot {
        try WireFormat.decode(StatsSnapshot.self, from: try await self.get("\(admin)/v1/stats\(query)").body)
    }

    static func state(of key: String, _ admin: String) async throws -> EntryState {
        let encoded = key.addingPercentEncoding(withAllowedCharacters: .alphanumerics)!
        let answer = try await self.get("\(admin)/v1/keys/\(encoded)")
        return answer.status == 404 ? .absent : try WireFormat.decode(KeyDetail.self, from: answer.body).state
    }
}
