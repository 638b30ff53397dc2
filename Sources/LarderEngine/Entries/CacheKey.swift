/// The readable name of an entry.
///
/// `course_list:?page=2#lang=de` is the variant `lang=de` of the resource `course_list:?page=2`. All variants of a resource
/// are kept together, so that a purge of the resource finds them without a search.
public struct CacheKey: Hashable, Sendable {
    public var resource: String
    /// What follows `#`, without it; nil where the resource has one representation.
    public var variant: String?

    public init(resource: String, variant: String? = nil) {
        self.resource = resource
        self.variant = variant
    }

    /// Splits at the first `#`.
    public init(text: String) {
        if let separator = text.utf8.firstIndex(of: UInt8(ascii: "#")) {
            self.resource = String(text[..<separator])
            self.variant = String(text[text.utf8.index(after: separator)...])
        } else {
            self.resource = text
            self.variant = nil
        }
    }

    public var text: String {
        guard let variant else { return self.resource }
        return "\(self.resource)#\(variant)"
    }

    /// The first segment, up to `:`; nil where the key has none.
    public var route: Substring? {
        self.resource.utf8.firstIndex(of: UInt8(ascii: ":")).map { self.resource[..<$0] }
    }

    var byteCount: Int {
        self.resource.utf8.count + (self.variant.map { $0.utf8.count + 1 } ?? 0)
    }
}
