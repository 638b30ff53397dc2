/// Why a trace cannot be replayed: the file, the line where there is one, and what is wrong there.
struct TraceFailure: Error, CustomStringConvertible {
    let path: String
    /// From one.
    let line: Int?
    let reason: String

    var description: String {
        let place = self.line.map { ", line \($0)" } ?? ""
        return "\(self.path)\(place): \(self.reason)"
    }
}
