internal import Foundation
internal import GRDB

/// Case-insensitive substrings beyond ASCII, which SQLite's own `LIKE` does not fold.
enum CaseFolding {
    static let name = "folded_contains"

    /// `folded_contains(text, folded)`: whether `text`, folded, contains `folded`.
    static var function: DatabaseFunction {
        DatabaseFunction(name, argumentCount: 2, pure: true) { arguments in
            guard let text = String.fromDatabaseValue(arguments[0]), let part = String.fromDatabaseValue(arguments[1])
            else { return nil }
            return fold(text).contains(part)
        }
    }

    static func fold(_ text: String) -> String { text.lowercased() }
}
