import Testing

@testable import CourseCatalogue

struct SearchTermsTests {
    /// Outputs of DRF's `search_smart_split`, empty terms left out.
    @Test(arguments: [
        ("one two", ["one", "two"]),
        ("one,two", ["one", "two"]),
        ("  one \t two\u{A0}three ", ["one", "two", "three"]),
        ("\"one two\" three", ["one two", "three"]),
        ("'one two', three", ["one two", "three"]),
        ("\"one \\\" two\"", ["one \" two"]),
        ("\"a \\\\ b\"", ["a \\ b"]),
        ("\"open quote", ["\"open", "quote"]),
        ("it's fine", ["it's", "fine"]),
        ("pre\"one two\"post", ["pre\"one two\"post"]),
        ("\"a,b\"", ["a,b"]),
        ("x\"a,b\"", ["x\"a", "b\""]),
        ("\"\"", []),
        (",,,", []),
        ("", []),
    ])
    func `terms split as the peer splits them`(_ text: String, _ terms: [String]) throws {
        #expect(try SearchTerms(text).terms == terms)
    }

    @Test(arguments: [
        ("5", 5), (" 5\n", 5), ("+5", 5), ("-5", -5), ("1_000", 1_000), ("007", 7), ("99999999999999999999", Int.max),
    ])
    func `an integer may be written as Python reads it`(_ text: String, _ value: Int) {
        #expect(lenientInteger(text) == value)
    }

    @Test(arguments: ["", " ", "1.0", "one", "1__0", "_1", "1_", "+", "--1", "0x1", "1 2"])
    func `what Python refuses is no integer`(_ text: String) {
        #expect(lenientInteger(text) == nil)
    }
}
