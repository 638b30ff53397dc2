import NIOConcurrencyHelpers

/// What a handler says about the caching of the response it is making.
///
/// ```swift
/// router.cachePage(for: .minutes(15), in: cache).get("/courses/{id}") { request, context in
///     let course = try await load(context)
///     ResponseCaching.tag("teacher:\(course.teacherID)")
///     if course.isDraft { ResponseCaching.doNotStore() }
///     return course
/// }
/// ```
///
/// Known to the handler's task and to those it awaits. Where nothing is being cached, what is said here goes nowhere.
public final class ResponseCaching: Sendable {
    @TaskLocal static var current: ResponseCaching?

    struct Wishes {
        var tags: [String] = []
        var timeout: Duration?
        var storing = Storing.asResponseSays

        enum Storing {
            case asResponseSays
            case never
        }
    }

    /// More tags than these are not taken: each costs memory with every response.
    static let tagLimit = 256

    private let said = NIOLockedValueBox(Wishes())

    init() {}

    var wishes: Wishes { self.said.withLockedValue { $0 } }

    /// Tags the response, in addition to those of its route: it leaves the cache when one of them is invalidated. At most 256 are
    /// taken.
    public static func tag(_ tags: String...) {
        self.current?.said.withLockedValue { wishes in
            wishes.tags += tags.prefix(max(0, Self.tagLimit - wishes.tags.count))
        }
    }

    /// How long this response is fresh, in place of its route's timeout. What its own header says goes before, and may say less.
    public static func timeout(_ timeout: Duration) {
        self.current?.said.withLockedValue { $0.timeout = max(.zero, timeout) }
    }

    /// This response answers those who wait for it, and nobody else.
    public static func doNotStore() {
        self.current?.said.withLockedValue { $0.storing = .never }
    }
}
