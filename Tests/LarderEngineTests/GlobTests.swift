import EngineProperties
import Testing

@testable import LarderEngine

@Suite struct GlobTests {
    @Test(arguments: [
        ("*", "", true), ("*", "course_list:?page=2#lang=de", true), ("", "", true), ("", "a", false),
        ("course_list:*", "course_list:?page=2", true), ("course_list:*", "course_lis:", false), ("a*b*c", "axxbyyc", true),
        ("a*b*c", "abcb", false), ("*page=?", "course_list:?page=2", true), ("*page=?", "course_list:?page=22", false),
        ("single_course:[1-3]", "single_course:2", true), ("single_course:[1-3]", "single_course:4", false),
        ("[!a]", "b", true), ("[!a]", "a", false), ("[a-]", "-", true), ("[-a]", "-", true), ("[\\]]", "]", true),
        ("\\*", "*", true), ("\\*", "x", false), ("\\?page", "?page", true), ("a?c", "aéc", true), ("***a***", "bab", true),
        ("[ab][cd]", "bd", true), ("x", "xy", false), ("*a", "aaaaab", false), ("?", "", false),
    ]) func `matches as globs do`(pattern: String, text: String, expected: Bool) throws {
        #expect(try Glob(pattern).matches(text) == expected)
    }

    @Test(arguments: [
        ("a[bc", 1, GlobError.Problem.unclosedSet), ("[]", 0, .emptySet), ("[!]", 0, .emptySet), ("[z-a]", 2, .reversedRange),
        ("ab\\", 2, .nothingToEscape), ("[a\\", 2, .nothingToEscape),
    ]) func `says where a pattern is wrong`(pattern: String, position: Int, problem: GlobError.Problem) {
        #expect(throws: GlobError(position: position, problem: problem)) { try Glob(pattern) }
    }

    @Test func `refuses a pattern that would cost too much to match`() {
        #expect(throws: GlobError(position: 1024, problem: .tooLong)) { try Glob(String(repeating: "a", count: 1025)) }
    }

    @Test func `a pattern of many runs takes no exponential time`() throws {
        let glob = try Glob(String(repeating: "*a", count: 200) + "b")
        #expect(!glob.matches(String(repeating: "a", count: 2000)))
    }

    @Test(arguments: [
        ("single_course:42", true, false), ("", true, false), ("a\\*", true, false), ("a[*]", true, false), ("*", false, true),
        ("course_list:*", false, true), ("course_list:**", false, true), ("a\\**", false, true), ("a*b", false, false),
        ("*a*", false, false), ("a?", false, false), ("a?*", false, false), ("[ab]*", false, false), ("[!a]", false, false),
    ]) func `says whether it names one key, or all with one beginning`(pattern: String, isLiteral: Bool, isPrefix: Bool) throws {
        let glob = try Glob(pattern)
        #expect(glob.isLiteral == isLiteral)
        #expect(glob.isLiteralPrefix == isPrefix)
    }

    @Test func `patterns that only look alike are two`() throws {
        let composed = try Glob("\u{E9}")
        let decomposed = try Glob("e\u{301}")
        #expect(composed != decomposed)
        #expect(!composed.matches("e\u{301}"))
    }

    @Test(arguments: 0..<20) func `agrees with the plain definition on random patterns`(seed: UInt64) {
        let patternParts = ["a", "b", "é", "\u{301}", "📚", "*", "*", "?", "[ab]", "[!a]", "[a-é]", "[!é-📚]", "\\*", "[*]"]
        let textParts = ["a", "b", "é", "\u{301}", "📚", "*", "ab"]
        var generator = SeededGenerator(seed: seed)
        func random(_ parts: [String], upTo count: Int) -> String {
            (0..<Int.random(in: 0...count, using: &generator)).map { _ in parts.randomElement(using: &generator)! }.joined()
        }
        for _ in 0..<500 {
            let pattern = random(patternParts, upTo: 6)
            let text = random(textParts, upTo: 8)
            let glob = try? Glob(pattern)
            #expect(glob.map { GlobProperty.violation(of: $0, on: text) } == .some(nil), "seed \(seed): \(pattern) on \(text)")
        }
    }

    @Test(arguments: 0..<20) func `bytes that are no text are not read past`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let bytes = (0..<Int.random(in: 1..<24, using: &generator)).map { _ in
                [2, 42, 63, 0xC3, 0xA9, 0xF0, 0x9F, 0x80, 97].randomElement(using: &generator)! as UInt8
            }
            let violation = bytes.withUnsafeBytes { GlobProperty.violation(in: $0) }
            #expect(violation == nil, "seed \(seed): \(bytes)")
        }
    }
}
