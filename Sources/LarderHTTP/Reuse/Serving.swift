public import HTTPTypes

/// What of a stored response a request gets (RFC 9110 §13.2.2): its conditions come first, then its range.
public enum Serving: Sendable, Hashable {
    case whole
    /// 304 without a body.
    case notModified
    /// 206 with these bytes.
    case partial(ByteRange)
    /// 416 without a body.
    case unsatisfiable

    /// - Parameters:
    ///   - length: Of the stored body in bytes.
    ///   - now: For years of two digits.
    public init(
        of head: CachedHead, to method: HTTPRequest.Method, fields: HTTPFields, length: Int, now: @autoclosure () -> HTTPDate
    ) {
        // Conditions are about a representation, which only a 2xx has (RFC 9110 §13.2.1).
        guard head.status.kind == .successful else {
            self = .whole
            return
        }
        guard Precondition.evaluate(request: fields, validators: head.validators, now: now()) == .send else {
            self = .notModified
            return
        }
        guard head.status == .ok, method == .get else {
            self = .whole
            return
        }
        switch RangeSelection(request: fields, validators: head.validators, length: length, now: now()) {
        case .whole: self = .whole
        case .partial(let range): self = .partial(range)
        case .unsatisfiable: self = .unsatisfiable
        }
    }

    public func status(of head: CachedHead) -> HTTPResponse.Status {
        switch self {
        case .whole: head.status
        case .notModified: .notModified
        case .partial: .partialContent
        case .unsatisfiable: .rangeNotSatisfiable
        }
    }

    /// - Parameters:
    ///   - length: Of the stored body in bytes.
    ///   - age: Nil for a response that is no hit: it was made for this request.
    /// - Complexity: For ``whole`` one copy of the array of fields; nothing per field.
    public func fields(of head: CachedHead, length: Int, age: Duration?, status: CacheStatus) -> HTTPFields {
        var fields: HTTPFields
        switch self {
        case .whole:
            fields = head.fields
            fields.reserveCapacity(fields.count + 2)
        case .notModified:
            fields = Precondition.notModifiedFields(head.fields)
        case .partial(let range):
            fields = head.fields
            fields[.contentRange] = range.text(of: length)
            fields[.contentLength] = String(range.bytes.count)
        case .unsatisfiable:
            fields = [.contentRange: "bytes */\(length)", .contentLength: "0"]
            // Whatever selected the stored response selects this one.
            for name: HTTPField.Name in [.vary, .date] { fields[name] = head.fields[name] }
        }
        if let age { fields.append(HTTPField(name: .age, value: Age.text(age))) }
        status.append(to: &fields)
        return fields
    }
}
