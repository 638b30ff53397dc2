import HTTPTypes
import NIOCore
import NIOHTTP1

/// Keeps one connection within the limits: counts it, ends it where a request or the reading of an answer takes too long, and
/// answers what never becomes a request: bytes that are not HTTP, heads that are too large, one connection too many.
final class ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let connections: ConnectionCount
    private let limits: AdminLimits
    private var place = ConnectionCount.Place.served
    private var isCounted = false
    private var isOver = false
    /// Requests whose answers have not been written to their end.
    private var unanswered = 0
    private var requestDeadline: Scheduled<Void>?
    private var answerDeadline: Scheduled<Void>?

    private let onGone: @Sendable (ObjectIdentifier) -> Void

    /// - Parameter onGone: Called with the channel's identity when its client has said its last word.
    init(connections: ConnectionCount, limits: AdminLimits, onGone: @escaping @Sendable (ObjectIdentifier) -> Void) {
        self.connections = connections
        self.limits = limits
        self.onGone = onGone
    }

    // MARK: The connection

    func handlerAdded(context: ChannelHandlerContext) {
        self.isCounted = true
        self.place = self.connections.opened()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.requestDeadline?.cancel()
        self.answerDeadline?.cancel()
        if self.isCounted {
            self.isCounted = false
            self.connections.closed()
        }
    }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        if case .none = self.place {
            self.isOver = true
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.onGone(ObjectIdentifier(context.channel))
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent {
            self.onGone(ObjectIdentifier(context.channel))
        }
        context.fireUserInboundEventTriggered(event)
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !self.isOver else { return }
        let part = self.unwrapInboundIn(data)
        if case .head = part, self.place == .surplus {
            self.refuse(
                Refusal(
                    .serviceUnavailable, "\(self.limits.connections) connections are open: close some, or try again later",
                    fields: [.retryAfter: "5"]), context)
            return
        }
        switch part {
        case .head:
            self.unanswered += 1
            self.requestDeadline = self.deadline(self.limits.requestTimeout, context)
        case .body: break
        case .end: self.requestDeadline?.cancel()
        }
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !self.isOver else { return }
        guard let error = error as? HTTPParserError, self.unanswered == 0 else {
            context.fireErrorCaught(error)
            return
        }
        self.refuse(
            error == .headerOverflow
                ? Refusal(
                    .requestHeaderFieldsTooLarge,
                    "The request's head is larger than \(self.limits.headerBytes) bytes, or has too many fields")
                : Refusal(.badRequest, "This is not an HTTP/1.1 request (\(error))"), context)
    }

    // MARK: Answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch self.unwrapOutboundIn(data) {
        case .head:
            self.answerDeadline = self.deadline(self.limits.answerTimeout, context)
            context.write(data, promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            self.unanswered -= 1
            let promise = promise ?? context.eventLoop.makePromise()
            let deadline = self.answerDeadline
            promise.futureResult.whenComplete { _ in deadline?.cancel() }
            context.write(data, promise: promise)
        }
    }

    private func refuse(_ refusal: Refusal, _ context: ChannelHandlerContext) {
        self.isOver = true
        guard var answer = try? Answer.problem(refusal) else { return context.close(promise: nil) }
        answer.fields[.connection] = "close"
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status.code),
            headers: HTTPHeaders(answer.headerFields.map { ($0.name.canonicalName, $0.value) }))
        context.write(self.wrapOutboundOut(.head(head)), promise: nil)
        context.write(self.wrapOutboundOut(.body(.byteBuffer(answer.body))), promise: nil)
        let channel = context.channel
        context.writeAndFlush(self.wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
    }

    private func deadline(_ timeout: Duration, _ context: ChannelHandlerContext) -> Scheduled<Void> {
        let channel = context.channel
        return context.eventLoop.scheduleTask(in: TimeAmount(timeout)) { channel.close(promise: nil) }
    }
}
