import HTTPTypes
import Hummingbird
import LarderHTTP

/// Handles a method that changes something: what is stored of it is invalid once it succeeded (RFC 9111 §4.4), before the client
/// knows that it did.
struct UnsafeResponder<Handler: HTTPResponder>: HTTPResponder {
    typealias Context = Handler.Context

    let handler: Handler
    let cache: ResponseCache

    func respond(to request: Request, context: Context) async throws -> Response {
        let response = try await self.handler.respond(to: request, context: context)
        let target = ResourceURI(
            scheme: request.head.scheme ?? "http", authority: request.head.authority ?? "", path: request.uri.path,
            query: request.uri.query)
        self.cache.invalidate(
            Invalidation.resources(method: request.method, target: target, status: response.status, fields: response.headers))
        return response
    }
}
