import HTTPTypes
import Hummingbird
import NIOConcurrencyHelpers
import NIOCore

/// Takes a body in as its handler writes it, in room reserved beforehand.
///
/// Where the body outgrows its limit or no room is left, the body turns into a stream: what was read so far and the rest, at the
/// pace of whoever reads it.
final class BodyCollector: Sendable {
    private enum State {
        case collecting(ByteBuffer?)
        case streaming(RequestBody.Source)
    }

    private let state = NIOLockedValueBox(State.collecting(nil))
    private let limit: Int
    private let reserve: @Sendable (Int) -> Bool
    private let overflow: @Sendable (ResponseBody) -> Void

    /// - Parameters:
    ///   - reserve: False where there is no room for so many bytes more.
    ///   - overflow: Called once, with the body in place of one that could not be collected.
    init(
        limit: Int, reserve: @escaping @Sendable (Int) -> Bool, overflow: @escaping @Sendable (ResponseBody) -> Void
    ) {
        self.limit = limit
        self.reserve = reserve
        self.overflow = overflow
    }

    enum Ending {
        case collected(ByteBuffer)
        case streamed
    }

    /// Runs the body through.
    ///
    /// - Throws: What the body throws, while it is collected. Later it ends the stream with that error.
    func collect(_ body: ResponseBody) async throws -> Ending {
        do {
            try await body.write(Writer(collector: self))
        } catch {
            guard case .streaming(let source) = self.state.withLockedValue({ $0 }) else { throw error }
            source.finish(error)
            return .streamed
        }
        switch self.state.withLockedValue({ $0 }) {
        case .collecting(let bytes):
            return .collected(bytes ?? ByteBuffer())
        case .streaming(let source):
            source.finish()
            return .streamed
        }
    }

    private func take(_ chunk: ByteBuffer) async {
        switch self.state.withLockedValue({ $0 }) {
        case .streaming(let source):
            await source.yield(chunk)
        case .collecting(let collected):
            let length = (collected?.readableBytes ?? 0) + chunk.readableBytes
            if length <= self.limit && self.reserve(chunk.readableBytes) {
                self.state.withLockedValue { $0 = .collecting(Self.joined(collected, chunk)) }
            } else {
                let (rest, source) = RequestBody.makeStream()
                self.state.withLockedValue { $0 = .streaming(source) }
                self.overflow(
                    ResponseBody { writer in
                        if let collected { try await writer.write(collected) }
                        try await writer.write(rest)
                        try await writer.finish(nil)
                    })
                await source.yield(chunk)
            }
        }
    }

    /// One chunk is kept as it came.
    private static func joined(_ collected: ByteBuffer?, _ chunk: ByteBuffer) -> ByteBuffer {
        guard var collected, collected.readableBytes > 0 else { return chunk }
        collected.writeImmutableBuffer(chunk)
        return collected
    }

    private struct Writer: ResponseBodyWriter {
        let collector: BodyCollector

        func write(_ buffer: ByteBuffer) async throws {
            await self.collector.take(buffer)
        }

        /// Trailers are not kept (RFC 9110 §6.5.1 lets a recipient drop them).
        func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
