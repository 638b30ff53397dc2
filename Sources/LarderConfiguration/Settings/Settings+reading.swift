import Configuration
import LarderAdminServer
import LarderEngine

extension Settings {
    /// Reads and validates a configuration whole.
    ///
    /// - Parameters:
    ///   - path: The file; nil: none.
    ///   - variables: The environment, which overrides the file.
    ///   - overrides: What flags say, which overrides both.
    ///   - check: What the process cannot do of it.
    /// - Throws: ``ConfigurationError`` with all that is wrong.
    public static func load(
        file path: String?, variables: [String: String], overrides: [FlagOverride] = [],
        check: (Settings) -> [ConfigurationProblem] = { _ in [] }
    ) throws -> LoadedSettings {
        try self.read(path.map { try ConfigurationFile(readingFrom: $0) } ?? .none, variables, overrides, check)
    }

    /// The same, from the text of a file.
    public static func load(
        yaml: String, path: String, variables: [String: String] = [:], overrides: [FlagOverride] = [],
        check: (Settings) -> [ConfigurationProblem] = { _ in [] }
    ) throws -> LoadedSettings {
        try self.read(try ConfigurationFile(yaml, path: path), variables, overrides, check)
    }

    private static func read(
        _ file: ConfigurationFile, _ variables: [String: String], _ overrides: [FlagOverride],
        _ check: (Settings) -> [ConfigurationProblem]
    ) throws -> LoadedSettings {
        let flags = overrides.map { ($0.path, SettingsReader.Flag(name: $0.flag, text: $0.value)) }
        var reader = SettingsReader(
            file: file, variables: variables, flags: Dictionary(flags, uniquingKeysWith: { _, last in last }))
        var settings = Settings()
        settings.cache = CacheSettings(&reader)
        settings.admin = AdminSettings(&reader)
        settings.routes = reader.members(of: ["routes"], .list).compactMap { RouteSettings(&reader, at: ["routes", $0]) }
        settings.log = LogSettings(&reader)
        settings.stateDirectory = reader.text(["state_dir"])
        reader.complainOfUnknownKeys()
        reader.add(check(settings))
        guard reader.problems.isEmpty else { throw ConfigurationError(reader.problems) }
        return LoadedSettings(settings: settings, effective: reader.effective)
    }
}

/// A setting that a flag of a command says.
public struct FlagOverride: Sendable, Hashable {
    let path: [String]
    let flag: String
    let value: String

    /// - Parameters:
    ///   - setting: Its name in a file: `caches.default.memory_limit`.
    ///   - flag: As people write it: `--memory`.
    public init(_ setting: String, flag: String, value: String) {
        self.path = setting.split(separator: ".").map(String.init)
        self.flag = flag
        self.value = value
    }
}

extension CacheSettings {
    init(_ reader: inout SettingsReader) {
        for name in reader.members(of: ["caches"], .section) where name != "default" {
            _ = reader.members(of: ["caches", name], .section)
            reader.complain(["caches", name], "'\(name)' cannot be had: a process has one cache, named default")
        }
        let usual = CacheSettings()
        _ = reader.members(of: ["caches", "default"], .section)
        func path(_ name: String) -> [String] { ["caches", "default", name] }
        _ = reader.value(path("backend"), allowed: "memory") { $0 == "memory" ? $0 : nil }
        let smallest = ByteSize(bytes: 256 << 10)
        self.memoryLimit =
            reader.value(
                path("memory_limit"), default: usual.memoryLimit, allowed: "a size of at least \(smallest), such as 256MiB"
            ) {
                ByteSize($0).flatMap { $0.bytes >= smallest.bytes ? $0 : nil }
            } ?? usual.memoryLimit
        self.policy =
            reader.value(
                path("policy"), default: usual.policy,
                allowed: EvictionPolicyName.allCases.map(\.rawValue).joined(separator: ", "),
                parse: EvictionPolicyName.init(rawValue:))
            ?? usual.policy
        self.defaultTimeout = reader.timeSpan(path("default_timeout"))
        self.keyPrefix = reader.value(path("key_prefix"), allowed: "a text") { $0 } ?? usual.keyPrefix
        self.version =
            reader.value(path("version"), allowed: "a number from 1 on") { Int($0).flatMap { $0 >= 1 ? $0 : nil } }
            ?? usual.version
    }
}

