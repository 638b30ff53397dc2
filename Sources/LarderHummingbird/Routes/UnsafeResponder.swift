import HTTPTypes
import Hummingbird
import LarderHTTP

/// Handles a method that changes something: what is stored of it is invalid once it succeeded (RFC 9111 §4.4), before the client
/// knows that it did.
struct UnsafeResponder<Handler: HTTPResponder>: HTTPResponder where Handler.Context: RequestContext {
    typealias Context = Handler.Context

    let handler: Handler
    let cache: ResponseCache
    /// As its group has it.
    let path: String
    let group: GroupPaths

    func respond(to request: Request, context: Context) async throws -> Response {
        // What a snapshot brought back may be older than any request to the routes that this one invalidates.
        if let whole = context.endpointPath { self.group.locate(self.path, at: whole) }
        let response = try await self.handler.respond(to: request, context: context)
        let target = ResourceURI(
            scheme: request.head.scheme ?? "http", authority: request.head.authority ?? "", path: request.uri.path,
            query: request.uri.query)
        self.cache.invalidate(
            Invalidation.resources(method: request.method, target: target, status: response.status, fields: response.headers))
        return response
    }
}
