public import NIOCore

/// An entry's head as it lies in a snapshot.
public struct SnapshotHead: Hashable, Sendable {
    /// Names what wrote `bytes` and how, as in `http-response/1`: at most 255 bytes.
    public var kind: String
    public var bytes: ByteBuffer

    public init(kind: String, bytes: ByteBuffer) {
        self.kind = kind
        self.bytes = bytes
    }
}

/// Turns heads into bytes and back, in the room that knows what they are.
public protocol SnapshotHeadCoding: Sendable {
    /// Nil where it does not know such a head: the entry is not saved.
    func encode(_ head: any EntryHead) -> SnapshotHead?

    /// Nil where the kind is unknown or the bytes are none that `encode` gives: the entry is not restored. The bytes may be
    /// anything.
    func decode(_ head: SnapshotHead) -> (any EntryHead)?
}
