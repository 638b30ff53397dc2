public import HTTPTypes

/// What a response is to tell caches (RFC 9111 §5.2.2), and how that joins what it says already.
///
/// ```swift
/// CacheControlField(.public, .maxAge(.seconds(60)), .staleWhileRevalidate(.seconds(30))).patch(&response.headers)
/// ```
///
/// What is there stays, as it was written, and the stricter of two durations counts. A directive that names fields names those of
/// both; where one of the two is about the whole response, so is the outcome. `no-store` that comes without `must-understand`
/// takes that away, for the two together allow what `no-store` forbids (RFC 9111 §5.2.2.3); for the same reason `must-understand`
/// is not added to a `no-store`.
///
/// (Django's `patch_cache_control` has the lesser of two `max-age` only, raises an error where one of them is no number, and cuts
/// quoted strings at their commas.)
public struct CacheControlField: Sendable, Hashable {
    /// Those that were given; of `public` and `private` the later one.
    public let directives: [Directive]
    /// As the value of a field that says nothing else.
    public let text: String

    public init(_ directives: Directive...) {
        self.init(directives)
    }

    public init(_ directives: [Directive]) {
        let audience = directives.last { $0 == .public || $0 == .private }
        self.directives = directives.filter { $0 == audience || $0 != .public && $0 != .private }
        var text = DirectiveText([])
        self.directives.forEach { text.apply($0) }
        self.text = text.text
    }

    /// Says it in `Cache-Control`. `public` and a `private` about the whole response replace each other: the last word is this one's.
    public func patch(_ fields: inout HTTPFields) {
        self.patch(&fields, lastWord: .given)
    }

    /// Says it in `Cache-Control`, but never allows what is forbidden there: `private` stays `private`.
    public func supplement(_ fields: inout HTTPFields) {
        self.patch(&fields, lastWord: .present)
    }

    /// Without what makes a response last longer, or reach more people, than it would if nothing were said. `must-revalidate` lets
    /// caches keep answers to requests with `Authorization` (RFC 9111 §3.5) and is left out too.
    public var restrictions: CacheControlField {
        CacheControlField(self.directives.filter(\.onlyRestricts))
    }

    /// Who decides between `public` and `private`.
    private enum LastWord {
        case given
        case present
    }

    private func patch(_ fields: inout HTTPFields, lastWord: LastWord) {
        guard !self.directives.isEmpty else { return }
        guard fields.contains(.cacheControl) else {
            fields[.cacheControl] = self.text
            return
        }
        var text = DirectiveText(fields[values: .cacheControl])
        let mustNotBeStored = text.says(.noStore) && !text.says(.mustUnderstand)
        let isPrivate = lastWord == .present && text.isPrivate
        for directive in self.directives {
            if directive == .mustUnderstand && mustNotBeStored || directive == .public && isPrivate { continue }
            text.apply(directive)
        }
        if self.directives.contains(.noStore) && !self.directives.contains(.mustUnderstand) {
            text.remove(.mustUnderstand)
        }
        fields[.cacheControl] = text.text
    }
}

extension CacheControlField {
    /// What no cache keeps, in every vocabulary that one may know.
    public static let never = CacheControlField(.maxAge(.zero), .noCache, .noStore, .mustRevalidate, .private)

    /// Keeps every cache from storing the response: ``never``, and `Expires` in the past for those that know nothing newer.
    ///
    /// Fields that speak to caches in the middle past `Cache-Control` are taken out, which would allow them what it forbids
    /// (RFC 9213 §2.2). (Django's `add_never_cache_headers` leaves these, and an `Expires` that is there.)
    public static func neverCache(_ fields: inout HTTPFields) {
        fields[.cdnCacheControl] = nil
        fields[.surrogateControl] = nil
        self.never.patch(&fields)
        fields[.expires] = HTTPDate(seconds: 0).text
    }

    /// Whether a response says `no-store`, to whatever caches.
    public static func saysNoStore(_ fields: HTTPFields) -> Bool {
        fields.contains(.cacheControl) && DirectiveText(fields[values: .cacheControl]).says(.noStore)
    }
}
