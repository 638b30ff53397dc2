import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL

/// A connection of the stats endpoint: HTTP/1.1 within its limits, behind TLS where there is a certificate. A certificate read
/// anew is shown to those who connect from then on.
struct AdminChannel: ServerChildChannel {
    let http: HTTP1Channel
    let certificate: Reloading<NIOSSLContext>?
    let handshakes: HandshakePace
    let executor: EventLoopExecutor
    let makeGuard: @Sendable () -> ConnectionGuard

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        let pipeline = channel.pipeline
        if let context = self.certificate?.current {
            do {
                try pipeline.syncOperations.addHandler(HandshakeTurn(self.handshakes))
                try pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
            } catch {
                return channel.eventLoop.makeFailedFuture(error)
            }
        }
        return self.http.setup(channel: channel, logger: logger).flatMapThrowing { value in
            // Right behind the decoder, whose errors it answers.
            let decoder = try pipeline.syncOperations.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.syncOperations.addHandler(self.makeGuard(), position: .after(decoder))
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await withTaskExecutorPreference(self.executor) {
            await self.http.handle(value: value, logger: logger)
        }
    }
}
