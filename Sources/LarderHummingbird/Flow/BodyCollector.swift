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
        /// Chunks as they came: they are joined once, at the end.
        case collecting([ByteBuffer], length: Int)
        case streaming(RequestBody.Source)
    }

    private let state = NIOLockedValueBox(State.collecting([], length: 0))
    private let limit: Int
    private let reserve: @Sendable (Int) -> Bool
    private let overflow: @Sendable (ResponseBody, _ length: Int) -> Void

    /// - Parameters:
    ///   - reserve: False where there is no room for so many bytes more.
    ///   - overflow: Called once, with the body in place of one that could not be collected, and the bytes that were too many.
    init(
        limit: Int, reserve: @escaping @Sendable (Int) -> Bool,
        overflow: @escaping @Sendable (ResponseBody, _ length: Int) -> Void
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
        case .collecting(let chunks, let length):
            return .collected(Self.joined(chunks, length: length))
        case .streaming(let source):
            source.finish()
            return .streamed
        }
    }

    private func take(_ chunk: ByteBuffer) async {
        switch self.state.withLockedValue({ $0 }) {
        case .streaming(let source):
            await source.yield(chunk)
        case .collecting(let collected, let collectedLength):
            let length = collectedLength + chunk.readableBytes
            if length <= self.limit && self.reserve(chunk.readableBytes) {
                self.state.withLockedValue { $0 = .collecting(collected + [chunk], length: length) }
            } else {
                let (rest, source) = RequestBody.makeStream()
                self.state.withLockedValue { $0 = .streaming(source) }
                self.overflow(
                    ResponseBody { writer in
                        try await writer.write(contentsOf: collected)
                        try await writer.write(rest)
                        try await writer.finish(nil)
                    }, length)
                await source.yield(chunk)
            }
        }
    }

    /// One chunk is kept as it came.
    private static func joined(_ chunks: [ByteBuffer], length: Int) -> ByteBuffer {
        guard chunks.count != 1 else { return chunks[0] }
        var whole = ByteBuffer()
        whole.reserveCapacity(length)
        for chunk in chunks {
            whole.writeImmutableBuffer(chunk)
        }
        return whole
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
