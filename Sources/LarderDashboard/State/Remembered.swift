import Foundation

/// What the dashboard keeps from one start to the next. What a file lacks or has wrong is as if it had never been kept.
struct Remembered: Codable, Sendable, Equatable {
    var theme: String?
    var window: String?
    var sort: String?
    var isReversed: Bool?
    var columns: [String]?
}

/// Where `Remembered` lies: `larder/dashboard.json` below `$XDG_STATE_HOME`.
struct RememberedFile: Sendable {
    private static let limit = 65_536
    let path: String

    init(path: String) {
        self.path = path
    }

    /// Nil without a home: then nothing is kept.
    init?(environment: [String: String]) {
        guard let folder = XDGFolder.state.path(environment) else { return nil }
        self.path = folder + "/larder/dashboard.json"
    }

    /// What was kept, and a word where there is a file that cannot be used.
    func load() -> (remembered: Remembered, complaint: String?) {
        guard let data = FileManager.default.contents(atPath: self.path) else { return (Remembered(), nil) }
        guard data.count <= Self.limit, let remembered = try? JSONDecoder().decode(Remembered.self, from: data) else {
            return (Remembered(), "\(self.path) is broken and was ignored")
        }
        return (remembered, nil)
    }

    /// Whoever reads meanwhile sees the old file or the new one.
    func save(_ remembered: Remembered) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        let folder = URL(fileURLWithPath: self.path).deletingLastPathComponent()
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try encoder.encode(remembered).write(to: URL(fileURLWithPath: self.path), options: .atomic)
    }
}

/// Base directories (XDG Base Directory Specification 0.8).
enum XDGFolder {
    case configuration, state

    /// A variable that is no absolute path counts as unset.
    func path(_ environment: [String: String]) -> String? {
        let (variable, fallback) =
            switch self {
            case .configuration: ("XDG_CONFIG_HOME", ".config")
            case .state: ("XDG_STATE_HOME", ".local/state")
            }
        if let given = environment[variable], given.hasPrefix("/") {
            return given
        }
        return environment["HOME"].flatMap { $0.hasPrefix("/") ? "\($0)/\(fallback)" : nil }
    }
}
