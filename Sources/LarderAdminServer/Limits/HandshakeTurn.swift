import NIOCore

/// Holds a connection's first bytes until its TLS handshake has its turn. Who connects and says nothing takes nobody's turn.
final class HandshakeTurn: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private enum State {
        case silent
        case waiting(ByteBuffer, Scheduled<Void>)
        case over
    }

    /// More than any ClientHello has.
    private static let mostHeld = 64 * 1024
    /// The content type `handshake` (RFC 8446 §5.1), with which each TLS connection begins.
    private static let handshake: UInt8 = 22

    private let pace: HandshakePace
    private var state = State.silent

    init(_ pace: HandshakePace) {
        self.pace = pace
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = self.unwrapInboundIn(data)
        switch self.state {
        case .over:
            context.fireChannelRead(data)
        case .waiting(var held, let turn):
            held.writeBuffer(&bytes)
            self.state = .waiting(held, turn)
            if held.readableBytes > Self.mostHeld { self.end(context) }
        case .silent:
            guard bytes.readableBytesView.first == Self.handshake, let wait = self.pace.turn(at: .now()) else {
                return self.end(context)
            }
            guard wait > .zero else {
                self.state = .over
                return self.pass(bytes, context)
            }
            let pass = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            self.state = .waiting(
                bytes,
                context.eventLoop.scheduleTask(in: wait) {
                    let (turn, context) = pass.value
                    guard case .waiting(let held, _) = turn.state else { return }
                    turn.state = .over
                    turn.pass(held, context)
                    context.fireChannelReadComplete()
                })
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if case .waiting(_, let turn) = self.state { turn.cancel() }
        self.state = .over
        context.fireChannelInactive()
    }

    private func pass(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        context.fireChannelRead(self.wrapInboundOut(bytes))
    }

    private func end(_ context: ChannelHandlerContext) {
        if case .waiting(_, let turn) = self.state { turn.cancel() }
        self.state = .over
        context.close(promise: nil)
    }
}
