public import HTTPTypes

/// What the conditions of a request make of the response to it (RFC 9110 §13).
public enum Precondition {
    public enum Verdict: Sendable, Hashable {
        /// The response as it is.
        case send
        /// 304: what the client has is current.
        case notModified
        /// 412: what the client wants to change is not what it knows.
        case failed
    }

    /// For `GET` and `HEAD` on a stored response (RFC 9111 §4.3.2). Never ``Verdict/failed``.
    ///
    /// `If-None-Match` decides alone where it is there (RFC 9110 §13.2.2). `If-Modified-Since` is ignored where it is no date.
    ///
    /// - Parameters:
    ///   - validators: Of the 2xx response. Not asked for where the request has no conditions.
    ///   - now: For years of two digits.
    public static func evaluate(
        request: HTTPFields, validators: @autoclosure () -> Validators, now: @autoclosure () -> HTTPDate
    ) -> Verdict {
        if request.contains(.ifNoneMatch) {
            let list = EntityTagList(request[values: .ifNoneMatch])
            return list.matchesWeakly(validators().entityTag) ? .notModified : .send
        }
        guard request.contains(.ifModifiedSince), let since = self.date(request[.ifModifiedSince], now()),
            let modified = validators().modified
        else { return .send }
        return modified <= since ? .notModified : .send
    }

    /// For any method, where the origin itself evaluates them before it acts, in the order of RFC 9110 §13.2.2. Django's `condition`
    /// has the same order; it takes dates and tags that are malformed for none, as here.
    ///
    /// - Parameter current: Of the representation the origin has now; nil where there is none.
    public static func evaluate(
        method: HTTPRequest.Method, request: HTTPFields, current: Validators?, now: HTTPDate
    ) -> Verdict {
        let isRead = method == .get || method == .head
        if request.contains(.ifMatch) {
            let list = EntityTagList(request[values: .ifMatch])
            guard let current, list.matchesStrongly(current.entityTag) else { return .failed }
        } else if let since = self.date(request[.ifUnmodifiedSince], now), let modified = current?.lastModified, modified > since
        {
            return .failed
        }
        if request.contains(.ifNoneMatch) {
            let list = EntityTagList(request[values: .ifNoneMatch])
            guard let current, list.matchesWeakly(current.entityTag) else { return .send }
            return isRead ? .notModified : .failed
        }
        if isRead, let since = self.date(request[.ifModifiedSince], now), let modified = current?.lastModified, modified <= since
        {
            return .notModified
        }
        return .send
    }

    private static func date(_ text: String?, _ now: HTTPDate) -> HTTPDate? {
        text.flatMap { HTTPDate($0, relativeTo: now) }
    }

    /// The fields of a 304 in place of this 200 (RFC 9110 §15.4.5): what describes the body stays out.
    public static func notModifiedFields(_ fields: HTTPFields) -> HTTPFields {
        var kept = HTTPFields()
        kept.reserveCapacity(fields.count)
        for field in fields where !self.isOfBody(field.name) {
            kept.append(field)
        }
        return kept
    }

    private static func isOfBody(_ name: HTTPField.Name) -> Bool {
        name != .contentLocation && name.canonicalName.hasPrefix("content-") || name == .acceptRanges || name == .transferEncoding
    }
}
