import LarderAdmin
import LarderTerminal

extension State {
    /// `y`
    mutating func copy() -> [Effect] {
        guard let text = self.currentText, !text.isEmpty else {
            self.report("nothing to copy: no key is under the cursor", .warning)
            return []
        }
        return [.copy(text)]
    }

    /// The key under the cursor, or what else names the row.
    private var currentText: String? {
        if let key = self.currentKey {
            return key
        }
        return switch self.list {
        case .tree: self.currentChild?.prefix
        case .events: self.currentEvent?.key
        case .routes: self.routes.current(in: self.routeRows)?.route
        case .backends: self.backends.current(in: self.backendRows)?.name
        case .audit: self.currentPastInvalidation?.select.label
        case .hotKeys, .entries, nil: nil
        }
    }

    mutating func copied(_ text: String, _ outcome: Terminal.CopyOutcome) {
        switch outcome {
        case .sent: self.report("✓ copied \(text), if the terminal allows it (OSC 52)", .ok)
        case .tooLong(let limit):
            self.report("not copied: \(text.utf8.count) bytes, and terminals take \(limit)", .warning)
        case .unsupported: self.report("not copied: this terminal has no clipboard", .warning)
        }
    }
}
