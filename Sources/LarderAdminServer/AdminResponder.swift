import HTTPTypes
import Hummingbird
import LarderEngine
import Logging
import NIOCore

/// Checks a request, lets the API answer it, and writes down what came of it.
struct AdminResponder: HTTPResponder {
    let api: AdminAPI
    let hosts: HostCheck
    let access: AccessControl
    let gate: RequestGate
    let limits: AdminLimits
    let asides: Asides

    func respond(to request: Request, context: AdminContext) async throws -> Response {
        do {
            return try await self.gate.through { Response(try await self.answer(request, context), to: request.method) }
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
        guard let arrival = context.arrival else {
            throw Refusal(.forbidden, "The connection is gone; connect again")
        }
        try self.hosts.verify(request.head, arrivedAt: arrival)
        let target = (request.head.path ?? "").split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let query = target.count == 2 ? target[1] : nil
        let route = try AdminRoute(path: target.first ?? "")
        guard route.methods.contains(request.method) else {
            let allowed = route.methods.map(\.rawValue).joined(separator: ", ")
            throw Refusal(
                .methodNotAllowed, "\(request.method.rawValue) does nothing here: use \(allowed)", fields: [.allow: allowed])
        }
        guard let role = route.role(for: request.method) else {
            return try route == .health ? self.api.health(query) : self.api.document(query)
        }
        let caller = try await self.access.caller(of: request.head, at: context.address, needing: role)
        return try await self.answer(request, route, query, by: caller, on: context.connection)
    }

    private func answer(
        _ request: Request, _ route: AdminRoute, _ query: Substring?, by caller: Caller, on connection: ObjectIdentifier
    ) async throws -> Answer {
        let api = self.api
        switch route {
        case .health: return try api.health(query)
        case .document: return try api.document(query)
        case .metrics: return try await self.figures(request) { try api.metrics(query) }
        case .stats: return try await self.figures(request) { try api.stats(query) }
        case .history: return try await self.figures(request) { try api.history(query) }
        case .hotKeys: return try await self.figures(request) { try .json(api.hotKeys(query)) }
        case .routes: return try await self.figures(request) { try .json(api.routes(query)) }
        case .events:
            let page = try await api.events(query, on: connection)
            return try await self.asides.figures.run { try .json(page) }
        case .keys: return try await self.asides.looks.run { try .json(api.keys(query)) }
        case .tree: return try await self.asides.looks.run { try .json(api.tree(query)) }
        case .explanation: return try await self.asides.looks.run { try .json(api.explain(query)) }
        case .key(let key): return try .json(api.key(key, query, for: caller))
        case .value(let key): return try api.value(key, query)
        case .invalidations where request.method == .post:
            let body = try await self.body(of: request)
            let source = Self.source(of: request)
            return try await self.asides.changes.run { try .json(api.invalidate(body, source: source, by: caller, query: query)) }
        case .invalidations: return try await self.asides.figures.run { try .json(api.invalidations(query)) }
        case .invalidation(let id):
            let source = Self.source(of: request)
            return try await self.asides.changes.run { try .json(api.undo(id, by: caller, source: source, query)) }
        }
    }

    /// Answers what many ask for in the same tick: at once where it was made, on a thread of its own where it has to be.
    private func figures(_ request: Request, _ make: @escaping @Sendable () throws -> Answer) async throws -> Answer {
        let target = request.head.path ?? ""
        let snapshots = self.api.snapshots
        if let answer = snapshots.answer(to: target) { return answer }
        return try await self.asides.figures.run { try snapshots.answer(to: target, make: make) }
    }

    private func body(of request: Request) async throws -> ByteBuffer {
        let type = request.headers[.contentType]?.prefix { $0 != ";" }.lowercased()
        guard type?.filter({ $0 != " " }) == "application/json" else {
            throw Refusal(.unsupportedMediaType, "Send the body with Content-Type: application/json")
        }
        do {
            return try await request.body.collect(upTo: self.limits.bodyBytes)
        } catch is NIOTooManyBytesError {
            throw Refusal(
                .contentTooLarge,
                "The body has more than \(self.limits.bodyBytes) bytes. Select by pattern or tag, or send several requests")
        }
    }

    private static func source(of request: Request) -> InvalidationCause.Source {
        guard let agent = request.headers[.userAgent], agent.hasPrefix("larder/") else { return .api }
        if agent.hasSuffix("(dashboard)") { return .dashboard }
        return agent.hasSuffix("(cli)") ? .cli : .api
    }
}
