import HTTPTypes
import LarderEngine
import LarderHTTP

/// The head of a stored response, its fields ready to be sent.
struct StoredHead: EntryHead {
    let fields: HTTPFields
    let audience: StorageTerms.Audience
    let weight: Int

    init(fields: HTTPFields, audience: StorageTerms.Audience) {
        self.fields = fields
        self.audience = audience
        // Names and values in bytes, and what the array holds for each.
        self.weight = fields.reduce(0) { weight, field in
            weight + field.name.rawName.utf8.count + field.name.canonicalName.utf8.count + field.value.utf8.count
                + MemoryLayout<HTTPField>.stride
        }
    }

    /// Only 200 is stored.
    var status: Int? { 200 }
    var contentType: String? { self.fields[.contentType] }
    var etag: String? { self.fields[.eTag] }
}
