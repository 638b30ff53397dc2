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

    @Test func `agrees with a plain recursive matcher on random patterns`() throws {
        func plain(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
            guard let first = pattern.first else { return text.isEmpty }
            if first == "*" {
                return (text.startIndex...text.endIndex).contains { plain(pattern.dropFirst(), text[$0...]) }
            }
            guard let character = text.first, first == "?" || first == character else { return false }
            return plain(pattern.dropFirst(), text.dropFirst())
        }
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<5000 {
            let pattern = String(
                (0..<Int.random(in: 0...7, using: &generator)).map { _ in "ab*?".randomElement(using: &generator)! })
            let text = String((0..<Int.random(in: 0...8, using: &generator)).map { _ in "ab".randomElement(using: &generator)! })
            #expect(try Glob(pattern).matches(text) == plain(ArraySlice(pattern), ArraySlice(text)), "\(pattern) on \(text)")
        }
    }
}
