import HTTPTypes
import Hummingbird
import LarderEngine
import LarderHTTP
import NIOConcurrencyHelpers

/// What the cached routes of a group have in common.
struct CacheSetting<Context: RequestContext>: Sendable {
    let cache: ResponseCache
    let user: (@Sendable (Request, Context) async throws -> UserIdentity?)?
}

/// Puts a cache before the handlers that are registered through it.
///
/// Not a middleware: those get `next` for the length of one call only, but a refresh outlives the answer that set it off, and a
/// load the client who began it. A responder may be kept.
struct CachedRoutes<Context: RequestContext>: RouterMethods {
    let parent: any RouterMethods<Context>
    let setting: CacheSetting<Context>
    let policy: (RouterPath) -> CachePolicy?

    @discardableResult
    func on<Responder: HTTPResponder>(_ path: RouterPath, method: HTTPRequest.Method, responder: Responder) -> Self
    where Responder.Context == Context {
        guard method == .get, let policy = self.policy(path) else {
            if Invalidation.isSafe(method) {
                self.parent.on(path, method: method, responder: responder)
            } else {
                self.parent.on(path, method: method, responder: UnsafeResponder(handler: responder, cache: self.setting.cache))
            }
            return self
        }
        let problems = policy.problems + path.problems(for: policy)
        precondition(problems.isEmpty, problems.joined(separator: " "))
        precondition(
            policy.varyOn.user == .shared || self.setting.user != nil,
            "The route \(policy.route) is cached per user; say with 'user:' who asks.")
        let cached = CachedResponder(handler: responder, setting: self.setting, policy: policy)
        // Behind a group's prefix the whole path is known to the request only.
        if self.parent is Router<Context> { cached.register(path.description) }
        self.parent.on(path, method: .get, responder: cached)
        self.parent.on(path, method: .head, responder: cached)
        return self
    }

    /// Before the cache, as everything is that the parent was given.
    func add(middleware: any MiddlewareProtocol<Request, Response, Context>) -> Self {
        _ = self.parent.add(middleware: middleware)
        return self
    }
}

/// Holds a policy to the first path that it is used for.
struct OnlyPath {
    private let path = NIOLockedValueBox<RouterPath?>(nil)

    func admit(_ candidate: RouterPath, to policy: CachePolicy) {
        let first = self.path.withLockedValue { path in
            path = path ?? candidate
            return path
        }
        precondition(
            first == candidate,
            "The policy \(policy.route) is used for two paths, whose keys would be the same; give the second a policy of its own."
        )
    }
}

extension RouterPath {
    /// Where requests to two resources would have one key.
    func problems(for policy: CachePolicy) -> [String] {
        self.compactMap { element in
            let text = Substring(element.description)
            guard element != .path(text) else { return nil }
            guard let name = text.firstIndex(of: "{").map({ text[text.index(after: $0)...].prefix { $0 != "}" } }) else {
                return "The cached path \(self) has the nameless part \(text); give it a name and add that to pathParameters."
            }
            guard !policy.pathParameters.contains(String(name)) else { return nil }
            return "The route \(policy.route) does not name \(name) of its path \(self); add it to pathParameters."
        }
    }
}
