public import LarderAdminServer
public import LarderEngine

/// Everything that a configuration says.
///
/// ```yaml
/// caches:
///   default: {memory_limit: 256MiB, policy: s3-fifo, default_timeout: 5m}
/// admin: {listen: 127.0.0.1:9480, tokens_file: tokens.yaml, name: catalogue-1, environment: production}
/// routes:
///   - match: /courses/
///     timeout: 15m
///     stale_while_revalidate: 1m
///     vary_on: {query: [page, search], headers: [Accept-Language]}
///     tags: [course]
/// log: {format: json}
/// state_dir: /var/lib/larder
/// ```
public struct Settings: Sendable, Hashable {
    public var cache = CacheSettings()
    public var admin = AdminSettings()
    public var routes: [RouteSettings] = []
    public var log = LogSettings()
    /// Where entries outlive a restart; nil: nowhere.
    public var stateDirectory: String?

    public init() {}
}

/// Settings, and who said each.
public struct LoadedSettings: Sendable, Hashable {
    public var settings: Settings
    public var effective: [EffectiveSetting]
}

/// The one cache there is, `caches.default`.
public struct CacheSettings: Sendable, Hashable {
    public var memoryLimit = ByteSize(bytes: 8 << 20)
    public var policy = EvictionPolicyName.s3FIFO
    /// How long responses of routes are fresh that say nothing of their own; nil: as each response says itself.
    public var defaultTimeout: TimeSpan?
    /// Keeps deployments apart that share a back end; a memory cache is shared by none.
    public var keyPrefix = ""
    public var version = 1
}

/// The stats endpoint.
public struct AdminSettings: Sendable, Hashable {
    public var listen = ListenAddress.default
    /// Names under which it is reached, beside its address and `localhost`.
    public var hosts: [String] = []
    public var tls: CertificateFiles?
    public var tokensFile: String?
    public var environment = "demo"
    public var name = "catalogue-1"
    /// For how long a soft purge can be undone.
    public var undoWindow = TimeSpan(.seconds(300))
    public var auditFile: String?
}

/// What the process tells on standard error.
public struct LogSettings: Sendable, Hashable {
    public var format = LogFormat.text
}

/// What is said of one route; nil: as the application has it.
public struct RouteSettings: Sendable, Hashable {
    /// Its path, parameters in braces: `/courses/{id}`.
    public var match: String
    /// Where the file says it.
    public var line: Int?
    public var timeout: TimeSpan?
    public var staleWhileRevalidate: TimeSpan?
    public var queryParameters: [String]?
    public var headers: [String]?
    public var tags: [String]?
    public var keyedByUser: Bool?
}
