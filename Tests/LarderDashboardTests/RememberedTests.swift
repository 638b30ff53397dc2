import Foundation
import Testing

@testable import LarderDashboard

@Suite struct RememberedTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "larder-\(UUID().uuidString)")

    @Test func `what was kept comes back`() throws {
        defer { try? FileManager.default.removeItem(at: self.folder) }
        let file = try #require(RememberedFile(environment: ["XDG_STATE_HOME": self.folder.path]))
        #expect(file.load().remembered == Remembered() && file.load().complaint == nil)
        let kept = Remembered(theme: "nord", window: "1h", sort: "size", isReversed: true, columns: ["key", "hits"])
        try file.save(kept)
        try file.save(kept)
        #expect(file.load().remembered == kept)
        #expect(try FileManager.default.contentsOfDirectory(atPath: self.folder.path + "/larder") == ["dashboard.json"])
    }

    @Test(arguments: ["", "{", "[]", "{\"theme\": 7}", String(repeating: " ", count: 100_000)])
    func `a broken file is ignored with a word`(text: String) throws {
        defer { try? FileManager.default.removeItem(at: self.folder) }
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        let file = RememberedFile(path: self.folder.appending(path: "x.json").path)
        try text.write(toFile: file.path, atomically: true, encoding: .utf8)
        #expect(file.load().remembered == Remembered())
        #expect(file.load().complaint?.contains("x.json") == true)
    }

    @Test func `folders follow the XDG rules`() {
        #expect(XDGFolder.state.path(["HOME": "/home/a"]) == "/home/a/.local/state")
        #expect(XDGFolder.configuration.path(["HOME": "/home/a", "XDG_CONFIG_HOME": "relative"]) == "/home/a/.config")
        #expect(XDGFolder.configuration.path(["XDG_CONFIG_HOME": "/c"]) == "/c")
        #expect(XDGFolder.state.path([:]) == nil)
    }
}
