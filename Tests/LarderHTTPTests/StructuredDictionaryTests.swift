import Testing

@testable import LarderHTTP

struct DictionaryCase: CustomTestStringConvertible {
    let section: String
    let lines: [String]
    /// Nil: malformed.
    let members: [String: StructuredDictionary.Value]?
    var testDescription: String { "9651 \(self.section): \(self.lines.joined(separator: " | "))" }

    init(_ section: String, _ lines: String..., is members: [String: StructuredDictionary.Value]?) {
        self.section = section
        self.lines = lines
        self.members = members
    }
}

@Suite struct StructuredDictionaryTests {
    @Test(arguments: [
        DictionaryCase("§4.2.2 empty", "", is: [:]), DictionaryCase("§4.2.2 spaces", "   ", is: [:]),
        DictionaryCase("§4.2.2 integer", "max-age=60", is: ["max-age": .integer(60)]),
        DictionaryCase("§3.3.1 negative", "a=-5", is: ["a": .integer(-5)]),
        DictionaryCase("§3.3.1 15 digits", "a=999999999999999", is: ["a": .integer(999_999_999_999_999)]),
        DictionaryCase("§3.3.1 16 digits", "a=9999999999999999", is: nil), DictionaryCase("§3.3.1 only a sign", "a=-", is: nil),
        DictionaryCase("§3.3.2 decimal", "a=1.5", is: ["a": .other]), DictionaryCase("§3.3.2 no fraction", "a=1.", is: nil),
        DictionaryCase("§3.3.2 long fraction", "a=1.2345", is: nil),
        DictionaryCase("§3.2 no value", "no-store, private", is: ["no-store": .boolean(true), "private": .boolean(true)]),
        DictionaryCase("§3.3.6 boolean", "a=?0, b=?1", is: ["a": .boolean(false), "b": .boolean(true)]),
        DictionaryCase("§3.3.6 malformed boolean", "a=?2", is: nil),
        DictionaryCase("§3.3.3 string", "a=\"x, y\"", is: ["a": .string("x, y")]),
        DictionaryCase("§3.3.3 escapes", "a=\"\\\"\\\\\"", is: ["a": .string("\"\\")]),
        DictionaryCase("§3.3.3 other escape", "a=\"\\x\"", is: nil), DictionaryCase("§3.3.3 unterminated", "a=\"x", is: nil),
        DictionaryCase("§3.3.3 not ASCII", "a=\"é\"", is: nil), DictionaryCase("§3.3.4 token", "a=*Foo/b:c", is: ["a": .other]),
        DictionaryCase("§3.3.5 bytes", "a=:aGk=:", is: ["a": .other]),
        DictionaryCase("§3.3.5 unterminated bytes", "a=:aGk", is: nil),
        DictionaryCase("§3.3.7 date", "a=@1659578233", is: ["a": .other]), DictionaryCase("§3.3.7 no date", "a=@1.5", is: nil),
        DictionaryCase("§3.3.8 display string", "a=%\"f%c3%bc\"", is: ["a": .other]),
        DictionaryCase("§3.3.8 malformed", "a=%\"%C3\"", is: nil),
        DictionaryCase("§3.1.1 inner list", "a=(1 \"b\" c), d", is: ["a": .other, "d": .boolean(true)]),
        DictionaryCase("§3.1.1 empty inner list", "a=()", is: ["a": .other]), DictionaryCase("§3.1.1 open", "a=(1 2", is: nil),
        DictionaryCase("§3.1.1 no space", "a=(1\"b\")", is: nil),
        DictionaryCase("§3.1.2 parameters", "max-age=60;x;y=1;z=\"q\"", is: ["max-age": .integer(60)]),
        DictionaryCase("§3.1.2 parameters of a flag", "a;x=1, b", is: ["a": .boolean(true), "b": .boolean(true)]),
        DictionaryCase("§3.1.2 parameter without name", "a;=1", is: nil),
        DictionaryCase("§4.2.2 duplicate", "a=1, b=2, a=3", is: ["a": .integer(3), "b": .integer(2)]),
        DictionaryCase("§4.2 lines", "a=1", "b=2", is: ["a": .integer(1), "b": .integer(2)]),
        DictionaryCase("§4.2.2 upper case", "Max-Age=60", is: nil), DictionaryCase("§4.2.2 trailing comma", "a=1,", is: nil),
        DictionaryCase("§4.2.2 empty member", "a=1,,b", is: nil), DictionaryCase("§4.2.2 leading comma", ",a", is: nil),
        DictionaryCase("§4.2.2 space before =", "max-age =60", is: nil),
        DictionaryCase("§4.2.2 space after =", "max-age= 60", is: nil), DictionaryCase("§4.2.2 junk", "a=1, &&&", is: nil),
        DictionaryCase("§4.2.2 no comma", "a b", is: nil), DictionaryCase("§4.2.2 nothing after =", "a=", is: nil),
        DictionaryCase("§4.2.2 tabs round commas", "a\t,\tb", is: ["a": .boolean(true), "b": .boolean(true)]),
        DictionaryCase("§4.2 leading tab", "\ta", is: nil),
        DictionaryCase("§4.2 trailing spaces", "a=1  ", is: ["a": .integer(1)]),
        DictionaryCase("§3.2 key with a star", "*a.b_c-d=1", is: ["*a.b_c-d": .integer(1)]),
        DictionaryCase("§3.2 key with a digit first", "1a=1", is: nil),
    ])
    func `a dictionary is read strictly`(_ row: DictionaryCase) {
        let dictionary = StructuredDictionary(row.lines)
        #expect(dictionary.map { Dictionary(uniqueKeysWithValues: $0.members.map { ($0.key, $0.value) }) } == row.members)
    }

    @Test func `a dictionary of more members than are read is none`() {
        let members = (0..<StructuredDictionary.memberLimit).map { "a\($0)" }
        #expect(StructuredDictionary(members)?.members.count == StructuredDictionary.memberLimit)
        #expect(StructuredDictionary(members + ["b"]) == nil)
    }
}
