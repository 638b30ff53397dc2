/// How much of a response a directive is about that may name fields: `private` and `no-cache` (RFC 9111 §5.2.2.4, §5.2.2.7).
enum FieldScope: Equatable {
    case nothing
    /// In lower case; never a field that caching itself depends on.
    case fields(Set<String>)
    case response

    /// A response without these would be read wrongly, so a directive that names one is taken to mean the whole response.
    private static let indispensable: Set<String> = [
        "age", "cache-control", "cdn-cache-control", "content-encoding", "content-length", "content-location", "content-range",
        "content-type", "date", "etag", "expires", "last-modified", "location", "surrogate-control", "vary",
    ]

    init(_ name: String, in directives: CacheDirectives) {
        self = .nothing
        for member in directives.members where member.name == name {
            guard case .text(let list) = member.argument, let names = Self.names(list) else {
                self = .response
                return
            }
            self = .fields(self.fieldNames.union(names))
        }
    }

    var fieldNames: Set<String> {
        switch self {
        case .fields(let names): names
        case .nothing, .response: []
        }
    }

    /// Nil where the list is empty, malformed or names what cannot be left out.
    private static func names(_ list: String) -> Set<String>? {
        var scanner = FieldScanner(list)
        var names: Set<String> = []
        scanner.skipSeparators()
        while !scanner.isAtEnd {
            guard let name = scanner.token()?.lowercased(), scanner.isAtMemberEnd(), !self.indispensable.contains(name)
            else { return nil }
            names.insert(name)
            scanner.skipSeparators()
        }
        return names.isEmpty ? nil : names
    }
}
