import HTTPTypes
import Hummingbird
import NIOCore

/// A request the catalogue refuses, worded as Django REST framework words it.
struct Rejection: HTTPResponseError {
    var status: HTTPResponse.Status
    var body: ByteBuffer
    var allow: [HTTPRequest.Method] = []

    func response(from request: Request, context: some RequestContext) -> Response {
        var response = Response(json: body, status: status)
        if !allow.isEmpty {
            response.headers[.allow] = allow.map(\.rawValue).joined(separator: ", ")
        }
        return response
    }
}

extension Rejection {
    /// `{"field": ["…"]}`, fields in the order they were found wrong.
    static func invalid(_ errors: FieldErrors) -> Rejection {
        var text = JSONText()
        text.object { object in
            for (field, messages) in errors.byField {
                object.name(field)
                object.array { array in messages.forEach { array.string($0) } }
            }
        }
        return Rejection(status: .badRequest, body: text.bytes)
    }

    static func invalid(_ field: String, _ message: String) -> Rejection {
        var errors = FieldErrors()
        errors.add(message, to: field)
        return invalid(errors)
    }

    static func detail(_ status: HTTPResponse.Status, _ message: String) -> Rejection {
        var text = JSONText()
        text.object { $0.field("detail", message) }
        return Rejection(status: status, body: text.bytes)
    }

    static func noSuch(_ model: String) -> Rejection { detail(.notFound, "No \(model) matches the given query.") }
    static var notFound: Rejection { detail(.notFound, "Not found.") }
    static var invalidPage: Rejection { detail(.notFound, "Invalid page.") }
    static var invalidHost: Rejection { detail(.badRequest, "Invalid Host header.") }

    static func notAllowed(_ method: HTTPRequest.Method, allow: [HTTPRequest.Method]) -> Rejection {
        var rejection = detail(.methodNotAllowed, "Method \"\(method.rawValue)\" not allowed.")
        rejection.allow = allow
        return rejection
    }
}

/// What is wrong with an input, by field.
struct FieldErrors {
    private(set) var byField: [(field: String, messages: [String])] = []
    var isEmpty: Bool { byField.isEmpty }

    mutating func add(_ message: String, to field: String) {
        if let index = byField.firstIndex(where: { $0.field == field }) {
            byField[index].messages.append(message)
        } else {
            byField.append((field, [message]))
        }
    }
}

extension Response {
    init(json body: ByteBuffer, status: HTTPResponse.Status = .ok) {
        self.init(
            status: status, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: body))
    }
}
