import LarderAdmin
import LarderEngine
import NIOCore

/// The figures of one moment, read once, and what was answered from them.
struct CoreSnapshot: Sendable {
    let at: CacheInstant
    let stats: StatsSnapshot
    let routes: [RouteFigures]
    /// The core as JSON.
    let json: ByteBuffer
    private var answers: [StatsQuery: ByteBuffer] = [:]

    /// Answers kept per moment: dashboards differ in little, so few are many.
    private static let mostAnswers = 32

    init(at: CacheInstant, stats: StatsSnapshot, routes: [RouteFigures]) throws {
        self.at = at
        self.stats = stats
        self.routes = routes
        self.json = ByteBuffer(bytes: try WireFormat.encode(stats))
    }

    /// - Parameter parts: Makes what the query asks for beyond the core, from the routes of this moment; called once per query.
    mutating func answer(_ query: StatsQuery, parts: ([RouteFigures]) throws -> ByteBuffer?) rethrows -> ByteBuffer {
        if let answer = self.answers[query] { return answer }
        var answer = self.json
        // Two objects become one: the core's last brace gives way to the comma before the parts.
        if let parts = try parts(self.routes), parts.readableBytes > 2 {
            answer.moveWriterIndex(to: answer.writerIndex - 1)
            answer.writeString(",")
            answer.writeImmutableBuffer(parts.getSlice(at: parts.readerIndex + 1, length: parts.readableBytes - 1)!)
        }
        if self.answers.count < Self.mostAnswers {
            self.answers[query] = answer
        }
        return answer
    }
}
