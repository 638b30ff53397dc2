import HTTPTypes
import Testing

@testable import LarderHTTP

/// Random fields and random directives to join them.
@Suite struct CacheControlPropertyTests {
    private static let pieces = [
        "public", "private", "private=\"set-cookie\"", "private=\"a b\"", "no-store", "No-Cache", "no-cache=\"x, y\"",
        "no-cache=z",
        "max-age=5", "max-age=\"50\"", "max-age=soon", "MAX-AGE=7", "s-maxage=9", "must-understand", "must-revalidate",
        "public=1",
        "x=\"a, no-store\"", "x=\"a\\\"b\"", "y='1';2", "@@ z", "", " ", "=", "x=\"never ends", "\"", "é",
    ]
    private static let unknown = ["x=\"a, no-store\"", "x=\"a\\\"b\"", "y='1';2", "@@ z", "=", "é"]
    private static let directives: [CacheControlField.Directive] = [
        .public, .private, .private(.setCookie), .noStore, .noCache, .noCache(.cookie), .maxAge(.zero), .maxAge(.seconds(6)),
        .maxAge(.seconds(60)), .sharedMaxAge(.seconds(6)), .mustUnderstand, .mustRevalidate, .noTransform, .extension("x", "new"),
    ]

    @Test func `what is there is kept, and nothing that it forbids is allowed`() {
        for seed in UInt64(0)..<3000 { self.check(seed) }
    }

    private func check(_ seed: UInt64) {
        var random = Sample.Generator(seed: seed)
        let pieces = (0..<Int.random(in: 1...2, using: &random)).map { _ in
            (0..<Int.random(in: 0...4, using: &random)).map { _ in Self.pieces.randomElement(using: &random)! }
        }
        let lines = pieces.map { $0.joined(separator: [",", ", ", " ,\t"].randomElement(using: &random)!) }
        let control = CacheControlField(
            (0..<Int.random(in: 1...3, using: &random)).map { _ in Self.directives.randomElement(using: &random)! })
        var fields = HTTPFields()
        fields[values: .cacheControl] = lines
        let before = CacheDirectives(fields[values: .cacheControl])

        control.supplement(&fields)
        let text = fields[.cacheControl] ?? ""
        let after = CacheDirectives([text])
        func context(_ property: String) -> Comment { "seed \(seed): \(property); \(lines) + \(control.text) = \(text)" }

        for name in ["max-age", "s-maxage"] {
            let given = CacheDirectives([control.text]).seconds(name).lifetime
            let bound = [before.seconds(name).lifetime, given].compactMap { $0 }.min()
            #expect(after.seconds(name).lifetime == bound, context(name))
        }
        if before.contains("no-store") && !before.contains("must-understand") {
            #expect(after.contains("no-store") && !after.contains("must-understand"), context("no-store"))
        }
        for name in ["private", "no-cache"] where FieldScope(name, in: before) == .response {
            #expect(FieldScope(name, in: after) == .response, context(name))
        }
        if FieldScope("private", in: after) != .response {
            let named = FieldScope("private", in: after).fieldNames
            #expect(named.isSuperset(of: FieldScope("private", in: before).fieldNames), context("private fields"))
        }
        for directive in control.directives where directive.onlyRestricts && directive != .private {
            #expect(after.contains(directive.name), context("given"))
        }
        let isDoubtful = pieces.joined().contains { $0 == "\"" || $0.hasSuffix("never ends") }
        let isOfUnknown = { (piece: String) in
            Self.unknown.contains(piece) && !(piece.hasPrefix("x=") && control.text.contains("x="))
        }
        for piece in pieces.joined() where !isDoubtful && isOfUnknown(piece) {
            #expect(text.contains(piece), context("kept"))
        }

        let once = fields
        control.supplement(&fields)
        #expect(fields == once, context("twice"))
    }
}
