import Foundation
import Hummingbird
import LarderAdmin
import NIOCore
import NIOPosix
import Testing

@testable import LarderAdminClient

@Suite struct AdminClientTests {
    /// Runs a server of the given routes and hands in a client of it.
    private func withClient(
        token: String? = nil, timeout: Duration = .seconds(5),
        _ routes: (Router<BasicRequestContext>) -> Void, _ body: @escaping @Sendable (AdminClient) async throws -> Void
    ) async throws {
        let router = Router()
        routes(router)
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in port.yield(channel.localAddress?.port ?? 0) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            let number = try #require(await ports.first { _ in true })
            let endpoint = try AdminEndpoint(parsing: "http://127.0.0.1:\(number)")
            try await body(AdminClient(endpoint, purpose: .dashboard, token: token, timeout: timeout))
            group.cancelAll()
        }
    }

    private func failure(_ ask: () async throws -> Void) async -> AdminClientError? {
        do {
            try await ask()
            return nil
        } catch {
            return error as? AdminClientError
        }
    }

    private static func answer(_ status: HTTPResponse.Status, _ body: String) -> Response {
        Response(status: status, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(string: body)))
    }

    @Test func `says who asks, and carries the token`() async throws {
        try await self.withClient(token: "t0ken") { router in
            router.get("v1/keys/:key") { request, _ in
                let agent = request.headers[.userAgent] ?? ""
                let token = request.headers[.authorization] ?? ""
                return Self.answer(.ok, #"{"path": "\#(request.uri.path)", "agent": "\#(agent)", "token": "\#(token)"}"#)
            }
        } _: { client in
            let body = String(decoding: try await client.raw("/v1/keys/a%3Ab"), as: UTF8.self)
            #expect(body.contains("larder/0.1.0 (dashboard)"))
            #expect(body.contains("Bearer t0ken"))
            #expect(body.contains("/v1/keys/a%3Ab"))
        }
    }

    @Test func `a key is one encoded path segment`() async throws {
        try await self.withClient { router in
            router.get("v1/keys/**") { request, _ in
                Self.answer(
                    .notFound, #"{"type":"about:blank","title":"Not Found","status":404,"detail":"\#(request.uri.path)"}"#)
            }
        } _: { client in
            let error = await self.failure { _ = try await client.key("GET:h:/a/../b?x=1#v=2 é") }
            #expect(
                error
                    == .problem(
                        Problem(
                            title: "Not Found", status: 404,
                            detail: "/v1/keys/GET%3Ah%3A%2Fa%2F%2E%2E%2Fb%3Fx%3D1%23v%3D2%20%C3%A9")))
        }
    }

    @Test func `an invalidation is posted and its answer read`() async throws {
        try await self.withClient { router in
            router.post("v1/invalidations") { request, context in
                let buffer = try await request.body.collect(upTo: 65_536)
                let asked = try InvalidationRequest(json: Data(buffer.readableBytesView))
                guard request.headers[.contentType] == "application/json" else { return Self.answer(.unsupportedMediaType, "") }
                let result = InvalidationResult(
                    id: "inv-1", mode: asked.mode ?? .hard, matched: asked.expectAtMost ?? 0, exact: true, bytes: 1,
                    hitsPerSecond: 0, sample: [], near: [], at: Date(timeIntervalSince1970: 0), undoUntil: nil)
                return Self.answer(.ok, String(decoding: try WireFormat.encode(result), as: UTF8.self))
            }
            router.delete("v1/invalidations/:id") { _, _ in Self.answer(.ok, #"{"restored": 3}"#) }
            router.get("v1/invalidations") { _, _ in Self.answer(.ok, #"{"items": []}"#) }
        } _: { client in
            let result = try await client.invalidate(
                InvalidationRequest(select: .pattern("a*"), mode: .soft, expectAtMost: 22))
            #expect(result.id == "inv-1" && result.mode == .soft && result.matched == 22)
            #expect(try await client.undo("inv-1").restored == 3)
            #expect(try await client.invalidations(limit: 5).isEmpty)
        }
    }

    @Test(arguments: [
        (401, true), (403, true), (409, true), (400, false), (404, false), (410, false), (500, false), (503, false),
    ])
    func `refusals are told from other problems`(status: Int, isRefused: Bool) async throws {
        try await self.withClient { router in
            router.get("v1/stats") { _, _ in
                Self.answer(
                    .init(code: status), #"{"type":"about:blank","title":"T","status":\#(status),"detail":"because"}"#)
            }
        } _: { client in
            let problem = Problem(title: "T", status: status, detail: "because")
            let error = await self.failure { _ = try await client.stats(StatsQuery()) }
            #expect(error == (isRefused ? .refused(problem) : .problem(problem)))
            #expect(error?.description == "because")
        }
    }

    @Test func `a failure without a problem document still says what came`() async throws {
        try await self.withClient { router in
            router.get("v1/stats") { _, _ in Self.answer(.internalServerError, "<html>oops") }
        } _: { client in
            let error = await self.failure { _ = try await client.stats(StatsQuery()) }
            guard case .problem(let problem) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(problem.status == 500)
            #expect(problem.detail.hasSuffix("answered 500"))
        }
    }

    @Test(arguments: ["", "garbage", "{}", "[]", #"{"instance": {"id": 7}}"#, "\u{0}\u{1}"])
    func `garbage is named as such`(body: String) async throws {
        try await self.withClient { router in
            router.get("v1/stats") { _, _ in Self.answer(.ok, body) }
        } _: { client in
            let error = await self.failure { _ = try await client.stats(StatsQuery()) }
            guard case .malformedAnswer = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `a body that breaks off half way is no answer`() async throws {
        struct Broken: Error {}
        try await self.withClient { router in
            router.get("v1/stats") { _, _ in
                Response(
                    status: .ok, headers: [.contentLength: "1000"],
                    body: .init { writer in
                        try await writer.write(ByteBuffer(string: #"{"instance": "#))
                        throw Broken()
                    })
            }
        } _: { client in
            let error = await self.failure { _ = try await client.stats(StatsQuery()) }
            guard case .unanswered = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `a body that trickles for ever is given up`() async throws {
        try await self.withClient(timeout: .milliseconds(300)) { router in
            router.get("v1/stats") { _, _ in
                Response(
                    status: .ok,
                    body: .init { writer in
                        while true {
                            try await writer.write(ByteBuffer(string: " "))
                            try await Task.sleep(for: .milliseconds(20))
                        }
                    })
            }
        } _: { client in
            let error = await self.failure { _ = try await client.stats(StatsQuery()) }
            #expect(error?.description.contains("no answer within") == true)
        }
    }

    @Test(arguments: [true, false])
    func `a body over the limit is refused`(isDeclared: Bool) async throws {
        let chunk = ByteBuffer(repeating: 0x20, count: 1_048_576)
        try await self.withClient { router in
            router.get("v1/stats") { _, _ in
                Response(
                    status: .ok, headers: isDeclared ? [.contentLength: "\(9 * 1_048_576)"] : [:],
                    body: .init { writer in
                        for _ in 0..<9 {
                            try await writer.write(chunk)
                        }
                        try await writer.finish(nil)
                    })
            }
        } _: { client in
            let error = await self.failure { _ = try await client.stats(StatsQuery()) }
            #expect(error == .tooLarge(limit: 8 * 1_048_576))
        }
    }

    @Test func `a redirect is not followed`() async throws {
        try await self.withClient(token: "t0ken") { router in
            router.get("v1/stats") { _, _ in Response(status: .found, headers: [.location: "/elsewhere"]) }
            router.get("elsewhere") { _, _ in Self.answer(.ok, "{}") }
        } _: { client in
            let error = await self.failure { _ = try await client.raw("/v1/stats") }
            guard case .problem(let problem) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(problem.status == 302)
        }
    }

    @Test func `nobody listening is unreachable, with address and reason`() async throws {
        let port = try await self.unusedPort()
        let client = AdminClient(try AdminEndpoint(parsing: "http://127.0.0.1:\(port)"), purpose: .cli)
        let error = await self.failure { _ = try await client.stats(StatsQuery()) }
        #expect(error == .unreachable("http://127.0.0.1:\(port): connection refused"))
    }

    @Test func `a socket that is not there is unreachable`() async throws {
        let client = AdminClient(try AdminEndpoint(parsing: "unix:/nowhere/larder.sock"), purpose: .cli)
        let error = await self.failure { _ = try await client.stats(StatsQuery()) }
        guard case .unreachable(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.hasPrefix("unix:/nowhere/larder.sock: "))
    }

    @Test func `a unix socket is spoken to`() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "l-\(UUID().uuidString.prefix(8)).sock").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let router = Router()
        router.get("healthz") { request, _ in "ok \(request.head.authority ?? "")" }
        let (ready, running) = AsyncStream.makeStream(of: Void.self)
        let application = Application(
            router: router, configuration: .init(address: .unixDomainSocket(path: path)),
            onServerRunning: { _ in running.yield() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            _ = await ready.first { _ in true }
            let client = AdminClient(try AdminEndpoint(parsing: "unix:\(path)"), purpose: .cli)
            #expect(String(decoding: try await client.raw("/healthz"), as: UTF8.self) == "ok localhost")
            group.cancelAll()
        }
    }

    /// A port that was free a moment ago.
    private func unusedPort() async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(host: "127.0.0.1", port: 0)
            .get()
        let port = try #require(channel.localAddress?.port)
        try await channel.close()
        return port
    }
}
