import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Gives every refusal a JSON body `{"detail": …}`, also those that the framework makes.
struct RejectionMiddleware<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let rejection as Rejection {
            return rejection.response(from: request, context: context)
        } catch is NIOTooManyBytesError {
            return Rejection.detail(.contentTooLarge, "The body is longer than \(RequestPayload.limit) bytes.")
                .response(from: request, context: context)
        } catch let error as HTTPError {
            let message = error.body ?? (error.status == .notFound ? "Not found." : error.status.reasonPhrase)
            var response = Rejection.detail(error.status, message).response(from: request, context: context)
            response.headers.append(contentsOf: error.headers)
            return response
        } catch let error as any HTTPResponseError {
            return try error.response(from: request, context: context)
        } catch {
            context.logger.error("Request failed", metadata: ["error": "\(error)"])
            return Rejection.detail(.internalServerError, "The catalogue could not answer; its log says why.")
                .response(from: request, context: context)
        }
    }
}
