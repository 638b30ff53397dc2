/// What a key can ask for.
enum Command: Sendable, Hashable, CaseIterable {
    case help, quit, interrupt, suspend, back
    case up, down, top, bottom, pageUp, pageDown, scrollUp, scrollDown
    case nextPanel, previousPanel, expand, details
    case filter, sort, reverse, pause, follow, shorterWindow, longerWindow, faster, slower, theme
    case mark, invalidate, selectAndInvalidate, undo
    /// In dialogs and input lines.
    case accept, confirmOne, changeMode, nextField, previousField, nextKind, previousKind

    var isDestructive: Bool {
        switch self {
        case .invalidate, .selectAndInvalidate, .undo: true
        default: false
        }
    }
}
