import HTTPTypes
import Hummingbird

/// The handlers of one resource, put on whatever router or group is to serve them.
struct ResourceRoutes<Row: ShownRow, Context: RequestContext>: Sendable {
    let resource: CatalogueResource<Row>

    private var collection: RouterPath { RouterPath(resource.path) }
    private var element: RouterPath { RouterPath(resource.path + ":id") }

    /// - Parameter prefix: what comes before the resource's path in links: the path of the group.
    func addList(to routes: some RouterMethods<Context>, prefix: String = "") {
        routes.get(collection) { [resource] request, _ in
            let query = ListQuery(request.uri.query, knowing: resource.parameterNames)
            let links = try ListLinks(request, path: prefix + resource.path, query: query)
            return Response(json: try await resource.list(query).json(links))
        }
    }

    func addSingle(to routes: some RouterMethods<Context>) {
        routes.get(element) { [resource] _, context in
            Response(json: try await resource.single(RowID.required(in: context.parameters)).json)
        }
    }

    func addWrites(to routes: some RouterMethods<Context>) {
        routes.post(collection) { [resource] request, _ in
            let row = try await resource.add(RequestPayload.read(from: request).get())
            var response = Response(json: row.json, status: .created)
            response.headers[.location] = "\(resource.path)\(row.id)"
            return response
        }
        routes.put(element) { try await change($0, $1, .full) }
        routes.patch(element) { try await change($0, $1, .partial) }
        routes.delete(element) { [resource] _, context in
            try await resource.remove(RowID.required(in: context.parameters))
            return Response(status: .noContent)
        }
    }

    /// Answers the methods that the paths do not have, which the router would call not found.
    func addRefusals(to routes: some RouterMethods<Context>, of access: Access) {
        refuse(allBut: access.collection, on: collection, of: routes)
        refuse(allBut: access.element, on: element, of: routes)
    }

    enum Access {
        case reading
        case writing

        var collection: [HTTPRequest.Method] { self == .reading ? [.get, .head] : [.get, .head, .post] }
        var element: [HTTPRequest.Method] { self == .reading ? [.get, .head] : [.get, .head, .put, .patch, .delete] }
    }

    private func refuse(
        allBut allowed: [HTTPRequest.Method], on path: RouterPath, of routes: some RouterMethods<Context>
    ) {
        for method in [HTTPRequest.Method.post, .put, .patch, .delete] where !allowed.contains(method) {
            routes.on(path, method: method) { request, _ -> Response in
                throw Rejection.notAllowed(request.method, allow: allowed)
            }
        }
    }

    private func change(
        _ request: Request, _ context: Context, _ completeness: FieldReader.Completeness
    ) async throws -> Response {
        let id = try RowID.required(in: context.parameters)
        let payload = try await RequestPayload.read(from: request)
        return Response(json: try await resource.change(id, payload, completeness).json)
    }
}
