import Foundation
import LarderTerminal
import Testing

@testable import LarderDashboard

/// Screens as drawn, in files that a reviewer can read; `LARDER_UPDATE_GOLDEN=1` writes them anew.
enum Golden {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Golden")
    private static let isUpdating = ProcessInfo.processInfo.environment["LARDER_UPDATE_GOLDEN"] == "1"

    static func expect(_ frame: Frame, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try Self.expect(frame.lines, in: "\(name).txt", sourceLocation)
    }

    /// The roles instead of the glyphs, a letter each; `#` marks a selected cell.
    static func expectStyles(_ frame: Frame, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
        var used: Set<Role> = []
        var lines = (0..<frame.size.rows).map { y in
            String(
                (0..<frame.size.columns).map { x -> Character in
                    let cell = frame[x, y]
                    if cell.backdrop == .selection { return "#" }
                    guard cell.role != .text, cell.glyph != " " else { return " " }
                    used.insert(cell.role)
                    return letters[Role.allCases.firstIndex(of: cell.role) ?? 0]
                }
            ).trimmingTrailingBlanks
        }
        lines.append("")
        for (index, role) in Role.allCases.enumerated() where used.contains(role) {
            lines.append("\(letters[index]) \(role.rawValue)")
        }
        try Self.expect(lines, in: "\(name).styles.txt", sourceLocation)
    }

    private static func expect(_ lines: [String], in name: String, _ sourceLocation: SourceLocation) throws {
        let file = Self.folder.appending(path: name)
        let text = lines.joined(separator: "\n") + "\n"
        if Self.isUpdating {
            try text.write(to: file, atomically: true, encoding: .utf8)
            return
        }
        let wanted = try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
        let drawn = text.split(separator: "\n", omittingEmptySubsequences: false)
        let differences = zip(wanted, drawn).enumerated().filter { $0.element.0 != $0.element.1 }
            .map { "\(name):\($0.offset + 1)\n  wanted \($0.element.0)\n  drawn  \($0.element.1)" }
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))", sourceLocation: sourceLocation)
        #expect(wanted.count == drawn.count, "\(name)", sourceLocation: sourceLocation)
    }
}

extension String {
    fileprivate var trimmingTrailingBlanks: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
