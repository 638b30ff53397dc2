/// One thing a simulated client does.
struct TrafficRequest: Equatable, Sendable {
    enum Action: Equatable, Sendable {
        case list(String)
        case search(String)
        case single(String)
        /// The same search without the cache.
        case searchUncached(String)
        case patchCourse(Int, level: String)
        case patchSubject(Int, description: String)
        case addCourse(subject: Int)
        /// Removes the oldest course that the traffic itself added; adds one where there is none.
        case removeAdded
        /// Everything is softly purged, as after a deployment.
        case deploy
    }

    enum Manner: Equatable, Sendable {
        case get
        case head
        /// With the `ETag` of the client's last answer, where it has one.
        case conditional
    }

    var action: Action
    var manner: Manner = .get
    /// Which of the clients asks.
    var client: Int
}
