import LarderAdmin
import LarderEngine
import NIOCore

/// The figures of one moment, read once, and what was made of them.
struct CoreSnapshot: Sendable {
    let stats: StatsSnapshot
    let routes: [RouteFigures]
    /// The core as JSON.
    private let json: ByteBuffer
    private var parts: [StatsPart: ByteBuffer] = [:]

    /// Parts kept per moment: dashboards differ in little, so few are many.
    private static let mostParts = 32

    init(stats: StatsSnapshot, routes: [RouteFigures]) throws {
        self.stats = stats
        self.routes = routes
        self.json = ByteBuffer(bytes: try WireFormat.encode(stats))
    }

    /// The core and what else was asked for, as one object.
    ///
    /// - Parameter make: The JSON of one part; called once per part and moment.
    mutating func answer(_ query: StatsQuery, make: (StatsPart, [RouteFigures]) throws -> ByteBuffer) rethrows -> ByteBuffer {
        guard !query.parts.isEmpty else { return self.json }
        let parts = try query.parts.map { ($0.field, try self.part($0, make)) }
        var answer = self.json
        // Parts follow in place of the core's last brace.
        answer.moveWriterIndex(to: answer.writerIndex - 1)
        for (field, part) in parts {
            answer.writeString(",\"\(field)\":")
            answer.writeImmutableBuffer(part)
        }
        answer.writeString("}")
        return answer
    }

    private mutating func part(
        _ part: StatsPart, _ make: (StatsPart, [RouteFigures]) throws -> ByteBuffer
    ) rethrows -> ByteBuffer {
        if let made = self.parts[part] { return made }
        let made = try make(part, self.routes)
        if self.parts.count < Self.mostParts, made.readableBytes <= SharedSnapshots.longestKept {
            self.parts[part] = made
        }
        return made
    }
}
