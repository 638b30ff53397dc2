public import HTTPTypes

/// The head of a stored response, with what reuse and validation ask of it.
public struct CachedHead: Sendable, Hashable {
    public let status: HTTPResponse.Status
    /// Ready to be sent, but for `Age` and `Cache-Status`.
    public let fields: HTTPFields
    public let terms: StorageTerms
    public let validators: Validators
    /// When the origin made it. Of several that a request selects the most recent one is to be used (RFC 9111 §4.1).
    public let date: HTTPDate

    /// - Parameters:
    ///   - fields: As ``StoredFields`` makes them.
    ///   - receivedAt: When the response came, or was last found current.
    public init(status: HTTPResponse.Status, fields: HTTPFields, terms: StorageTerms, receivedAt: HTTPDate) {
        self.status = status
        self.fields = fields
        self.terms = terms
        self.validators = Validators(fields, receivedAt: receivedAt)
        self.date = Exchange(receivedAt: receivedAt).date(of: fields)
    }
}
