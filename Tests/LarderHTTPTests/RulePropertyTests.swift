import HTTPTypes
import Testing

@testable import LarderHTTP

/// Whatever strangers send: no rule traps, and each says something that makes sense.
@Suite struct RulePropertyTests {
    /// Pieces that parsers look at, and bytes that they do not.
    private static let pieces: [String] = [
        "max-age", "s-maxage", "no-store", "no-cache", "private", "public", "must-revalidate", "must-understand", "immutable",
        "stale-while-revalidate", "stale-if-error", "min-fresh", "max-stale", "only-if-cached", "=", ",", ";", " ", "\t", "\"",
        "\\",
        "0", "1", "60", "-1", "2147483648", "99999999999999999999", "1.5", "?1", "?0", "(", ")", ":", "@", "%", "W/", "\"a\"",
        "*",
        "bytes", "-", "0-0", "-5", "5-", "GMT", "Sun, 06 Nov 1994 08:49:37 GMT", "Nov", "Sunday", "é", "\u{1F600}", "\u{7F}", "x",
        "Set-Cookie", "Vary", "gzip", "q=0.5", "q=", "/", "..", "//", "#", "?", "http:", "[::1]",
    ]

    private static func text(_ generator: inout Sample.Generator) -> String {
        let count = Int.random(in: 0...8, using: &generator)
        if Int.random(in: 0..<4, using: &generator) == 0 {
            return String(decoding: (0..<count * 4).map { _ in UInt8.random(in: 0...255, using: &generator) }, as: UTF8.self)
        }
        return (0..<count).map { _ in self.pieces.randomElement(using: &generator)! }.joined()
    }

    private static let names: [HTTPField.Name] = [
        .cacheControl, .cdnCacheControl, .surrogateControl, .age, .date, .expires, .lastModified, .eTag, .vary, .setCookie,
        .connection, .range, .ifRange, .ifNoneMatch, .ifMatch, .ifModifiedSince, .ifUnmodifiedSince, .pragma, .accept,
        .acceptEncoding, .acceptLanguage, .location, .contentLocation, .authorization,
    ]

    private static func fields(_ generator: inout Sample.Generator) -> HTTPFields {
        var fields = HTTPFields()
        for _ in 0..<Int.random(in: 0...6, using: &generator) {
            fields.append(HTTPField(name: self.names.randomElement(using: &generator)!, value: self.text(&generator)))
        }
        return fields
    }

    private static let statuses = [200, 204, 206, 299, 304, 404, 500, 503, 599]
    private static let seeds: [UInt64] = [1, 2, 3, 4]

    @Test(arguments: seeds)
    func `no field makes a parser trap, and what is read is within its bounds`(_ seed: UInt64) {
        var generator = Sample.Generator(seed: seed)
        for step in 0..<4000 {
            let text = Self.text(&generator)
            let comment: Comment = "seed \(seed), step \(step): \(text.debugDescription)"
            for name in ["max-age", "s-maxage"] {
                if case .seconds(let seconds) = CacheDirectives([text]).seconds(name) {
                    #expect((0...DeltaSeconds.greatest).contains(seconds), comment)
                }
            }
            if let date = HTTPDate(text, relativeTo: Sample.now) {
                #expect(HTTPDate(date.text, relativeTo: Sample.now) == date, comment)
            }
            if let tag = EntityTag(text) { #expect(EntityTag(tag.text) == tag, comment) }
            if let dictionary = StructuredDictionary([text]) {
                #expect(Set(dictionary.members.map(\.key)).count == dictionary.members.count, comment)
            }
            let length = Int.random(in: 0...20, using: &generator)
            let selection = RangeSelection(
                request: [.range: "bytes=\(text)"], validators: Validators(entityTag: nil), length: length, now: Sample.now)
            if case .partial(let range) = selection {
                #expect(range.bytes.lowerBound >= 0 && range.bytes.upperBound < length, comment)
            }
            let base = ResourceURI(scheme: "https", authority: "a", path: "/x/y", query: nil)
            if let resource = base.resolving(text) {
                #expect(resource.path.hasPrefix("/") && !resource.path.contains("/../"), comment)
                #expect(
                    base.resolving("\(resource.scheme)://\(resource.authority)\(resource.path)")?.path == resource.path, comment)
            }
        }
    }

    @Test(arguments: seeds)
    func `of any response some rule says whether it is stored, and on terms that hold together`(_ seed: UInt64) {
        var generator = Sample.Generator(seed: seed)
        for step in 0..<4000 {
            let fields = Self.fields(&generator)
            let status = HTTPResponse.Status(code: Self.statuses.randomElement(using: &generator)!)
            let exchange = Exchange(receivedAt: Sample.now, delay: .seconds(Int.random(in: -5...5, using: &generator)))
            let comment: Comment = "seed \(seed), step \(step): \(status) \(fields)"
            #expect(Age.initial(of: fields, in: exchange) >= .zero, comment)
            let storability = Storability(
                status: status, fields: fields, to: Sample.get, rules: CachingRules(), exchange: exchange)
            guard case .storable(let terms) = storability else { continue }
            #expect(terms.initialAge >= .zero && terms.lifetime >= .zero && terms.freshness <= terms.lifetime, comment)
            #expect(terms.staleWindow >= .zero && terms.staleWindow <= terms.staleWhileRevalidate, comment)
            if terms.staleServing == .forbidden {
                #expect(terms.staleWhileRevalidate == .zero && terms.staleIfError == .zero, comment)
            }
            let stored = StoredFields.kept(of: fields, withheld: terms.withheldFields)
            #expect(!stored.contains(.setCookie) && !stored.contains(.age) && !stored.contains(.connection), comment)
        }
    }

