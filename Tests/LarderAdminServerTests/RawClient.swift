import Foundation
import LarderAdmin
import LarderAdminServer
import NIOCore
import NIOPosix

/// Sends requests byte by byte as a test wrote them: no client of its own mends what a hostile one would send.
struct RawClient {
    let address: ListenAddress

    init(_ address: ListenAddress) {
        self.address = address
    }

    var port: Int {
        if case .tcp(_, let port) = self.address { port } else { 0 }
    }

    private var host: String {
        if case .tcp(let host, let port) = self.address { "\(host):\(port)" } else { "localhost" }
    }

    struct Reply {
        var status: Int
        var fields: [String: String]
        var body: String

        func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try WireFormat.decode(type, from: Data(self.body.utf8))
        }
    }

    func get(_ target: String, host: String? = nil, fields: [String] = []) async throws -> Reply {
        try await self.send("GET", target, host: host, fields: fields)
    }

    func invalidate(_ json: String, fields: [String] = []) async throws -> Reply {
        try await self.send("POST", "/v1/invalidations", fields: ["Content-Type: application/json"] + fields, body: json)
    }

    func send(_ method: String, _ target: String, host: String? = nil, fields: [String] = [], body: String? = nil) async throws
        -> Reply
    {
        var lines = ["\(method) \(target) HTTP/1.1", "Host: \(host ?? self.host)", "Connection: close"] + fields
        if let body {
            lines.append("Content-Length: \(body.utf8.count)")
        }
        return try await self.exchange(lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? ""))
    }

    /// The answer to the bytes of one request that asks to close the connection.
    func exchange(_ request: String) async throws -> Reply {
        let channel = try await self.connect()
        var answer = ByteBuffer()
        try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            for try await buffer in inbound {
                answer.writeImmutableBuffer(buffer)
            }
        }
        return try Self.parse(String(buffer: answer))
    }

    func connect() async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        try await self.bootstrap.connect(to: self.target) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
    }

    /// A connection that nobody reads from.
    func open() async throws -> any Channel {
        try await self.bootstrap.connect(to: self.target).get()
    }

    private var bootstrap: ClientBootstrap { ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup) }

    private var target: SocketAddress {
        get throws {
            switch self.address {
            case .tcp(let host, let port): try SocketAddress(ipAddress: host, port: port)
            case .unix(let path): try SocketAddress(unixDomainSocketPath: path)
            }
        }
    }

    static func parse(_ text: String) throws -> Reply {
        guard let end = text.firstRange(of: "\r\n\r\n") else { throw NotHTTP(text: text) }
        let lines = text[..<end.lowerBound].split(separator: "\r\n")
        let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        let fields = lines.dropFirst().compactMap { line -> (String, String)? in
            line.firstIndex(of: ":").map { (line[..<$0].lowercased(), line[line.index($0, offsetBy: 2)...].description) }
        }
        guard let status else { throw NotHTTP(text: text) }
        return Reply(
            status: status, fields: Dictionary(fields) { $0 + ", " + $1 }, body: String(text[end.upperBound...]))
    }

    struct NotHTTP: Error {
        var text: String
    }
}
