import LarderAdmin
import LarderEngine

extension AdminAPI {
    /// - Parameter connection: Where the answer goes to; a wait ends when nobody is left there.
    func events(_ query: Substring?, on connection: ObjectIdentifier) async throws(Refusal) -> EventPage {
        let (parameters, scope) = try self.parameters(query, ["after", "limit", "wait_ms"])
        let after = try parameters.sequence("after") ?? 0
        let limit = try parameters.integer("limit", in: 1...1000) ?? 100
        let longest = Int(EventBoard.longestWait.components.seconds) * 1000
        let wait = Duration.milliseconds(try parameters.integer("wait_ms", in: 0...longest) ?? 0)
        let deadline = self.caches.clock.now().advanced(by: wait)
        var page = self.events.page(after: after, limit: limit, of: scope)
        while page.items.isEmpty, page.dropped == 0 {
            let left = self.caches.clock.now().duration(to: deadline)
            guard left > .zero, try await self.events.wait(for: left, after: page.next, on: connection) == .looked else { break }
            page = self.events.page(after: page.next, limit: limit, of: scope)
        }
        return EventPage(page, self.wall)
    }
}
