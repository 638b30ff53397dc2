internal import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The JSON object a write sends, not yet checked.
struct RequestPayload: Sendable {
    /// Longer bodies are a 413.
    static let limit = 65_536

    var fields: [String: JSONValue]

    /// An empty body is an empty object.
    ///
    /// - Throws: 415 for a body that says it is no JSON, 400 for one that is malformed or no object.
    init(_ body: ByteBuffer, contentType: String?) throws(Rejection) {
        if let contentType, !Self.isJSON(contentType) {
            throw .detail(.unsupportedMediaType, "Unsupported media type \"\(contentType)\": send application/json.")
        }
        guard body.readableBytes > 0 else {
            fields = [:]
            return
        }
        let value: JSONValue
        do {
            value = try JSONDecoder().decode(JSONValue.self, from: Data(body.readableBytesView))
        } catch {
            throw .detail(.badRequest, "JSON parse error - the body is not valid JSON.")
        }
        guard case .object(let fields) = value else {
            throw .invalid("non_field_errors", "Invalid data. Expected a dictionary, but got \(value.typeName).")
        }
        self.fields = fields
    }

    static func read(from request: Request) async throws -> Result<RequestPayload, Rejection> {
        let body = try await request.body.collect(upTo: limit)
        do throws(Rejection) {
            return .success(try RequestPayload(body, contentType: request.headers[.contentType]))
        } catch {
            return .failure(error)
        }
    }

    private static func isJSON(_ contentType: String) -> Bool {
        let type = contentType.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
        return type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json"))
    }
}
