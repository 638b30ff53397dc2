package import LarderEngine
import NIOCore

/// A snapshot in memory.
package struct SnapshotBytes: SnapshotSource, SnapshotSink, Hashable, Sendable {
    package var bytes: [UInt8]
    private var position = 0

    package init(_ bytes: [UInt8] = []) {
        self.bytes = bytes
    }

    package static func writing(
        _ header: SnapshotHeader, _ entries: [SnapshotEntry], limits: SnapshotLimits
    ) throws(SnapshotError) -> SnapshotBytes {
        var writer = try SnapshotWriter(header, into: SnapshotBytes(), limits: limits)
        for entry in entries {
            _ = try writer.append(entry)
        }
        return try writer.finish()
    }

    package func entries(limits: SnapshotLimits) throws(SnapshotError) -> [SnapshotEntry] {
        var reader = try SnapshotReader(self, limits: limits)
        var entries: [SnapshotEntry] = []
        while let entry = try reader.next() { entries.append(entry) }
        return entries
    }

    package var name: String { "memory" }
    package var length: Int { self.bytes.count }

    package mutating func read(into bytes: UnsafeMutableRawBufferPointer) throws(SnapshotError) {
        precondition(self.position + bytes.count <= self.bytes.count, "the reader asked for more than there is")
        bytes.copyBytes(from: self.bytes[self.position..<self.position + bytes.count])
        self.position += bytes.count
    }

    package mutating func write(_ bytes: UnsafeRawBufferPointer) {
        self.bytes += bytes
    }
}
