/// Where every invalidation is written down, whoever caused it.
public struct AuditConfiguration: Sendable, Hashable {
    /// One JSON object a line. Readable by its owner alone.
    public var file: String
    /// A file that has grown to this many bytes becomes `file.1`, that one `file.2` and so on.
    public var rotateAt = 16 << 20
    /// Files kept beside the current one.
    public var keep = 5
    /// Lines that wait to be written; more are counted and left out.
    public var queue = 10_000

    public init(file: String) {
        self.file = file
    }
}
