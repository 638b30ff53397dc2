import HTTPTypes
import Hummingbird

/// A change to the header of whatever answers a request, thrown or returned. Bodies stay as they are, streams too.
///
/// An error that makes no response of its own is left alone: nothing caches the 500 that becomes of it (RFC 9110 §15.1), and
/// whoever logs it or words it wants it as it was thrown.
struct FieldEdit: Sendable {
    let edit: @Sendable (inout HTTPFields, HTTPResponse.Status) -> Void

    func answer<Context>(
        _ request: Request, _ context: Context, _ next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            var response = try await next(request, context)
            self.edit(&response.headers, response.status)
            return response
        } catch var error as HTTPError {
            // Stays of its own type, for middleware that knows it.
            self.edit(&error.headers, error.status)
            throw error
        } catch let error as any HTTPResponseError {
            throw EditedError(original: error, edit: self)
        }
    }
}

/// An error whose response gets an edited header.
struct EditedError: HTTPResponseError, CustomStringConvertible {
    let original: any HTTPResponseError
    let edit: FieldEdit

    var status: HTTPResponse.Status { self.original.status }
    var description: String { "\(self.original)" }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        var response = try self.original.response(from: request, context: context)
        self.edit.edit(&response.headers, response.status)
        return response
    }
}
