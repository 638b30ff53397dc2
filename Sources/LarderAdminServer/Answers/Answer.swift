import HTTPTypes
import Hummingbird
import LarderAdmin
import NIOCore

/// What goes back: status, type and bytes.
struct Answer {
    var status: HTTPResponse.Status = .ok
    var contentType: String
    var body: ByteBuffer
    var fields: HTTPFields = [:]

    static func text(_ text: String) -> Self {
        Self(contentType: "text/plain; charset=utf-8", body: ByteBuffer(string: text))
    }

    static func json(_ value: some Encodable) throws -> Self {
        Self(contentType: "application/json", body: ByteBuffer(bytes: try WireFormat.encode(value)))
    }

    static func problem(_ refusal: Refusal) throws -> Self {
        Self(
            status: HTTPResponse.Status(code: refusal.problem.status), contentType: "application/problem+json",
            body: ByteBuffer(bytes: try WireFormat.encode(refusal.problem)), fields: refusal.fields)
    }

    /// A cached body as it is. It may be a hostile page, and this listener's origin may purge: no browser runs it here.
    static func value(_ body: ByteBuffer, contentType: String?) -> Self {
        Self(
            contentType: contentType ?? "application/octet-stream", body: body,
            fields: [.contentSecurityPolicy: "sandbox; default-src 'none'"])
    }
}

extension Response {
    /// - Parameter method: Of HEAD the body is left out and its length is told.
    init(_ answer: Answer, to method: HTTPRequest.Method) {
        var fields = answer.fields
        fields[.contentType] = answer.contentType
        fields[.cacheControl] = "no-store"
        fields[.xContentTypeOptions] = "nosniff"
        let response = Response(status: answer.status, headers: fields, body: ResponseBody(byteBuffer: answer.body))
        self = method == .head ? response.createHeadResponse() : response
    }
}
