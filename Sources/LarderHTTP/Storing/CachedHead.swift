public import HTTPTypes

/// The head of a stored response, with what reuse and validation ask of it.
public struct CachedHead: Sendable, Hashable {
    public let status: HTTPResponse.Status
    /// Ready to be sent, but for `Age` and `Cache-Status`.
    public let fields: HTTPFields
    public let terms: StorageTerms
    public let validators: Validators
    public let entityTagSource: EntityTagSource
    /// When it came, or was last found current.
    public let receivedAt: HTTPDate
    /// When the origin made it. Of several that a request selects the most recent one is to be used (RFC 9111 §4.1).
    public let date: HTTPDate

    /// Who made the entity tag.
    public enum EntityTagSource: Sendable, Hashable {
        case origin
        /// This cache, for a response that had none: its clients can ask with it, but the origin does not know it.
        case cache
    }

    /// What the origin can be asked with whether it is current.
    public var knownToOrigin: Validators {
        switch self.entityTagSource {
        case .origin: self.validators
        case .cache: self.validators.withoutEntityTag
        }
    }

    /// - Parameters:
    ///   - fields: As ``StoredFields`` makes them.
    ///   - receivedAt: When the response came, or was last found current.
    public init(
        status: HTTPResponse.Status, fields: HTTPFields, terms: StorageTerms, receivedAt: HTTPDate,
        entityTagSource: EntityTagSource = .origin
    ) {
        self.status = status
        self.fields = fields
        self.terms = terms
        self.receivedAt = receivedAt
        self.entityTagSource = entityTagSource
        self.validators = Validators(fields, receivedAt: receivedAt)
        self.date = Exchange(receivedAt: receivedAt).date(of: fields)
    }
}
