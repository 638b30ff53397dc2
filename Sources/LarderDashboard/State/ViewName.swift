/// A screen of its own; its raw value is the digit that leads there.
enum ViewName: Int, Sendable, CaseIterable {
    case overview = 1
    case keys, inspect, events, routes, backends, audit

    var title: String {
        switch self {
        case .overview: "Overview"
        case .keys: "Keys"
        case .inspect: "Inspect"
        case .events: "Events"
        case .routes: "Routes"
        case .backends: "Backends"
        case .audit: "Audit"
        }
    }
}
