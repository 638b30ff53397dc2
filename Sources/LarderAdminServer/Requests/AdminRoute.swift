import HTTPTypes

/// What a path of the stats endpoint names.
///
/// Paths are matched as they were sent and each `{key}` or `{id}` is decoded exactly once, after the split at `/`:
/// `%2F`, `%3F` and `%23` belong to the key.
enum AdminRoute: Equatable {
    case health, metrics, document
    case stats, history, hotKeys, routes, events
    case keys, tree, explanation
    case key(String)
    case value(key: String)
    case invalidations
    case invalidation(id: String)

    init(path: Substring) throws(Refusal) {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        switch Array(segments) {
        case ["healthz"]: self = .health
        case ["metrics"]: self = .metrics
        case ["openapi.json"]: self = .document
        case ["v1", "stats"]: self = .stats
        case ["v1", "history"]: self = .history
        case ["v1", "hot-keys"]: self = .hotKeys
        case ["v1", "routes"]: self = .routes
        case ["v1", "events"]: self = .events
        case ["v1", "keys"]: self = .keys
        case ["v1", "tree"]: self = .tree
        case ["v1", "explain"]: self = .explanation
        case ["v1", "invalidations"]: self = .invalidations
        case let segments where segments.count == 3 && segments.starts(with: ["v1", "keys"]):
            self = .key(try Self.decode(segments[2]))
        case let segments where segments.count == 4 && segments.starts(with: ["v1", "keys"]) && segments[3] == "value":
            self = .value(key: try Self.decode(segments[2]))
        case let segments where segments.count == 3 && segments.starts(with: ["v1", "invalidations"]):
            self = .invalidation(id: try Self.decode(segments[2]))
        case let segments where segments.count > 3 && segments.starts(with: ["v1", "keys"]):
            throw Refusal(.notFound, "A \"/\" in a key is written %2F: /v1/keys/GET:host%2Fpath")
        default:
            throw Refusal(
                .notFound,
                "There is nothing at \(Refusal.quote(path)). There are /v1/stats, /v1/keys, /v1/keys/{key}, /v1/tree, "
                    + "/v1/hot-keys, /v1/routes, /v1/events, /v1/history, /v1/explain, /v1/invalidations, /metrics, /healthz and /openapi.json"
            )
        }
    }

    /// GET implies HEAD.
    var methods: [HTTPRequest.Method] {
        switch self {
        case .invalidations: [.get, .head, .post]
        case .invalidation: [.delete]
        default: [.get, .head]
        }
    }

    /// What a caller has to be for a method; nil where everybody may.
    func role(for method: HTTPRequest.Method) -> Role? {
        switch self {
        case .health, .document: nil
        case .value: .inspect
        case .invalidation: .purge
        case .invalidations: method == .post ? .purge : .read
        default: .read
        }
    }

    private static func decode(_ segment: Substring) throws(Refusal) -> String {
        guard let text = PercentEncoding.decode(segment) else {
            throw Refusal(
                .badRequest,
                "\(Refusal.quote(segment)) in the path is not percent-encoded UTF-8: write \"%\" itself as %25")
        }
        guard !text.isEmpty else {
            throw Refusal(.notFound, "The path ends where a key or an id is expected")
        }
        return text
    }
}
