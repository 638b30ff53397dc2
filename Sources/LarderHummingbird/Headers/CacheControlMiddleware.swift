import HTTPTypes
public import Hummingbird
public import LarderHTTP

/// Tells caches what they may do with the responses of a group.
///
/// ```swift
/// router.add(middleware: CacheControlMiddleware(.public, .maxAge(.seconds(60))))
/// ```
///
/// What a handler says stays: of two durations the shorter counts, and `public` does not undo its `private`
/// (``LarderHTTP/CacheControlField/supplement(_:)``). Errors, and answers to other methods than `GET` and `HEAD`, get only those
/// directives that restrict (``LarderHTTP/CacheControlField/restrictions``): an error is not kept as long as what it stands for.
public struct CacheControlMiddleware<Context: RequestContext>: RouterMiddleware {
    private let control: CacheControlField
    private let restrictions: CacheControlField

    public init(_ directives: CacheControlField.Directive...) {
        self.init(CacheControlField(directives))
    }

    public init(_ control: CacheControlField) {
        self.control = control
        self.restrictions = control.restrictions
    }

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let isRead = request.method == .get || request.method == .head
        let edit = FieldEdit { [control, restrictions] fields, status in
            (isRead && status.code < 400 ? control : restrictions).supplement(&fields)
        }
        return try await edit.answer(request, context, next)
    }
}

extension RouterMethods {
    /// A group whose responses tell caches this. What was registered before and beside it is not concerned.
    ///
    /// ```swift
    /// router.cacheControl(.public, .maxAge(.seconds(60))).get("/courses") { request, context in … }
    /// ```
    ///
    /// Groups stand in each other as they are written, the first next to the client:
    /// - Inside a cache (`router.cachePage(…).cacheControl(…)`) the directives are the handler's own words: the cache obeys them,
    ///   stores for as long as `max-age` says where that is less than its timeout, and sends them with what it stored. This is
    ///   the usual place.
    /// - Outside (`router.cacheControl(…).cachePage(…)`) they are for clients and caches on the way only. `Age` counts from when
    ///   the response was made: a `max-age` less than the cache's own timeout leaves clients responses that are stale when they
    ///   come.
    ///
    /// See ``CacheControlMiddleware`` for what becomes of responses that say something themselves, and of errors.
    public func cacheControl(_ directives: CacheControlField.Directive...) -> RouterGroup<Context> {
        self.group().add(middleware: CacheControlMiddleware(CacheControlField(directives)))
    }
}
