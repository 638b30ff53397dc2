import Foundation
import LarderEngine

/// A recorded trace: one key per line, or `key,size`.
///
/// Whether lines bear sizes is what the first of them does. Without that, the sizes may lie in a file beside it
/// (`NAME.sizes.txt.gz` beside `NAME.keys.txt.gz`, plain or compressed): line k is the size of the key that appears k-th.
struct TraceFile {
    let path: String
    let trace: Trace
    let hasSizes: Bool

    /// What reports call it: the file's name without what says how it is written.
    let name: String

    /// - Parameter progress: Called now and then with the lines read so far.
    init(_ path: String, progress: (Int) -> Void) throws(TraceFailure) {
        self.path = path
        let stem = Self.stem(of: path)
        self.name = (stem as NSString).lastPathComponent
        let sizesPath = Self.sizesPath(stem)
        var trace = Trace()
        var bearsSizes: Bool?
        try TextLines.forEach(in: path) { line, number throws(TraceFailure) in
            if number.isMultiple(of: 1 << 16) { progress(number) }
            guard !line.isEmpty else { return }
            let sized = Self.sized(line)
            let isSized = bearsSizes ?? (sizesPath == nil && sized != nil)
            bearsSizes = isSized
            guard isSized else { return trace.append(key: line) }
            guard let sized else {
                throw TraceFailure(path: path, line: number, reason: "no size, though the first line has one as key,size")
            }
            trace.append(key: sized.key, size: sized.size)
        }
        if let sizesPath {
            trace.setSizes(try Self.sizes(in: sizesPath, count: trace.uniqueKeys))
        }
        self.trace = trace
        self.hasSizes = sizesPath != nil || bearsSizes == true
    }

    private static func sized(_ line: ArraySlice<UInt8>) -> (key: ArraySlice<UInt8>, size: UInt32)? {
        guard let comma = line.lastIndex(of: UInt8(ascii: ",")), let size = Self.number(line[(comma + 1)...]) else { return nil }
        return (line[..<comma], size)
    }

    private static func sizes(in path: String, count: Int) throws(TraceFailure) -> [UInt32] {
        var sizes: [UInt32] = []
        try TextLines.forEach(in: path) { line, number throws(TraceFailure) in
            guard let size = Self.number(line) else {
                throw TraceFailure(path: path, line: number, reason: "not a size in bytes below 4 GiB")
            }
            sizes.append(size)
        }
        guard sizes.count >= count else {
            throw TraceFailure(path: path, line: sizes.count + 1, reason: "missing: the trace has \(count) keys")
        }
        return sizes
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> UInt32? {
        guard digits.first.map({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) == true else { return nil }
        return UInt32(String(decoding: digits, as: UTF8.self))
    }

    private static func stem(of path: String) -> String {
        [".gz", ".txt", ".csv", ".keys"].reduce(path) { $0.hasSuffix($1) ? String($0.dropLast($1.count)) : $0 }
    }

    private static func sizesPath(_ stem: String) -> String? {
        [".sizes.txt.gz", ".sizes.txt", ".sizes.gz", ".sizes"].map { stem + $0 }
            .first { FileManager.default.fileExists(atPath: $0) }
    }
}