    @Test(arguments: seeds)
    func `any request gets one answer, and never what is forbidden`(_ seed: UInt64) {
        var generator = Sample.Generator(seed: seed)
        for step in 0..<4000 {
            let response = Self.fields(&generator)
            let asked = Self.fields(&generator)
            let terms = StorageTerms(
                lifetime: .seconds(Int.random(in: 0...100, using: &generator)),
                initialAge: .seconds(Int.random(in: 0...100, using: &generator)),
                staleWhileRevalidate: .seconds(Int.random(in: 0...50, using: &generator)),
                staleIfError: .seconds(Int.random(in: 0...50, using: &generator)),
                reuse: Bool.random(using: &generator) ? .whileFresh : .afterValidation,
                staleServing: Bool.random(using: &generator) ? .allowed : .forbidden,
                audience: Bool.random(using: &generator) ? .everybody : .withoutUnkeyedCredentials,
                isImmutable: Bool.random(using: &generator))
            let credentials: RequestCredentials = Bool.random(using: &generator) ? .none : .unkeyed
            let request = RequestTerms(method: .get, fields: asked, credentials: credentials)
            let residence = Duration.seconds(Int.random(in: -5...300, using: &generator))
            let standing: StoredCandidate.Standing =
                [.undisturbed, .invalid, .soft(window: .zero), .soft(window: .seconds(9))].randomElement(using: &generator)!
            let head = Sample.head(response, terms)
            let reuse = Reuse(
                of: .stored(head, residence: residence, standing: standing), for: request, rules: CachingRules())
            let comment: Comment = "seed \(seed), step \(step): \(asked), \(terms), \(residence), \(standing): \(reuse)"
            let isFresh = terms.initialAge + max(.zero, residence) < terms.lifetime
            switch reuse {
            case .fresh:
                #expect(isFresh && standing == .undisturbed && terms.reuse == .whileFresh, comment)
                #expect(!request.directives.noCache && terms.audience.includes(credentials), comment)
            case .stale:
                #expect(!isFresh || standing != .undisturbed, comment)
                #expect(terms.staleServing == .allowed && terms.reuse == .whileFresh && standing != .invalid, comment)
                #expect(!request.directives.noCache && terms.audience.includes(credentials), comment)
            case .validate(let validators, _, let fallback):
                #expect(!validators.isEmpty && !request.directives.onlyIfCached, comment)
                if case .stale(let window) = fallback {
                    #expect(window > .zero && terms.staleServing == .allowed && standing != .invalid, comment)
                }
            case .forward(_, let fallback):
                #expect(!request.directives.onlyIfCached, comment)
                if case .stale = fallback { #expect(terms.audience.includes(credentials), comment) }
            case .gatewayTimeout:
                #expect(request.directives.onlyIfCached, comment)
            }
        }
    }

    @Test(arguments: seeds)
    func `what is stored is never answered with, or updated by, what may not be`(_ seed: UInt64) {
        var generator = Sample.Generator(seed: seed)
        for step in 0..<2500 {
            let stored = Sample.head(StoredFields.kept(of: Self.fields(&generator)))
            let status = HTTPResponse.Status(code: Self.statuses.randomElement(using: &generator)!)
            let fields = Self.fields(&generator)
            let asked: Reuse = stored.validators.isEmpty ? .forward(.stale) : .validate(stored.validators, because: .stale, .none)
            let reception = Reception(
                status: status, fields: fields, to: Sample.get, after: asked, stored: stored, elapsed: .zero,
                rules: CachingRules(),
                exchange: Sample.exchange)
            let comment: Comment = "seed \(seed), step \(step): \(status) \(fields): \(reception)"
            switch reception {
            case .store: #expect(status.code != 206 && status.code != 304, comment)
            case .freshen(let head):
                #expect(status == .notModified && head.status == stored.status, comment)
                #expect(!head.fields.contains(.setCookie) && !head.fields.contains(.age), comment)
                #expect(head.fields[.contentLength] == stored.fields[.contentLength], comment)
            case .freshenOnce, .askUnconditionally: #expect(status == .notModified, comment)
            case .serveStale: Issue.record(comment)
            case .pass: break
            }
            let request = Self.fields(&generator)
            let serving = Serving(of: stored, to: .get, fields: request, length: 10, now: Sample.now)
            if case .partial(let range) = serving { #expect(range.bytes.upperBound < 10, comment) }
        }
    }

    @Test(arguments: seeds)
    func `normalising a list twice changes nothing`(_ seed: UInt64) {
        var generator = Sample.Generator(seed: seed)
        for step in 0..<2500 {
            let name = [HTTPField.Name.accept, .acceptEncoding, .acceptLanguage].randomElement(using: &generator)!
            let text = Self.text(&generator)
            let fields = HTTPFields([HTTPField(name: name, value: text)])
            guard let once = NormalisedField.value(of: name, in: fields) else { continue }
            let again = HTTPFields([HTTPField(name: name, value: once)])
            let comment: Comment = "seed \(seed), step \(step): \(text.debugDescription)"
            #expect(NormalisedField.value(of: name, in: again) == once, comment)
        }
    }
}
