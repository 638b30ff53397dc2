public import HTTPTypes

/// The head of a stored response, with what reuse and validation ask of it.
///
/// A value; an object holds what is in it, because it is handed on with every hit.
public struct CachedHead: Sendable, Hashable {
    private final class Contents: Sendable {
        let status: HTTPResponse.Status
        let fields: HTTPFields
        let terms: StorageTerms
        let validators: Validators
        let entityTagSource: EntityTagSource
        let receivedAt: HTTPDate
        let date: HTTPDate

        init(
            _ status: HTTPResponse.Status, _ fields: HTTPFields, _ terms: StorageTerms, _ receivedAt: HTTPDate,
            _ entityTagSource: EntityTagSource
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

    private let contents: Contents

    public var status: HTTPResponse.Status { self.contents.status }
    /// Ready to be sent, but for `Age` and `Cache-Status`.
    public var fields: HTTPFields { self.contents.fields }
    public var terms: StorageTerms { self.contents.terms }
    public var validators: Validators { self.contents.validators }
    public var entityTagSource: EntityTagSource { self.contents.entityTagSource }
    /// When it came, or was last found current.
    public var receivedAt: HTTPDate { self.contents.receivedAt }
    /// When the origin made it. Of several that a request selects the most recent one is to be used (RFC 9111 §4.1).
    public var date: HTTPDate { self.contents.date }

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
        self.contents = Contents(status, fields, terms, receivedAt, entityTagSource)
    }

    /// All else follows from these.
    public static func == (lhs: CachedHead, rhs: CachedHead) -> Bool {
        lhs.contents === rhs.contents
            || lhs.status == rhs.status && lhs.fields == rhs.fields && lhs.terms == rhs.terms
                && lhs.receivedAt == rhs.receivedAt && lhs.entityTagSource == rhs.entityTagSource
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(self.status)
        hasher.combine(self.fields)
        hasher.combine(self.receivedAt)
    }
}
