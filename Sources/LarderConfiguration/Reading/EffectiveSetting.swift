/// Who says a setting.
public enum SettingSource: Sendable, Hashable, CustomStringConvertible {
    /// Nobody: it holds where nothing is said.
    case usual
    case file(line: Int?)
    case variable(String)
    case flag(String)

    public var description: String {
        switch self {
        case .usual: "default"
        case .file(let line): line.map { "line \($0)" } ?? "file"
        case .variable(let name): "$\(name)"
        case .flag(let name): name
        }
    }
}

/// A setting as it is in force.
public struct EffectiveSetting: Sendable, Hashable {
    /// `caches.default.memory_limit`
    public var name: String
    /// As people write it.
    public var value: String
    public var source: SettingSource
}
