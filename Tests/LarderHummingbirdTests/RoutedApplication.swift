import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOConcurrencyHelpers
import NIOCore

/// Asks routes that a test registers.
func ask(
    options: RouterOptions = [],
    _ register: (Router<BasicRequestContext>) -> Void,
    _ test: @Sendable @escaping (CachedApplication.Client) async throws -> Void
) async throws {
    let router = Router(options: options)
    register(router)
    try await Application(router: router).test(.router) { client in
        try await test(CachedApplication.Client(client: client))
    }
}

/// An error that makes a response of its own, as applications have them.
struct OwnError: HTTPResponseError {
    let status: HTTPResponse.Status
    var headers: HTTPFields = [:]

    func response(from request: Request, context: some RequestContext) -> Response {
        Response.text("refused", self.headers, status: self.status)
    }
}

/// Sees errors on their way out.
struct ErrorWitness: RouterMiddleware {
    typealias Context = BasicRequestContext

    let seen: NIOLockedValueBox<[any Error]>

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            self.seen.withLockedValue { $0.append(error) }
            throw error
        }
    }
}

/// A body in two chunks that counts how often it was written, and how often before its response came by here.
final class WatchedBody: Sendable {
    private let writes = NIOLockedValueBox(0)
    private let early = NIOLockedValueBox(0)
    let declared: Int?

    init(declared: Int?) {
        self.declared = declared
    }

    var writtenEarly: Int { self.early.withLockedValue { $0 } }
    var written: Int { self.writes.withLockedValue { $0 } }

    func response(_ headers: HTTPFields = [:]) -> Response {
        let body = ResponseBody(contentLength: self.declared) { writer in
            self.writes.withLockedValue { $0 += 1 }
            try await writer.write(ByteBuffer(string: "first "))
            try await writer.write(ByteBuffer(string: "second"))
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }

    /// To be added before what is tested.
    struct Watch: RouterMiddleware {
        typealias Context = BasicRequestContext

        let body: WatchedBody

        func handle(
            _ request: Request, context: Context, next: (Request, Context) async throws -> Response
        ) async throws -> Response {
            let response = try await next(request, context)
            self.body.early.withLockedValue { $0 += self.body.written }
            return response
        }
    }
}
