import Foundation
import Testing

@Suite struct `The README's Swift` {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    /// Without indentation and empty lines.
    private static func lines(_ text: some StringProtocol) -> [String] {
        text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    private static func blocks() throws -> [[String]] {
        let readme = Self.folder.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("README.md")
        let text = try String(contentsOf: readme, encoding: .utf8)
        return text.components(separatedBy: "\n```swift\n").dropFirst().map {
            Self.lines($0.components(separatedBy: "\n```\n")[0])
        }
    }

    @Test func `is compiled as it stands`() throws {
        let compiled = Self.lines(
            try String(contentsOf: Self.folder.appendingPathComponent("ReadmeExamples.swift"), encoding: .utf8))
        let blocks = try Self.blocks()
        #expect(blocks.count >= 3)
        for block in blocks {
            let imports = block.filter { $0.hasPrefix("import ") }
            #expect(Set(imports).isSubset(of: compiled))
            let code = block.filter { !$0.hasPrefix("import ") }
            #expect(compiled.indices.contains { compiled[$0...].starts(with: code) }, "\(code.joined(separator: "\n"))")
        }
    }
}
