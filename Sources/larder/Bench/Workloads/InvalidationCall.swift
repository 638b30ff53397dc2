import LarderEngine

/// One way to ask for an invalidation, of which the workload makes many.
struct InvalidationCall: Hashable, Sendable {
    enum Target: CaseIterable {
        /// A prefix that ends at a separator: 20 entries.
        case namespace
        /// A prefix that ends inside a segment: ten namespaces, 200 entries.
        case segmentPart
        /// 20 entries, each in a namespace of its own.
        case tag
    }

    enum Effect: Hashable {
        case dryRun
        case invalidation(InvalidationMode)
    }

    enum Scope: Hashable {
        case some(Target)
        /// By the prefix that all keys begin with. Only looked at: to write everything anew would take longer than the run.
        case everything
        /// By the tag that all entries bear; looked at as well.
        case commonTag
    }

    var scope: Scope
    var effect: Effect

    /// In the order in which the workload goes through them.
    static let all: [InvalidationCall] =
        Target.allCases.flatMap { target in
            [.dryRun, .invalidation(.soft), .invalidation(.revalidate), .invalidation(.hard)].map {
                InvalidationCall(scope: .some(target), effect: $0)
            }
        }
        + [InvalidationCall(scope: .everything, effect: .dryRun), InvalidationCall(scope: .commonTag, effect: .dryRun)]

    var name: String {
        let subject =
            switch self.scope {
            case .some(.namespace): "prefix to a separator"
            case .some(.segmentPart): "prefix inside a segment"
            case .some(.tag): "tag"
            case .everything: "prefix of all keys"
            case .commonTag: "tag of all entries"
            }
        return switch self.effect {
        case .dryRun: "\(subject), dry run"
        case .invalidation(let mode): "\(subject), \(mode.rawValue)"
        }
    }
}
