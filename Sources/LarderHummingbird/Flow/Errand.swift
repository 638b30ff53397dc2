import Hummingbird
import LarderHTTP
import NIOCore

/// A request that what is stored did not answer at once. An object: it is handed from hand to hand.
final class Errand: Sendable {
    let request: Request
    let call: HandlerCall
    let visit: Visit

    init(_ visit: Visit, _ request: Request, _ call: HandlerCall) {
        self.visit = visit
        self.request = request
        self.call = call
    }

    /// Makes a response for everybody who has the key.
    ///
    /// - Parameter validators: Of the stored response that the handler is asked about.
    func reply(validating validators: Validators?) async -> HandlerCall.Reply {
        await self.call.reply(
            to: self.request.forEverybody(
                at: self.visit.endpoint, body: self.visit.identity.body, validating: validators))
    }
}
