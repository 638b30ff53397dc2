import HTTPTypes
import LarderEngine
import LarderHTTP

/// The head of a stored response, its fields ready to be sent. An object: readers share it.
final class StoredHead: EntryHead {
    let cached: CachedHead
    let weight: Int

    init(_ cached: CachedHead) {
        self.cached = cached
        // Names and values in bytes, and what the array holds for each.
        self.weight = cached.fields.reduce(MemoryLayout<CachedHead>.size + 32) { weight, field in
            weight + field.name.rawName.utf8.count + field.name.canonicalName.utf8.count + field.value.utf8.count
                + MemoryLayout<HTTPField>.stride
        }
    }

    var status: Int? { self.cached.status.code }
    var contentType: String? { self.cached.fields[.contentType] }
    var etag: String? { self.cached.fields[.eTag] }
}
