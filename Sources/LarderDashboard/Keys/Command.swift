/// What a key can ask for.
enum Command: Sendable, Hashable, CaseIterable {
    case help, quit, interrupt, suspend, back, prompt
    case overview, keys, inspect, events, routes, backends, audit
    case up, down, top, bottom, pageUp, pageDown, scrollUp, scrollDown
    case nextPanel, previousPanel, expand, details, open, ascend
    case filter, sort, reverse, follow, eventKind, faster, slower, theme
    case pause, earlier, later, shorterWindow, longerWindow, graph, scale
    case copy, export, mouse
    case mark, invalidate, selectAndInvalidate, undo, undoSelected
    /// In dialogs and input lines.
    case accept, confirmOne, changeMode, nextField, previousField, nextKind, previousKind
    case complete, completeBackwards, recallEarlier, recallLater

    var isDestructive: Bool {
        switch self {
        case .invalidate, .selectAndInvalidate, .undo, .undoSelected: true
        default: false
        }
    }

    /// What acts on a dialog, which must be seen.
    var isOfDialogs: Bool {
        switch self {
        case .accept, .confirmOne, .changeMode, .nextField, .previousField, .nextKind, .previousKind: true
        default: false
        }
    }

    /// The view that it leads to.
    var view: ViewName? {
        switch self {
        case .overview: .overview
        case .keys: .keys
        case .inspect: .inspect
        case .events: .events
        case .routes: .routes
        case .backends: .backends
        case .audit: .audit
        default: nil
        }
    }
}
