import Foundation
import LarderTerminal
import Testing

@testable import LarderDashboard

@Suite struct ThemeTests {
    private func load(_ yaml: String) throws -> Theme {
        let file = FileManager.default.temporaryDirectory.appending(path: "larder-\(UUID().uuidString).yaml")
        try yaml.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        return try Theme(file: file.path)
    }

    private func failure(_ yaml: String) -> String {
        do {
            _ = try self.load(yaml)
            return "no error"
        } catch {
            let text = "\(error)"
            return text.split(separator: "yaml:", maxSplits: 1).last.map(String.init) ?? text
        }
    }

    @Test func `the built-in themes are the files of the themes folder`() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../themes")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        #expect(Set(files) == Set(Theme.builtInNames.map { "\($0).yaml" }))
        #expect(Theme.builtInNames.first == "terminal")
    }

    @Test(arguments: Theme.builtInNames)
    func `a built-in theme loads under its own name`(name: String) throws {
        #expect(try Theme.named(name).name == name)
    }

    @Test func `mono uses no colour`() throws {
        let theme = try Theme.named("mono")
        for role in Role.allCases {
            let style = theme.style(role, over: .selection, at: .twoHundredFiftySix)
            #expect(style.foreground == nil && style.background == nil)
        }
    }

    @Test func `an unknown name lists those that are known`() {
        #expect(throws: ThemeError.unknownName("nope")) { try Theme.named("nope") }
        #expect("\(ThemeError.unknownName("nope"))".contains("terminal, mono, high-contrast, colour-blind, gruvbox-dark"))
    }

    @Test func `a palette, a family, a parent and fewer colours`() throws {
        let theme = try self.load(
            """
            name: dusk
            inherits: terminal
            palette: {sand: "#d79921"}
            styles:
              title: {fg: sand, bold: true, fg16: yellow}
              evict: {fg: 99}
              evict.expired: {fg: bright-blue, italic: true}
            """)
        #expect(theme.name == "dusk")
        let title = theme.style(.title, over: nil, at: .twoHundredFiftySix)
        #expect(title.foreground == .rgb(red: 0xD7, green: 0x99, blue: 0x21))
        #expect(title.attributes == [.bold])
        #expect(theme.style(.title, over: nil, at: .sixteen).foreground == .indexed(3))
        #expect(theme.style(.evictedCapacity, over: nil, at: .twoHundredFiftySix).foreground == .indexed(99))
        #expect(theme.style(.evictedExpired, over: nil, at: .twoHundredFiftySix).foreground == .indexed(12))
        #expect(theme.style(.hit, over: nil, at: .twoHundredFiftySix).foreground == .indexed(2))
    }

    @Test(arguments: [
        ("styles:\n  titel: {fg: red}\n", "2: unknown style 'titel'; did you mean title?"),
        ("styles:\n  title: {fg: rde}\n", "2: 'rde' is no colour; use #rrggbb"),
        ("styles:\n  title:\n    fg: red\n    blink: true\n", "4: unknown field 'blink'"),
        ("colours: {}\n", "1: unknown field 'colours'; a theme has name, inherits, palette, styles"),
        ("styles:\n  title: {bold: often}\n", "2: bold is true or false"),
        ("inherits: midnight\n", "1: cannot inherit 'midnight'; possible: terminal"),
        ("styles: [1, 2]\n", "1: styles is a mapping"),
        ("just text\n", "1: a theme is a mapping"),
        ("styles:\n  title: {fg: red\n  x: {\n", "not YAML"),
        ("palette: {a: \"#12345\"}\n", "1: '#12345' is no colour"),
        ("", "1: a theme is a mapping"),
    ])
    func `a mistake is named with its line and what would be right`(yaml: String, message: String) {
        #expect(self.failure(yaml).contains(message), "\(self.failure(yaml))")
    }

    @Test func `a file that is not there says so`() {
        #expect(throws: ThemeError.self) { try Theme(file: "/nowhere/x.yaml") }
        do {
            _ = try Theme(file: "/nowhere/x.yaml")
        } catch {
            #expect("\(error)".hasPrefix("/nowhere/x.yaml: no such theme file"))
        }
    }

    @Test func `T goes through all of them and back`() throws {
        var state = try Fixture.live()
        var seen: [String] = []
        for _ in Theme.builtInNames {
            _ = state.push(.character("T"))
            seen.append(state.theme.name)
        }
        #expect(seen == Array(Theme.builtInNames.dropFirst()) + ["terminal"])
    }

    @Test(arguments: Theme.builtInNames)
    func `a built-in theme stands its own check`(name: String) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../themes")
        #expect(try ThemeCheck.findings(file: folder.appending(path: "\(name).yaml").path) == [])
    }

    @Test func `a check names every mistake with its line`() throws {
        let yaml = """
            name: dim
            colours: {}
            styles:
              bg: {bg: "#202020"}
              titel: {fg: red}
              title: {fg: rde, bold: often}
              hit: {fg: "#303030"}
              evict: {fg: "#404040"}
              ok: {fg: "#e0e0e0"}
            """
        let found = try ThemeCheck.findings(yaml: yaml, file: "dim.yaml").map { "\($0)" }
        #expect(found.count == 10, "\(found.joined(separator: "\n"))")
        for start in [
            "dim.yaml:2: unknown field 'colours'", "dim.yaml:5: unknown style 'titel'", "dim.yaml:6: 'rde' is no colour",
            "dim.yaml:6: bold is true or false", "dim.yaml:7: hit has a contrast of 1.23 on its background; at least 3.0",
            "dim.yaml:8: evict.capacity has a contrast of 1.5",
        ] {
            #expect(found.contains { $0.hasPrefix(start) }, "\(start)\n\(found.joined(separator: "\n"))")
        }
    }

    @Test(arguments: [
        ("#ffffff", "on a white terminal"), ("#303030", "on a black terminal"), ("#8a8a8a", nil), ("bright-white", nil),
    ])
    func `without a background a colour has to be seen on black and on white`(colour: String, place: String?) throws {
        let found = try ThemeCheck.findings(yaml: "styles:\n  hit: {fg: \"\(colour)\"}\n", file: "x.yaml")
        #expect(found.count == (place == nil ? 0 : 1), "\(found)")
        if let place { #expect("\(found)".contains(place), "\(found)") }
    }

    @Test func `a saved theme file is noticed once, and a broken one keeps what there was`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "larder-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try "styles: {hit: {fg: red}}\n".write(to: file, atomically: true, encoding: .utf8)
        var watch = ThemeWatch(file: file.path)
        #expect(watch.saved() == nil)
        try "styles: {hit: {fg: blue}}\n".write(to: file, atomically: true, encoding: .utf8)
        let theme = try #require(try watch.saved()?.get())
        #expect(theme.style(.hit, over: nil, at: .sixteen).foreground == .indexed(4))
        #expect(watch.saved() == nil)
        try "styles: {hit: {fg: bleu}}\n".write(to: file, atomically: true, encoding: .utf8)
        guard case .failure(let error)? = watch.saved() else {
            Issue.record("the mistake was not noticed")
            return
        }
        #expect("\(error)".contains(":1: 'bleu' is no colour"))
        try FileManager.default.removeItem(at: file)
        #expect(watch.saved() == nil)
    }
}
