import LarderAdmin

/// One entry, asked for again as long as it is looked at.
struct InspectState: Sendable, Equatable {
    enum Content: Sendable, Equatable {
        case loading
        case loaded(KeyDetail)
        /// No entry of that key; with what was there, where it was seen.
        case gone(KeyDetail?)
        case failed(String, KeyDetail?)

        var detail: KeyDetail? {
            switch self {
            case .loading: nil
            case .loaded(let detail): detail
            case .gone(let detail), .failed(_, let detail): detail
            }
        }
    }

    let key: String
    var content = Content.loading
    var inquiry = Inquiry()
    /// Lines scrolled away.
    var top = 0
}

/// What was purged in the past.
struct AuditState: Sendable, Equatable {
    var table = TableState<PastInvalidation>(sort: .time)
    /// Nil before the first answer.
    var items: [PastInvalidation]?
    var inquiry = Inquiry()

    static let limit = 200
}
