import HTTPTypes
import Hummingbird
import LarderEngine
import LarderHTTP

/// A response from an entry, its bytes shared with the cache.
///
/// - Performance: on the hit path; one array for the fields, nothing per field.
struct StoredResponse {
    let entry: CachedEntry
    let head: StoredHead

    /// Nil where something else than a response is kept under the key.
    init?(_ entry: CachedEntry) {
        guard let head = entry.value.head as? StoredHead else { return nil }
        self.entry = entry
        self.head = head
    }

    /// Since it was stored (RFC 9111 §4.2.3).
    func age(at now: CacheInstant) -> Duration {
        max(.zero, self.entry.createdAt.duration(to: now))
    }

    func hit(for visit: Visit, at now: CacheInstant) -> Response {
        var fields = self.head.fields
        fields.reserveCapacity(fields.count + 2)
        fields.append(HTTPField(name: .age, value: String(self.age(at: now).components.seconds)))
        let timeToLive = self.entry.freshUntil.map { now.duration(to: $0) }
        CacheStatus(.hit(timeToLive: timeToLive), key: visit.shownKey).append(to: &fields)
        return self.response(fields, for: visit)
    }

    func miss(for visit: Visit, _ handling: CacheStatus.Handling) -> Response {
        var fields = self.head.fields
        CacheStatus(handling, key: visit.shownKey).append(to: &fields)
        return self.response(fields, for: visit)
    }

    /// Bytes that a client gets from memory.
    func bytesSent(in response: Response) -> Int {
        response.body.contentLength ?? 0
    }

    private func response(_ fields: HTTPFields, for visit: Visit) -> Response {
        let verdict = Precondition.evaluate(
            request: visit.fields, validators: Validators(fields, receivedAt: visit.now), now: visit.now)
        guard verdict == .send else {
            var response = Response(status: .notModified, headers: Precondition.notModifiedFields(fields))
            // Hummingbird's zero would be the length of the representation (RFC 9110 §8.6).
            response.headers[.contentLength] = nil
            return response
        }
        switch visit.method {
        case .get: return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: self.entry.value.bytes))
        case .head: return Response(status: .ok, headers: fields)
        }
    }
}
