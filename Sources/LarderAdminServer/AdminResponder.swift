import HTTPTypes
import Hummingbird
import LarderEngine
import Logging
import NIOCore
import NIOPosix

/// What the endpoint needs to know of a connection: where it arrived.
struct AdminContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let arrivedAt: HostCheck.LocalAddress?

    init(source: ApplicationRequestContextSource) {
        self.coreContext = .init(source: source)
        self.arrivedAt = source.channel.localAddress.flatMap { address in
            address.ipAddress.flatMap { ip in address.port.map { HostCheck.LocalAddress(ip: ip, port: $0) } }
        }
    }
}

/// Checks a request, lets the API answer it, and writes down what came of it.
struct AdminResponder: HTTPResponder {
    let api: AdminAPI
    let hosts: HostCheck

    func respond(to request: Request, context: AdminContext) async throws -> Response {
        do {
            return Response(try await self.answer(request, context), to: request.method)
        } catch let refusal as Refusal {
            return Response(try .problem(refusal), to: request.method)
        } catch {
            context.logger.error("Stats endpoint failed", metadata: ["path": "\(request.head.path ?? "")", "error": "\(error)"])
            let refusal = Refusal(.internalServerError, "The answer could not be made. The log of the process says why")
            return Response(try .problem(refusal), to: request.method)
        }
    }

    private func answer(_ request: Request, _ context: AdminContext) async throws -> Answer {
        // A connection that is closed already has no address: nobody waits for the answer, and nothing is done for it.
        guard let arrivedAt = context.arrivedAt else {
            throw Refusal(.forbidden, "The connection is gone; connect again")
        }
        try self.hosts.verify(request.head, arrivedAt: arrivedAt)
        let target = (request.head.path ?? "").split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = target.first ?? ""
        let query = target.count == 2 ? target[1] : nil
        let route = try AdminRoute(path: path)
        guard route.methods.contains(request.method) else {
            let allowed = route.methods.map(\.rawValue).joined(separator: ", ")
            throw Refusal(
                .methodNotAllowed, "\(request.method.rawValue) does nothing here: use \(allowed)", fields: [.allow: allowed])
        }
        switch route {
        case .health: return try self.api.health(query)
        case .stats: return try .json(self.api.stats(query))
        case .history: return try .json(self.api.history(query))
        case .hotKeys: return try .json(self.api.hotKeys(query))
        case .routes: return try .json(self.api.routes(query))
        case .events: return try .json(self.api.events(query))
        case .keys: return try await Self.aside { try .json(self.api.keys(query)) }
        case .tree: return try await Self.aside { try .json(self.api.tree(query)) }
        case .explanation: return try await Self.aside { try .json(self.api.explain(query)) }
        case .key(let key): return try .json(self.api.key(key, query))
        case .value(let key): return try self.api.value(key, query)
        case .invalidations where request.method == .post:
            let body = try await self.body(of: request)
            let source = Self.source(of: request)
            return try await Self.aside { try .json(self.api.invalidate(body, source: source, query: query)) }
        case .invalidations: return try .json(self.api.invalidations(query))
        case .invalidation(let id): return try await Self.aside { try .json(self.api.undo(id, query)) }
        }
    }

    /// What may look at every key takes seconds in a large cache, with rests: not on a thread that others wait for.
    private static func aside(_ answer: @escaping @Sendable () throws -> Answer) async throws -> Answer {
        try await NIOThreadPool.singleton.runIfActive(answer)
    }

    private func body(of request: Request) async throws -> ByteBuffer {
        let type = request.headers[.contentType]?.prefix { $0 != ";" }.lowercased()
        guard type?.filter({ $0 != " " }) == "application/json" else {
            throw Refusal(.unsupportedMediaType, "Send the body with Content-Type: application/json")
        }
        do {
            return try await request.body.collect(upTo: InvalidationBody.largestBody)
        } catch is NIOTooManyBytesError {
            throw Refusal(
                .contentTooLarge,
                "The body has more than \(InvalidationBody.largestBody) bytes. Select by pattern or tag, or send several requests"
            )
        }
    }

    private static func source(of request: Request) -> InvalidationCause.Source {
        guard let agent = request.headers[.userAgent], agent.hasPrefix("larder/") else { return .api }
        if agent.hasSuffix("(dashboard)") { return .dashboard }
        return agent.hasSuffix("(cli)") ? .cli : .api
    }
}
