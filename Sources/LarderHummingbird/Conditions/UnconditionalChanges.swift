import HTTPTypes
import Hummingbird

/// What becomes of a `PUT`, `PATCH` or `DELETE` that does not say which state it is to change.
public enum UnconditionalChanges: Sendable, Hashable {
    /// It is carried out, whatever was changed in between.
    case allowed
    /// ``UnmetCondition/missing``: of two who change the same state the second gets to know of the first. Like `api_etag` of
    /// drf-extensions.
    case refused
}

/// What a request is to do with the representation it names.
enum MethodPurpose {
    case read
    /// `PUT`, `PATCH` and `DELETE`: what they change is the representation itself.
    case change
    /// `POST` and methods that this one does not know.
    case other
    /// Conditions mean nothing to it (RFC 9110 §13.2.1).
    case unrelated

    init(_ method: HTTPRequest.Method) {
        switch method {
        case .get, .head: self = .read
        case .put, .patch, .delete: self = .change
        case .options, .trace, .connect: self = .unrelated
        default: self = .other
        }
    }
}
