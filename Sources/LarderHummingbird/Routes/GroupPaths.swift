import NIOConcurrencyHelpers

/// The cached routes of a group until their whole paths are known.
///
/// What stands before a group's routes is not to be had when they are registered. The first request to any of them, also one that
/// changes something, tells it for all.
final class GroupPaths: Sendable {
    typealias Register = @Sendable (_ path: String) -> Void

    private let waiting = NIOLockedValueBox<[(path: String, register: Register)]>([])

    /// - Parameters:
    ///   - path: As the group has it.
    ///   - register: Called once, with the whole path.
    func add(_ path: String, register: @escaping Register) {
        self.waiting.withLockedValue { $0.append((path, register)) }
    }

    /// - Parameters:
    ///   - path: Of a route of the group, as the group has it.
    ///   - whole: The same as the router has it.
    func locate(_ path: String, at whole: String) {
        // Under the lock, so that a second request finds the routes in service.
        self.waiting.withLockedValue { waiting in
            guard !waiting.isEmpty else { return }
            let prefix = whole.split(separator: "/").dropLast(path.split(separator: "/").count)
            for route in waiting {
                route.register("/" + (prefix + route.path.split(separator: "/")).joined(separator: "/"))
            }
            waiting = []
        }
    }
}
