public import HTTPTypes
public import Hummingbird
import LarderHTTP

/// Says in `Vary` that the responses of a group depend on request headers, errors included (RFC 9110 §12.5.5).
///
/// ```swift
/// router.add(middleware: VaryMiddleware([.acceptLanguage]))
/// ```
///
/// Names that a response has are not repeated, whatever their case; `*` stays alone.
public struct VaryMiddleware<Context: RequestContext>: RouterMiddleware {
    private let headers: [HTTPField.Name]

    /// - Parameter headers: In this order, each once.
    public init(_ headers: [HTTPField.Name]) {
        self.headers = headers.reduce(into: []) { distinct, name in
            if !distinct.contains(name) { distinct.append(name) }
        }
    }

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        try await FieldEdit { [headers] fields, _ in Vary.add(headers, to: &fields) }.answer(request, context, next)
    }
}

extension RouterMethods {
    /// A group whose responses depend on these request headers, as Django's `vary_on_headers` and `vary_on_cookie`. What was
    /// registered before and beside it is not concerned.
    ///
    /// ```swift
    /// router.varyOn(.acceptLanguage).get("/courses") { request, context in … }
    /// ```
    ///
    /// Inside a cache (`router.cachePage(…).varyOn(…)`) that one learns it, and keeps a copy for each value; where the header names
    /// its user, as `Cookie` does, it stores nothing unless `varyOn.headers` of its policy names the header. What that names needs no
    /// `varyOn` here. Outside (`router.varyOn(…).cachePage(…)`) the cache does not hear of it, and would give one client what was
    /// made for another: write that only for what itself stands outside and depends on headers.
    public func varyOn(_ first: HTTPField.Name, _ more: HTTPField.Name...) -> RouterGroup<Context> {
        self.group().add(middleware: VaryMiddleware([first] + more))
    }
}
