import HTTPTypes
public import Hummingbird
public import LarderEngine
import LarderHTTP
import NIOConcurrencyHelpers
import NIOCore

/// Gives `GET` responses an `ETag`, a hash of their bytes, and answers 304 to who has them: the handler runs, but nothing is sent.
///
/// ```swift
/// router.add(middleware: EntityTagMiddleware())
/// ```
///
/// A tag or date that a handler gives is kept, and conditions are evaluated by it. No tag gets what is no 200, is empty, or says
/// `no-store`, what is larger than the limit, and a stream whose length is not known: to hash it would be to hold back what its
/// handler sends bit by bit. What compresses bodies stands inside, so that each coding has its own tag.
///
/// (As Django's `ConditionalGetMiddleware`, which leaves `HEAD` out. Here it is tagged where its handler makes the whole response, as
/// those do that Hummingbird derives from `GET`.)
public struct EntityTagMiddleware<Context: RequestContext>: RouterMiddleware {
    private let limit: Int
    private let clock: any CacheClock

    /// - Parameters:
    ///   - limit: The largest body that is hashed, in bytes. It is held in memory meanwhile.
    ///   - clock: For dates whose year has two digits.
    public init(upTo limit: Int = 1 << 20, clock: any CacheClock = SystemClock()) {
        precondition(limit > 0, "The largest body to be hashed must be larger than \(limit) bytes.")
        self.limit = limit
        self.clock = clock
    }

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard MethodPurpose(request.method) == .read, response.status == .ok else { return response }
        try await self.tag(&response)
        let now = HTTPDate(wallSeconds: self.clock.wallSeconds())
        let current = Validators(response.headers, receivedAt: now)
        switch Precondition.evaluate(method: request.method, request: request.headers, current: current, now: now) {
        case .send: return response
        case .notModified: return .notModified(Precondition.notModifiedFields(response.headers))
        case .failed: throw UnmetCondition.failed
        }
    }

    private func tag(_ response: inout Response) async throws {
        guard !response.headers.contains(.eTag), let length = response.body.contentLength, length > 0, length <= self.limit,
            !CacheControlField.saysNoStore(response.headers)
        else { return }
        let bytes = try await response.body.bytes(declared: length)
        response.headers[.eTag] = bytes.withUnsafeReadableBytes { EntityTag(hashing: $0).text }
        response.body = ResponseBody(byteBuffer: bytes)
    }
}

extension RouterMethods {
    /// A group whose responses have an `ETag` and are not sent to who has them. What was registered before and beside it is not
    /// concerned.
    ///
    /// ```swift
    /// router.entityTags().get("/courses") { request, context in … }
    /// ```
    ///
    /// A cached route needs none of it: the cache tags what it stores. Outside a cache (`router.entityTags().cachePage(…)`) it does
    /// the same for what that does not store.
    ///
    /// - Parameter limit: The largest body that is tagged, in bytes.
    public func entityTags(upTo limit: Int = 1 << 20) -> RouterGroup<Context> {
        self.group().add(middleware: EntityTagMiddleware(upTo: limit))
    }
}

/// A body that is longer than it says. Nothing of it was sent yet: it becomes a 500.
struct BodyOverrun: Error {
    let declared: Int
}

extension ResponseBody {
    /// All of it. One chunk is taken as it is.
    ///
    /// - Throws: What the body throws, or ``BodyOverrun``.
    fileprivate func bytes(declared length: Int) async throws -> ByteBuffer {
        let bytes = NIOLockedValueBox<ByteBuffer?>(nil)
        try await self.write(CollectingWriter(bytes: bytes, length: length))
        return bytes.withLockedValue { $0 } ?? ByteBuffer()
    }
}

private struct CollectingWriter: ResponseBodyWriter {
    let bytes: NIOLockedValueBox<ByteBuffer?>
    let length: Int

    func write(_ buffer: ByteBuffer) async throws {
        try self.bytes.withLockedValue { bytes in
            let total = (bytes?.readableBytes ?? 0) + buffer.readableBytes
            guard total <= self.length else { throw BodyOverrun(declared: self.length) }
            bytes.setOrWriteImmutableBuffer(buffer)
        }
    }

    /// A body of known length has no trailers (RFC 9112 §7.1.2).
    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
