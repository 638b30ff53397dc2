import Hummingbird
import LarderHTTP
import NIOCore

/// A request on its way through the cache. An object: it is handed from hand to hand.
final class Errand: Sendable {
    let request: Request
    /// Collected where keys hold it.
    let body: ByteBuffer?
    let call: HandlerCall
    let visit: Visit

    init(request: Request, body: ByteBuffer?, call: HandlerCall, visit: Visit) {
        self.request = request
        self.body = body
        self.call = call
        self.visit = visit
    }

    /// Makes a response for everybody who has the key.
    ///
    /// - Parameter validators: Of the stored response that the handler is asked about.
    func reply(under endpoint: CachedEndpoint, validating validators: Validators?) async -> HandlerCall.Reply {
        await self.call.reply(
            to: self.request.forEverybody(under: endpoint.policy, endpoint.keys, body: self.body, validating: validators))
    }
}
