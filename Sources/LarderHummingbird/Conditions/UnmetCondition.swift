import HTTPTypes
public import Hummingbird
import NIOCore

/// Why a request was refused before it reached its handler. Answers as a problem (RFC 9457); whoever words errors differently
/// catches it.
public enum UnmetCondition: HTTPResponseError, Hashable {
    /// 412: what the client knows is not what is there now (RFC 9110 §15.5.13).
    case failed
    /// 428: a change must say which state it is of (RFC 6585 §3).
    case missing

    public var status: HTTPResponse.Status {
        switch self {
        case .failed: .preconditionFailed
        case .missing: .preconditionRequired
        }
    }

    public func response(from request: Request, context: some RequestContext) -> Response {
        var headers: HTTPFields = [.contentType: "application/problem+json"]
        // RFC 6585 §3: no cache stores it.
        if self == .missing { headers[.cacheControl] = "no-store" }
        let text = """
            {"type":"about:blank","title":"\(self.status.reasonPhrase)","status":\(self.status.code),"detail":"\(self.detail)"}
            """
        return Response(status: self.status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private var detail: String {
        switch self {
        case .failed: "This has changed since you got it. Get it again, and make your change to that."
        case .missing: "Send If-Match with the ETag of what you change, or If-None-Match: * for what is not there yet."
        }
    }
}
