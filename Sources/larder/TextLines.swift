import CZlib
import Foundation

/// The lines of a text file, plain or compressed by gzip.
enum TextLines {
    private static let chunkLength = 1 << 18
    /// Bytes. A longer one is no line of a trace, and would have to be kept whole.
    private static let longestLine = 1 << 16

    /// Calls `body` for each line without its end, `\n` or `\r\n`; numbers begin with one.
    static func forEach(
        in path: String, _ body: (_ line: ArraySlice<UInt8>, _ number: Int) throws(TraceFailure) -> Void
    ) throws(TraceFailure) {
        guard let file = gzopen(path, "rb") else {
            throw TraceFailure(path: path, line: nil, reason: "cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { gzclose(file) }
        var pending: [UInt8] = []
        var number = 0
        while true {
            let parsed = pending.count
            let read = Self.read(from: file, into: &pending)
            if let failure = Self.failure(of: file, path, afterReading: read, line: number + 1) { throw failure }
            guard read > 0 else { break }
            var start = 0
            while let end = pending[max(start, parsed)...].firstIndex(of: UInt8(ascii: "\n")) {
                number += 1
                try body(Self.withoutReturn(pending[start..<end]), number)
                start = end + 1
            }
            pending.removeFirst(start)
            if pending.count > Self.longestLine {
                throw TraceFailure(path: path, line: number + 1, reason: "longer than \(Self.longestLine) bytes")
            }
        }
        if !pending.isEmpty {
            try body(Self.withoutReturn(pending[...]), number + 1)
        }
    }

    /// Appends what comes, and tells how much that was.
    private static func read(from file: gzFile, into pending: inout [UInt8]) -> Int {
        let chunk = [UInt8](unsafeUninitializedCapacity: Self.chunkLength) { buffer, count in
            count = Int(max(0, gzread(file, buffer.baseAddress, UInt32(buffer.count))))
        }
        pending += chunk
        return chunk.count
    }

    /// What is wrong with what was read last; nil where nothing is.
    private static func failure(of file: gzFile, _ path: String, afterReading read: Int, line: Int) -> TraceFailure? {
        if path.hasSuffix(".gz"), read > 0, gzdirect(file) == 1 {
            return TraceFailure(path: path, line: 1, reason: "not compressed by gzip, as its name says")
        }
        var code = Z_OK
        let message = gzerror(file, &code).map { String(cString: $0).replacing("\(path): ", with: "") } ?? ""
        switch code {
        case Z_OK, Z_STREAM_END: return nil
        case Z_BUF_ERROR where read > 0: return nil
        case Z_BUF_ERROR: return TraceFailure(path: path, line: line, reason: "ends in the middle of its gzip data")
        case Z_ERRNO: return TraceFailure(path: path, line: nil, reason: "cannot be read: \(message)")
        default: return TraceFailure(path: path, line: line, reason: "damaged gzip data: \(message)")
        }
    }

    private static func withoutReturn(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }
}
