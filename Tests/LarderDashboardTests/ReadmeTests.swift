import Foundation
import Testing

@testable import LarderDashboard

@Suite struct ReadmeTests {
    private static let readme = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("README.md")

    /// One row for each binding, dialogs apart: those name their keys on the screen.
    private static var table: String {
        let rows = Binding.Group.allCases.filter { $0 != .dialog }.flatMap { group in
            KeyMap.standard.bindings.filter { $0.group == group }.map { "| `\($0.keyNames)` | \($0.help) |" }
        }
        return (["| key | does |", "|---|---|"] + rows).joined(separator: "\n") + "\n"
    }

    @Test func `the README lists the keys as the key table has them`() throws {
        let readme = try String(contentsOf: Self.readme, encoding: .utf8)
        let begin = try #require(readme.range(of: "| key | does |\n"))
        let end = try #require(readme.range(of: "\n\n", range: begin.upperBound..<readme.endIndex))
        if ProcessInfo.processInfo.environment["LARDER_UPDATE_GOLDEN"] == "1" {
            let updated = readme.replacingCharacters(in: begin.lowerBound..<end.lowerBound, with: Self.table.dropLast())
            try Data(updated.utf8).write(to: Self.readme)
        } else {
            #expect(readme[begin.lowerBound..<end.lowerBound] == Self.table.dropLast())
        }
    }
}
