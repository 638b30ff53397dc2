/// What kind of day the simulated clients are having.
public enum Scenario: String, CaseIterable, Sendable {
    /// Mostly popular rows and pages, a write now and then.
    case steady
    /// Every few seconds the most popular list is changed and asked for by everybody at once.
    case stampede
    /// A crawler walks through all pages and rows beside the usual clients.
    case scan
    /// Hardly anything is asked for twice: the memory is never enough.
    case pressure
    /// Every few seconds a new version goes out and everything is softly purged.
    case deploy
}
