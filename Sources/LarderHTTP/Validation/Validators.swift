public import HTTPTypes

/// What tells one representation of a resource from an earlier one (RFC 9110 §8.8).
public struct Validators: Sendable, Hashable {
    public let entityTag: EntityTag?
    public let lastModified: HTTPDate?
    /// What `If-Modified-Since` is compared with: without a `Last-Modified` the `Date`, or when it was received
    /// (RFC 9111 §4.3.2).
    let modified: HTTPDate?
    /// Whether ``lastModified`` tells any two representations apart: it lies a minute or more before `Date`, so the resource cannot
    /// have changed again within its second (RFC 9110 §8.8.2.2).
    let isLastModifiedStrong: Bool

    /// - Parameter receivedAt: When the response came; a later time makes conditions by date fail more often.
    public init(_ fields: HTTPFields, receivedAt: HTTPDate) {
        func date(_ name: HTTPField.Name) -> HTTPDate? { fields[name].flatMap { HTTPDate($0, relativeTo: receivedAt) } }
        let sent = date(.date)
        self.entityTag = fields[.eTag].flatMap { EntityTag($0) }
        self.lastModified = date(.lastModified)
        self.modified = self.lastModified ?? sent ?? receivedAt
        if let lastModified, let sent {
            self.isLastModifiedStrong = sent.seconds - lastModified.seconds >= 60
        } else {
            self.isLastModifiedStrong = false
        }
    }

    public init(entityTag: EntityTag?, lastModified: HTTPDate? = nil) {
        self.entityTag = entityTag
        self.lastModified = lastModified
        self.modified = lastModified
        self.isLastModifiedStrong = false
    }

    private init(_ validators: Validators, entityTag: EntityTag?) {
        self.entityTag = entityTag
        self.lastModified = validators.lastModified
        self.modified = validators.modified
        self.isLastModifiedStrong = validators.isLastModifiedStrong
    }

    var withoutEntityTag: Validators { Validators(self, entityTag: nil) }

    /// Nothing to ask the origin with.
    public var isEmpty: Bool { self.entityTag == nil && self.lastModified == nil }

    /// Makes of `request` the one that asks whether this representation is current (RFC 9111 §4.3.1). The client's own conditions
    /// and ranges are taken out: they are about its copy, and are evaluated on the answer.
    public func validate(with request: inout HTTPFields) {
        Validators.makeUnconditional(&request)
        if let entityTag { request[.ifNoneMatch] = entityTag.text }
        if let lastModified { request[.ifModifiedSince] = lastModified.text }
    }

    /// Makes of `request` one whose answer is for everybody.
    public static func makeUnconditional(_ request: inout HTTPFields) {
        for name: HTTPField.Name in [.ifNoneMatch, .ifModifiedSince, .range, .ifRange] {
            request[name] = nil
        }
    }
}
