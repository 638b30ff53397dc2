import Foundation
import LarderAdmin
import LarderTerminal
import Testing

@testable import LarderDashboard

@Suite struct CopyAndExportTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "larder-\(UUID().uuidString)")

    @Test func `y copies the key under the cursor`() throws {
        var state = try Fixture.live()
        _ = state.push(.down)
        #expect(state.push(.character("y")) == [.copy("single_course:42")])
    }

    @Test func `y says that there is nothing to copy`() throws {
        var state = try Fixture.live()
        state.focus = .memory
        #expect(state.push(.character("y")) == [])
        #expect(state.outcome?.text.contains("nothing to copy") == true)
    }

    @Test(arguments: [
        (Terminal.CopyOutcome.sent, "copied k"), (.tooLong(limit: 7), "terminals take 7"), (.unsupported, "no clipboard"),
    ])
    func `what became of the copy is said`(outcome: Terminal.CopyOutcome, text: String) throws {
        var state = try Fixture.live()
        _ = state.update(.copied("k", outcome), at: state.now)
        #expect(state.outcome?.text.contains(text) == true)
    }

    private func exported(_ state: inout State) throws -> Export {
        let effects = state.push(.character("E"))
        guard case .export(let export) = try #require(effects.first) else { throw CancellationError() }
        return export
    }

    @Test func `E writes the rows of the list, filtered and in order`() throws {
        var state = try Fixture.live()
        state.setFilter("single_course:1")
        let export = try self.exported(&state)
        #expect(export.name.hasPrefix("larder-hot-keys-20260301-0943"))
        let lines = export.lines.split(separator: UInt8(ascii: "\n"))
        let keys = try lines.map { try WireFormat.decode(StatsSnapshot.HotKey.self, from: Data($0)).key }
        #expect(keys == state.hotRows.map(\.key))
        #expect(export.rows == keys.count && keys.count == 24)
        #expect(export.lines.last == UInt8(ascii: "\n"))
    }

    @Test(arguments: ViewName.allCases)
    func `every view exports what it lists or says that it lists nothing`(view: ViewName) throws {
        var state = try Fixture.live()
        state.show(view)
        if state.push(.character("E")).isEmpty {
            #expect(state.outcome?.text.contains("nothing to write") == true)
        }
    }

    @Test func `a file is the owner's alone and never takes another's place`() throws {
        defer { try? FileManager.default.removeItem(at: self.folder) }
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        let export = Export(name: "larder-x", rows: 1, lines: Data("{}\n".utf8))
        let first = try ExportFile.write(export, in: self.folder.path)
        let second = try ExportFile.write(Export(name: "larder-x", rows: 1, lines: Data("[]\n".utf8)), in: self.folder.path)
        #expect([first, second].map { URL(fileURLWithPath: $0).lastPathComponent } == ["larder-x.jsonl", "larder-x-2.jsonl"])
        #expect(FileManager.default.contents(atPath: first) == Data("{}\n".utf8))
        let mode = try FileManager.default.attributesOfItem(atPath: first)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        try FileManager.default.createSymbolicLink(
            atPath: self.folder.path + "/larder-y.jsonl", withDestinationPath: self.folder.path + "/elsewhere")
        #expect(
            try ExportFile.write(Export(name: "larder-y", rows: 0, lines: Data()), in: self.folder.path).hasSuffix("y-2.jsonl"))
    }

    @Test func `a folder that takes no file is told`() throws {
        #expect(throws: ExportError(description: "/nowhere/a.jsonl: no such file or directory")) {
            try ExportFile.write(Export(name: "a", rows: 0, lines: Data()), in: "/nowhere")
        }
        var state = try Fixture.live()
        let export = Export(name: "a", rows: 2, lines: Data())
        _ = state.update(.exported(export, .failure(ExportError(description: "full"))), at: state.now)
        #expect(state.outcome?.text == "✗ not written: full")
        _ = state.update(.exported(export, .success("/tmp/a.jsonl")), at: state.now)
        #expect(state.outcome?.text == "✓ 2 rows written to /tmp/a.jsonl")
    }
}
