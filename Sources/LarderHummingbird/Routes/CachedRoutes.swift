import HTTPTypes
import Hummingbird
import LarderEngine
import LarderHTTP
import NIOConcurrencyHelpers

/// Puts a cache before the handlers that are registered through it.
///
/// Not a middleware: those get `next` for the length of one call only, but a refresh outlives the answer that set it off, and a
/// load the client who began it. A responder may be kept.
struct CachedRoutes<Context: RequestContext>: RouterMethods {
    let parent: any RouterMethods<Context>
    let setting: CacheSetting<Context>
    let policy: (RouterPath) -> RoutePolicy?
    private let paths = GroupPaths()

    init(
        parent: any RouterMethods<Context>, setting: CacheSetting<Context>, policy: @escaping (RouterPath) -> RoutePolicy?
    ) {
        self.parent = parent
        self.setting = setting
        self.policy = policy
    }

    @discardableResult
    func on<Responder: HTTPResponder>(_ path: RouterPath, method: HTTPRequest.Method, responder: Responder) -> Self
    where Responder.Context == Context {
        guard let policy = self.policy(path), method == .get || policy.declared.methods.contains(method) else {
            if Invalidation.isSafe(method) {
                self.parent.on(path, method: method, responder: responder)
            } else {
                self.parent.on(
                    path, method: method,
                    responder: UnsafeResponder(
                        handler: responder, cache: self.setting.cache, path: path.description, group: self.paths))
            }
            return self
        }
        let problems = path.problems(for: policy)
        precondition(problems.isEmpty, problems.joined(separator: " "))
        precondition(
            policy.declared.varyOn.user == .shared || self.setting.user != nil,
            "The route \(policy.declared.route) of \(path) is cached per user; say with 'user:' who asks.")
        var setting = self.setting
        if policy.declared.varyOn.user == .shared { setting.user = nil }
        let cached = CachedResponder(
            handler: responder, setting: setting, policy: policy, path: path.description, group: self.paths)
        // Behind a group's prefix the whole path is known to the request only.
        if self.parent is Router<Context> {
            precondition(
                cached.register(path.description),
                "The route \(policy.declared.route) is the name of another path than \(path), whose keys would be the same.")
        } else {
            self.paths.add(path.description) { _ = cached.register($0) }
            if case .stated(let policy) = policy {
                // In the figures from the start.
                _ = self.setting.cache.engine.recorder(forRoute: policy.route)
            }
        }
        self.parent.on(path, method: method, responder: cached)
        if method == .get { self.parent.on(path, method: .head, responder: cached) }
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
    /// What is wrong with a policy, and where requests to two resources would have one key.
    func problems(for policy: RoutePolicy) -> [String] {
        guard let template = PathTemplate(self.description) else {
            return ["The cached path \(self) has a nameless part; give it a name, as in {name}."]
        }
        let whole = policy.policy(at: template)
        return whole.problems
            + template.names.filter { !whole.pathParameters.contains($0) }.map {
                "The route \(whole.route) does not name \($0) of its path \(self); add it to pathParameters."
            }
    }
}
