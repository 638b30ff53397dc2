import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LarderEngine
import LarderHTTP
import LarderHummingbird
import NIOConcurrencyHelpers
import NIOCore
import Testing

extension HTTPField.Name {
    static let cacheStatus = HTTPField.Name("Cache-Status")!
}

/// A handler that does as the test says, and counts.
final class Script: Sendable {
    typealias Step = @Sendable (Request, BasicRequestContext, Int) async throws -> Response

    private let count = NIOLockedValueBox(0)
    private let step: NIOLockedValueBox<Step>

    /// - Parameter step: Its last argument is the number of the run, from 1.
    init(_ step: @escaping Step) {
        self.step = NIOLockedValueBox(step)
    }

    var runs: Int { self.count.withLockedValue { $0 } }

    func run(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let run = self.count.withLockedValue { count in
            count += 1
            return count
        }
        return try await self.step.withLockedValue { $0 }(request, context, run)
    }
}

/// Holds whoever comes until it is opened.
actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func pass() async {
        guard !self.isOpen else { return }
        await withCheckedContinuation { self.waiting.append($0) }
    }

    func open() {
        self.isOpen = true
        for continuation in self.waiting { continuation.resume() }
        self.waiting = []
    }
}

extension Response {
    static func text(_ text: String, _ headers: HTTPFields = [:], status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

extension TestResponse {
    var text: String { String(buffer: self.body) }
    var cacheStatus: String { self.headers[.cacheStatus] ?? "" }
}

/// One cached route under a scripted handler, and a client to ask it.
struct CachedApplication: Sendable {
    let clock: ManualClock
    let engine: CacheEngine
    let script: Script
    var policy = CachePolicy(
        route: "items", timeout: .seconds(60), staleWhileRevalidate: .seconds(30), tags: ["item"], keyDisclosure: .shown)
    var path: RouterPath = "/items/"
    var user: (@Sendable (Request, BasicRequestContext) async throws -> UserIdentity?)?

    init(memoryLimit: Int = 16 << 20, clock: ManualClock = ManualClock(), _ step: @escaping Script.Step) {
        self.clock = clock
        self.engine = CacheEngine(CacheEngine.Configuration(memoryLimit: memoryLimit), clock: clock)
        self.script = Script(step)
    }

    /// Answers `run 1`, `run 2` and so on.
    static func counting(_ headers: HTTPFields = [:]) -> CachedApplication {
        CachedApplication { _, _, run in .text("run \(run)", headers) }
    }

    func run(_ test: @Sendable @escaping (Client) async throws -> Void) async throws {
        let router = Router()
        let cache = ResponseCache(self.engine, listener: ListenerAuthorities(["localhost"]))
        router.cachePage(self.policy, in: cache, user: self.user)
            .get(self.path) { request, context in try await self.script.run(request, context) }
            .post(self.path) { _, _ in Response.text("posted") }
        try await Application(router: router).test(.router) { client in
            try await test(Client(client: client))
        }
    }

    struct Client: Sendable {
        let client: any TestClientProtocol & Sendable

        func get(_ uri: String = "/items/", _ headers: HTTPFields = [:]) async throws -> TestResponse {
            try await self.client.executeRequest(uri: uri, method: .get, headers: headers, body: nil)
        }

        func send(_ method: HTTPRequest.Method, _ uri: String = "/items/", _ headers: HTTPFields = [:], body: String? = nil)
            async throws -> TestResponse
        {
            try await self.client.executeRequest(
                uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
        }
    }

    var requests: RequestCounts { self.engine.snapshot().requests }

    var bypassReasons: [BypassReason: Int] {
        self.engine.routeFigures().first { $0.route == self.policy.route }?.bypassReasons ?? [:]
    }

    func invalidate(_ mode: InvalidationMode) throws {
        _ = try self.engine.invalidate(.tags(["item"]), mode: mode, cause: InvalidationCause(source: .api))
    }
}

/// Returns once `condition` holds; gives up where it never does.
func eventually(_ condition: @Sendable () async -> Bool) async throws {
    for _ in 0..<5000 {
        if await condition() { return }
        try await Task.sleep(for: .milliseconds(1))
    }
    Issue.record("it never came to pass")
}
