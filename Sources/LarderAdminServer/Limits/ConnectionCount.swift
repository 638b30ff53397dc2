import NIOConcurrencyHelpers

/// How many connections there are.
struct ConnectionCount: Sendable {
    enum Place {
        case served
        /// One of a few beyond the limit, which are told so.
        case surplus
        /// Not even that.
        case none
    }

    private let open = NIOLockedValueBox(0)
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    func opened() -> Place {
        self.open.withLockedValue { open in
            open += 1
            return open <= self.limit ? .served : open <= 2 * self.limit ? .surplus : .none
        }
    }

    func closed() {
        self.open.withLockedValue { $0 -= 1 }
    }

    var current: Int { self.open.withLockedValue { $0 } }
}
