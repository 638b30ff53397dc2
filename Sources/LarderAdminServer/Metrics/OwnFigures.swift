/// What the endpoint tells of itself.
struct OwnFigures: Sendable {
    var connections = 0
    var waiting = 0
    /// Requests refused because there were too many.
    var refused = 0
    /// Nil where there is no audit file.
    var audit: AuditTrail.Figures?
}
