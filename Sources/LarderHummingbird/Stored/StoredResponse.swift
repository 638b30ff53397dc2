import HTTPTypes
import Hummingbird
import LarderEngine
import LarderHTTP
import NIOCore

/// A response from an entry, its bytes shared with the cache.
///
/// - Performance: on the hit path; one array for the fields, nothing per field.
struct StoredResponse {
    let entry: CachedEntry
    private let stored: StoredHead

    var head: CachedHead { self.stored.cached }

    /// Nil where something else than a response is kept under the key.
    init?(_ entry: CachedEntry) {
        guard let stored = entry.value.head as? StoredHead else { return nil }
        self.entry = entry
        self.stored = stored
    }

    /// As the rules see it.
    func candidate(at now: CacheInstant) -> StoredCandidate {
        let standing: StoredCandidate.Standing =
            switch self.entry.standing {
            case .undisturbed: .undisturbed
            case .soft(let until): .soft(window: max(.zero, now.duration(to: until)))
            case .outdated: .invalid
            }
        return .stored(self.head, residence: self.residence(at: now), standing: standing)
    }

    /// Since it was stored, or last found current (RFC 9111 §4.2.3).
    private func residence(at now: CacheInstant) -> Duration {
        max(.zero, self.entry.createdAt.duration(to: now))
    }

    /// Without its origin having been asked.
    func hit(for visit: Visit, at now: CacheInstant) -> Response {
        let timeToLive = self.entry.freshUntil.map { now.duration(to: $0) }
        return self.response(
            to: visit, age: self.head.terms.initialAge + self.residence(at: now),
            status: CacheStatus(.hit(timeToLive: timeToLive), key: visit.shownKey(self.entry.key)))
    }

    /// After its origin was asked.
    ///
    /// - Parameters:
    ///   - forwardStatus: What the origin said, where that is something else.
    ///   - detail: Why it answers though its origin failed.
    func answer(
        to visit: Visit, _ handling: CacheStatus.Handling, at now: CacheInstant, forwardStatus: Int? = nil, detail: String? = nil
    ) -> Response {
        let age = self.head.terms.initialAge + self.residence(at: now)
        return self.response(
            // What was made this moment has no age to tell.
            to: visit, age: age < .seconds(1) ? nil : age,
            status: CacheStatus(
                handling, key: visit.shownKey(self.entry.key), forwardStatus: forwardStatus, detail: detail))
    }

    /// As its origin says with its last breath (``Reception/freshenOnce(_:_:)``).
    func once(_ fields: HTTPFields) -> Response {
        Response(status: self.head.status, headers: fields, body: ResponseBody(byteBuffer: self.entry.value.bytes))
    }

    /// What the client's own conditions and range leave of it.
    private func response(to visit: Visit, age: Duration?, status: CacheStatus) -> Response {
        let bytes = self.entry.value.bytes
        // Conditions of other methods are about what they do.
        let isRead = visit.method == .get || visit.method == .head
        let serving =
            isRead
            ? Serving(of: self.head, to: visit.method, fields: visit.fields, length: bytes.readableBytes, now: visit.now)
            : .whole
        let fields = serving.fields(of: self.head, length: bytes.readableBytes, age: age, status: status)
        let body: ResponseBody
        switch serving {
        case .notModified: return .notModified(fields)
        case .unsatisfiable: body = ResponseBody()
        case .whole: body = visit.method == .head ? ResponseBody() : ResponseBody(byteBuffer: bytes)
        case .partial(let range):
            body = ResponseBody(
                byteBuffer: bytes.getSlice(at: bytes.readerIndex + range.bytes.lowerBound, length: range.bytes.count)!)
        }
        return Response(status: serving.status(of: self.head), headers: fields, body: body)
    }
}

extension Response {
    /// Bytes that a client gets from memory.
    var bytesSent: Int { self.body.contentLength ?? 0 }
}
