public import Hummingbird
public import LarderEngine
public import LarderHTTP

extension RouterMethods {
    /// A group that evaluates conditions before its handlers run, as Django's `condition`. What was registered before and beside it
    /// is not concerned.
    ///
    /// ```swift
    /// let course = router.cacheControl(.noCache).conditional(
    ///     etag: { _, context in try await courses.revision(of: context.parameters.require("id")).map { EntityTag(of: $0) } },
    ///     changes: .refused)
    /// course.get("/courses/{id}") { request, context in … }
    /// course.put("/courses/{id}") { request, context in … }
    /// ```
    ///
    /// Authentication goes before it: who may not see a thing is not to learn from a 304 what it is. So do `cacheControl` and
    /// `varyOn`, for a 304 says what a 200 would have said (RFC 9110 §15.4.5), and no handler runs to say it.
    ///
    /// With a cache it stands inside (`router.cachePage(…).conditional(…)`): the cache keeps the tags it gives, answers conditions by
    /// them, and asks here whether what has expired is current still, without a run of the handler; changes pass the cache and
    /// are checked here. Outside, it would ask once for each hit and know tags that clients do not have.
    ///
    /// - Parameters:
    ///   - etag: Of the representation that the request is about, in its language and format; nil where there is none.
    ///   - lastModified: Seconds are the finest that dates tell apart: `etag` alone is safer. Where both are nil nothing is there.
    ///   - clock: For dates whose year has two digits.
    public func conditional(
        etag: @escaping @Sendable (Request, Context) async throws -> EntityTag?,
        lastModified: (@Sendable (Request, Context) async throws -> HTTPDate?)? = nil,
        changes: UnconditionalChanges = .allowed,
        clock: any CacheClock = SystemClock()
    ) -> RouterGroup<Context> {
        self.conditional(changes: changes, clock: clock) { request, context in
            let validators = Validators(
                entityTag: try await etag(request, context), lastModified: try await lastModified?(request, context))
            return validators.isEmpty ? nil : validators
        }
    }

    /// As ``conditional(etag:lastModified:changes:clock:)``, by date alone.
    ///
    /// ```swift
    /// router.conditional(lastModified: { _, _ in try await courses.latestChange() }).get("/courses") { request, context in … }
    /// ```
    public func conditional(
        lastModified: @escaping @Sendable (Request, Context) async throws -> HTTPDate?,
        changes: UnconditionalChanges = .allowed,
        clock: any CacheClock = SystemClock()
    ) -> RouterGroup<Context> {
        self.conditional(changes: changes, clock: clock) { request, context in
            try await lastModified(request, context).map { Validators(entityTag: nil, lastModified: $0) }
        }
    }

    /// As ``conditional(etag:lastModified:changes:clock:)``, where one look-up tells both.
    public func conditional(
        changes: UnconditionalChanges = .allowed,
        clock: any CacheClock = SystemClock(),
        current: @escaping @Sendable (Request, Context) async throws -> Validators?
    ) -> RouterGroup<Context> {
        self.group().add(middleware: ConditionalMiddleware(changes: changes, clock: clock, current: current))
    }
}