extension AdminSettings {
    init(_ reader: inout SettingsReader) {
        let usual = AdminSettings()
        _ = reader.members(of: ["admin"], .section)
        func path(_ name: String...) -> [String] { ["admin"] + name }
        self.listen =
            reader.value(
                path("listen"), default: usual.listen, allowed: "an address and a port, such as 127.0.0.1:9480, or unix:/path",
                parse: { ListenAddress($0) }) ?? usual.listen
        self.hosts = reader.list(path("hosts")) ?? []
        _ = reader.members(of: path("tls"), .section)
        let certificate = reader.text(path("tls", "certificate"))
        let key = reader.text(path("tls", "key"))
        if let certificate, let key {
            self.tls = CertificateFiles(certificate: certificate, key: key)
        } else if certificate != nil || key != nil {
            reader.complain(path("tls"), "tls takes both a certificate and a key")
        }
        self.tokensFile = reader.text(path("tokens_file"))
        self.environment = reader.text(path("environment"), default: usual.environment) ?? usual.environment
        self.name = reader.text(path("name"), default: usual.name) ?? usual.name
        self.undoWindow = reader.timeSpan(path("undo_window"), default: usual.undoWindow) ?? usual.undoWindow
        self.auditFile = reader.text(path("audit_file"))
    }
}

extension LogSettings {
    init(_ reader: inout SettingsReader) {
        _ = reader.members(of: ["log"], .section)
        let usual = LogSettings()
        self.format =
            reader.value(
                ["log", "format"], default: usual.format, allowed: LogFormat.allCases.map(\.rawValue).joined(separator: " or "),
                parse: LogFormat.init(rawValue:)) ?? usual.format
    }
}

extension RouteSettings {
    /// Nil where it does not say which route.
    init?(_ reader: inout SettingsReader, at place: [String]) {
        func path(_ name: String...) -> [String] { place + name }
        let match = reader.value(path("match"), allowed: "the path of a route, such as /courses/{id}") {
            $0.hasPrefix("/") ? $0 : nil
        }
        _ = reader.value(path("cache"), allowed: "default") { $0 == "default" ? $0 : nil }
        self.timeout = reader.timeSpan(path("timeout"))
        self.staleWhileRevalidate = reader.timeSpan(path("stale_while_revalidate"))
        _ = reader.members(of: path("vary_on"), .section)
        self.queryParameters = reader.list(path("vary_on", "query"))
        self.headers = reader.list(path("vary_on", "headers"))
        self.keyedByUser = reader.value(path("vary_on", "user"), allowed: "true or false", parse: Bool.init)
        self.tags = reader.list(path("tags"))
        guard let match else {
            if !reader.isSaid(path("match")) { reader.complain(place, "a route needs 'match', the path it is about") }
            return nil
        }
        self.match = match
        self.line = reader.line(of: place)
    }
}

extension SettingsReader {
    fileprivate mutating func text(_ path: [String], default usual: String? = nil) -> String? {
        self.value(path, default: usual, allowed: "a text that is not empty") { $0.isEmpty ? nil : $0 }
    }

    fileprivate mutating func timeSpan(_ path: [String], default usual: TimeSpan? = nil) -> TimeSpan? {
        self.value(path, default: usual, allowed: "a time such as 0s, 250ms, 30s, 15m, 2h or 7d") {
            $0 == "0s" ? TimeSpan(.zero) : TimeSpan($0)
        }
    }
}
