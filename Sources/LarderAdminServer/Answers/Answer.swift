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
        .json(ByteBuffer(bytes: try WireFormat.encode(value)))
    }

    static func json(_ body: ByteBuffer) -> Self {
        Self(contentType: "application/json", body: body)
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

    var headerFields: HTTPFields {
        var fields = self.fields
        fields[.contentType] = self.contentType
        fields[.contentLength] = "\(self.body.readableBytes)"
        fields[.cacheControl] = "no-store"
        fields[.xContentTypeOptions] = "nosniff"
        return fields
    }
}

extension Response {
    /// - Parameter method: Of HEAD the body is left out and its length is told.
    init(_ answer: Answer, to method: HTTPRequest.Method) {
        let response = Response(
            status: answer.status, headers: answer.headerFields, body: ResponseBody(byteBuffer: answer.body))
        self = method == .head ? response.createHeadResponse() : response
    }
}
