public import NIOCore

/// The bytes of an entry, as a reader holds them: shared, immutable, good also after the entry has left the cache.
public struct StoredBytes: @unchecked Sendable {
    // Sendable: nobody writes to the bytes of an entry after they were made.
    let bytes: EntryBytes
    /// The buffer on them that others hold, where there is one: held here too, it makes whoever writes to it take a copy.
    private let view: EntryView?

    init(bytes: EntryBytes, view: EntryView?) {
        self.bytes = bytes
        self.view = view
    }

    public var count: Int { self.bytes.value.count }

    /// - Parameter body: Must not let the pointer out.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(self.bytes) {} }
        return try body(self.bytes.value)
    }

    /// A copy.
    ///
    /// - Complexity: O(`count`).
    public var buffer: ByteBuffer {
        self.withUnsafeBytes { ByteBuffer(bytes: $0) }
    }
}

extension String {
    /// - Parameter stored: Taken as UTF-8; what is not becomes U+FFFD.
    public init(_ stored: StoredBytes) {
        self = stored.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
}
