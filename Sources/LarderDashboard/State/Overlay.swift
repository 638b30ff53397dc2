import LarderAdmin

/// What lies over the panels and takes the keys.
enum Overlay: Sendable, Equatable {
    case help(scroll: Int)
    /// All about the row under the cursor.
    case details(scroll: Int)
    case choosing(SelectionForm)
    case purge(PurgeDialog)
}

extension StatsSnapshot.Instance {
    var isProduction: Bool { self.environment.lowercased() == "production" }
}

extension Selection {
    /// As a person says it.
    var label: String {
        switch self {
        case .key(let key): key
        case .keys(let keys): "\(keys.count) marked keys"
        case .url(let url): url
        case .pattern(let pattern): pattern
        case .tag(let tag): "tag \(tag)"
        case .tags(let tags): "tags \(tags.joined(separator: ", "))"
        case .route(let route): "route \(route)"
        case .all: "everything"
        }
    }
}
