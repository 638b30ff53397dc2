public import LarderAdmin
public import LarderAdminClient
public import LarderTerminal

/// What happened.
public enum Event: Sendable {
    case key(Key)
    case paste(String)
    case resized(Size)
    /// The file of the theme was saved.
    case themeSaved(Result<Theme, ThemeError>)
    /// Nothing but time.
    case tick
    case polled(Result<StatsSnapshot, AdminClientError>)
    case counted(Result<InvalidationResult, AdminClientError>, ticket: Int)
    case purged(Result<InvalidationResult, AdminClientError>, InvalidationRequest, ticket: Int)
    case undone(Result<UndoResult, AdminClientError>, Undo)
    case answered(Result<Answer, AdminClientError>, Question, ticket: Int)

    /// An undo on its way.
    public struct Undo: Sendable, Equatable {
        public var id: String
        public var what: String
    }
}

/// What the shell is to do.
public enum Effect: Sendable, Equatable {
    case poll(StatsQuery)
    case dryRun(InvalidationRequest, ticket: Int)
    case purge(InvalidationRequest, ticket: Int)
    case undo(Event.Undo)
    case ask(Question, ticket: Int)
    case suspend
    case quit(DashboardExit)
}
