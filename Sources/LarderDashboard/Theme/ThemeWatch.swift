import Foundation

/// Notices that a theme file was saved; asked once in a while, it costs one look at the file.
struct ThemeWatch: Sendable {
    let file: String
    private var seen: Version?

    private struct Version: Equatable {
        var modified: Date?
        var size: Int?
        /// Editors write a new file and rename it.
        var number: Int?
    }

    init(file: String) {
        self.file = file
        self.seen = Self.version(of: file)
    }

    /// The theme that was saved since the last time, or why it is none; nil where nothing was saved.
    mutating func saved() -> Result<Theme, ThemeError>? {
        // While it is being replaced there may be no file for a moment.
        guard let version = Self.version(of: self.file), version != self.seen else { return nil }
        self.seen = version
        do {
            return .success(try Theme(file: self.file))
        } catch {
            return .failure(error)
        }
    }

    private static func version(of file: String) -> Version? {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: file) else { return nil }
        return Version(
            modified: attributes[.modificationDate] as? Date, size: attributes[.size] as? Int,
            number: attributes[.systemFileNumber] as? Int)
    }
}
