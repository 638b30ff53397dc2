import Foundation
import HTTPTypes
import LarderAdmin
import LarderAdminServer
import LarderEngine
import NIOCore
import Testing

@testable import LarderAdminServer

@Suite struct `Limits` {
    @Test func `a rate lets its bursts through, and then so many a second`() {
        var rate = RateLimit(perSecond: 10, at: instant(0))
        for (seconds, admitted) in [(0.0, 10), (0.5, 5), (60, 10), (0, 0)] {
            let count = (0..<20).count { _ in rate.admits(at: instant(seconds)) }
            #expect(count == admitted, "at \(seconds) s")
        }
    }

    @Test func `handshakes beyond a burst wait for their turn, and beyond that are turned away`() {
        let pace = HandshakePace(perSecond: 10)
        let start = NIODeadline.uptimeNanoseconds(3_600_000_000_000)
        for number in 0..<100 {
            let wait = pace.turn(at: start)
            #expect(wait == (number < 11 ? .zero : number <= 60 ? .milliseconds(Int64(number - 10) * 100) : nil), "\(number)")
        }
        #expect(pace.turn(at: start + .seconds(1)) == .milliseconds(4_100))
        #expect(pace.turn(at: start + .seconds(60)) == .zero)
    }

    @Test func `more requests a second than there may be are told to wait`() async throws {
        // Time stands still, so that nothing comes back.
        try await withServedEngine(clock: ManualClock(), configure: { $0.limits.requestsPerSecond = 3 }) { _, client in
            for _ in 0..<3 {
                #expect(try await client.get("/healthz").status == 200)
            }
            let refused = try await client.get("/v1/stats")
            #expect(refused.status == 429)
            #expect(refused.fields["retry-after"] == "1")
            #expect(try refused.decode(Problem.self).detail.contains("3 requests a second"))
        }
    }

    @Test func `requests beyond those at once are refused`() async throws {
        let gate = RequestGate(Self.limits { $0.requestsAtOnce = 1 }, clock: ManualClock())
        try await gate.through {
            let refusal = await #expect(throws: Refusal.self) { try await gate.through {} }
            #expect(refusal?.problem.status == 503)
            #expect(refusal?.fields[.retryAfter] == "1")
        }
        try await gate.through {}
        #expect(gate.refused == 1)
    }

    @Test func `one connection too many is told so`() async throws {
        try await withServedEngine(configure: { $0.limits.connections = 1 }) { _, client in
            let first = try await client.connect()
            try await first.executeThenClose { inbound, outbound in
                try await outbound.write(ByteBuffer(string: "GET /healthz HTTP/1.1\r\nHost: localhost:\(client.port)\r\n\r\n"))
                var replies = inbound.makeAsyncIterator()
                _ = try await replies.next()
                let second = try await client.get("/healthz")
                #expect(second.status == 503)
                #expect(second.fields["retry-after"] == "5")
                #expect(second.fields["connection"] == "close")
                #expect(try second.decode(Problem.self).status == 503)
            }
        }
    }

    @Test func `connections are counted down again`() async throws {
        try await withServedEngine(configure: { $0.limits.connections = 1 }) { _, client async throws in
            for _ in 0..<5 {
                var reply = try await client.get("/healthz")
                // The end of the one before may not have been seen yet.
                while reply.status == 503 { reply = try await client.get("/healthz") }
                #expect(reply.status == 200)
            }
        }
    }

    @Test func `a head that is too large is refused`() async throws {
        try await withServedEngine { _, client async throws in
            let reply = try await client.get("/healthz", fields: ["X-Large: \(String(repeating: "x", count: 70_000))"])
            #expect(reply.status == 431)
            #expect(reply.fields["content-type"] == "application/problem+json")
            let many = try await client.get("/healthz", fields: (0..<200).map { "X-\($0): x" })
            #expect(many.status == 431)
        }
    }

    @Test func `a body that does not come in time ends the connection`() async throws {
        try await withServedEngine(configure: { $0.limits.requestTimeout = .milliseconds(50) }) { _, client async throws in
            let head =
                "POST /v1/invalidations HTTP/1.1\r\nHost: localhost:\(client.port)\r\n"
                + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
            await #expect(throws: (any Error).self) { try await client.exchange(head) }
            #expect(try await client.get("/healthz").status == 200)
        }
    }

    @Test func `an idle connection is ended`() async throws {
        try await withServedEngine(configure: { $0.limits.idleTimeout = .milliseconds(50) }) { _, client async throws in
            for beginning in ["", "GET /healthz HT"] {
                await #expect(throws: (any Error).self) { try await client.exchange(beginning) }
            }
        }
    }

    @Test func `looks at many keys wait in a bounded queue`() async throws {
        let aside = Aside(limit: 1, pace: .full)
        aside.start()
        let (began, begin) = AsyncStream.makeStream(of: Void.self)
        let hold = DispatchSemaphore(value: 0)
        async let first: Void = aside.run {
            begin.yield()
            hold.wait()
        }
        _ = await began.first { _ in true }
        let refusal = await #expect(throws: Refusal.self) { try await aside.run {} }
        #expect(refusal?.problem.status == 503)
        hold.signal()
        try await first
        try await aside.run {}
        await aside.stop()
    }

    private static func limits(_ change: (inout AdminLimits) -> Void) -> AdminLimits {
        var limits = AdminLimits()
        change(&limits)
        return limits
    }
}
