import HTTPTypes
public import Hummingbird
import LarderHTTP

/// Keeps caches from storing what a group answers, errors included.
///
/// ```swift
/// router.add(middleware: NeverCacheMiddleware())
/// ```
///
/// See ``LarderHTTP/CacheControlField/neverCache(_:)`` for what responses then say.
public struct NeverCacheMiddleware<Context: RequestContext>: RouterMiddleware {
    public init() {}

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        try await FieldEdit { fields, _ in CacheControlField.neverCache(&fields) }.answer(request, context, next)
    }
}

extension RouterMethods {
    /// A group whose responses no cache stores, as Django's `never_cache`. What was registered before and beside it is not
    /// concerned.
    ///
    /// ```swift
    /// router.neverCache().get("/me") { request, context in … }
    /// ```
    ///
    /// Inside a cache (`router.cachePage(…).neverCache()`) it keeps that one from storing too. Outside
    /// (`router.neverCache().cachePage(…)`) the cache works, and nobody else is to keep what it answers: clients ask each time, and
    /// an invalidation reaches them all at once.
    public func neverCache() -> RouterGroup<Context> {
        self.group().add(middleware: NeverCacheMiddleware())
    }
}
