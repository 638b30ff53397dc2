import NIOConcurrencyHelpers

/// Whether a route is in service: that is known once its whole path is.
final class RouteStanding: Sendable {
    private enum State {
        case unknown
        case known(CachedEndpoint)
        /// Another path has the route's name: two resources would have one key.
        case refused(Telling)
    }

    private enum Telling {
        case due
        case done
    }

    private let state = NIOLockedValueBox(State.unknown)

    var endpoint: CachedEndpoint? {
        self.state.withLockedValue { state in
            guard case .known(let endpoint) = state else { return nil }
            return endpoint
        }
    }

    /// True once, where the route is refused: somebody is to be told.
    func isToBeTold() -> Bool {
        self.state.withLockedValue { state in
            guard case .refused(.due) = state else { return false }
            state = .refused(.done)
            return true
        }
    }

    /// - Parameter endpoint: Nil where another path has the route's name. Called where it is not known yet.
    /// - Returns: Whether the route is in service.
    func claim(_ endpoint: () -> CachedEndpoint?) -> Bool {
        self.state.withLockedValue { state in
            if case .unknown = state { state = endpoint().map { .known($0) } ?? .refused(.due) }
            guard case .known = state else { return false }
            return true
        }
    }

    /// Requests that have begun go on by the old one.
    func replace(_ endpoint: CachedEndpoint) {
        self.state.withLockedValue { state in
            if case .known = state { state = .known(endpoint) }
        }
    }
}
