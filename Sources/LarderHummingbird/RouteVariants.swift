import LarderHTTP
import NIOConcurrencyHelpers

/// What the responses of one route were found to depend on.
final class RouteVariants: Sendable {
    private let selections = NIOLockedValueBox(VarySelections())

    var newestFirst: [Vary] { self.selections.withLockedValue { $0.newestFirst } }

    func learn(_ vary: Vary) {
        self.selections.withLockedValue { $0.learn(vary) }
    }
}
