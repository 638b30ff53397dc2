import Hummingbird
import LarderHTTP
import Logging
import NIOCore

/// The handler of a route with the context of the request it is to answer: what is behind it knows neither's type.
///
/// `@unchecked Sendable`: a context need not be `Sendable`, but this copy of it is used by one task at a time, and
/// ``RouterMethods/cachePage(for:in:adjust:perUser:unless:)`` says that its references must bear to outlive the request.
struct HandlerCall: @unchecked Sendable {
    private let handle: (Request) async throws -> Response
    private let render: (any HTTPResponseError, Request) throws -> Response
    let logger: Logger

    init<Handler: HTTPResponder>(_ handler: Handler, _ context: Handler.Context) where Handler.Context: RequestContext {
        self.handle = { try await handler.respond(to: $0, context: context) }
        self.render = { try $0.response(from: $1, context: context) }
        self.logger = context.logger
    }

    /// As the handler answers.
    func answer(_ request: Request) async throws -> Response {
        try await self.handle(request)
    }

    struct Reply {
        let response: Response
        /// What the handler threw instead of returning the response.
        var thrown: (any Error)?
    }

    /// An error that is a response, such as a 404, is taken for one: the same rules decide what it means to the cache.
    func reply(to request: Request) async -> Reply {
        do {
            return Reply(response: try await self.handle(request))
        } catch {
            let response = (error as? any HTTPResponseError).flatMap { try? self.render($0, request) }
            return Reply(response: response ?? Response(status: .internalServerError), thrown: error)
        }
    }
}
