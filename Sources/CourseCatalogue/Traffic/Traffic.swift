internal import AsyncHTTPClient
internal import NIOConcurrencyHelpers
internal import NIOCore
internal import ServiceLifecycle

/// Simulated clients that use the catalogue over real HTTP.
public struct Traffic: Sendable {
    public struct Configuration: Sendable {
        public var scenario: Scenario = .steady
        /// Requests per second, 0 for as fast as it goes.
        public var rate = 2_000
        /// Equal seeds ask the same questions in the same order.
        public var seed: UInt64 = 1
        /// Nil: until stopped.
        public var duration: Duration?
        /// At most this many requests at a time.
        public var concurrency = 32

        public init() {}
    }

    private struct Plan {
        var mix: TrafficMix
        var pacer: Pacer
    }

    private let configuration: Configuration
    private let baseURL: String
    private let purge: @Sendable () -> Void
    private let plan: NIOLockedValueBox<Plan>
    private let tally = NIOLockedValueBox(TrafficTally())

    /// - Parameters:
    ///   - baseURL: the catalogue's, such as `http://127.0.0.1:8480`.
    ///   - courses: how many rows it was seeded with.
    ///   - purge: softly purges everything, for ``Scenario/deploy``.
    public init(
        _ configuration: Configuration, baseURL: String, courses: Int, purge: @escaping @Sendable () -> Void = {}
    ) {
        precondition(configuration.rate >= 0, "the rate must not be negative, got \(configuration.rate)")
        precondition(configuration.concurrency > 0, "concurrency must be positive, got \(configuration.concurrency)")
        self.configuration = configuration
        self.baseURL = baseURL
        self.purge = purge
        plan = NIOLockedValueBox(
            Plan(
                mix: TrafficMix(scenario: configuration.scenario, courses: courses, seed: configuration.seed),
                pacer: Pacer(rate: configuration.rate)))
    }

    /// What has been measured so far.
    public var report: TrafficReport { tally.withLockedValue { $0 }.report }

    /// Sends requests until the duration is over, a graceful shutdown begins or the task is cancelled.
    ///
    /// In the first two cases the requests under way are answered and counted before it returns.
    public func run() async throws -> TrafficReport {
        var settings = HTTPClient.Configuration()
        settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = configuration.concurrency
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
        let clients = TrafficClients(http: http, baseURL: baseURL)
        let began = ContinuousClock.now
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<configuration.concurrency {
                group.addTask { await send(through: clients, since: began) }
            }
        }
        try await http.shutdown()
        return report
    }

    /// One request after the other, as the plan has them for all senders together.
    private func send(through clients: TrafficClients, since began: ContinuousClock.Instant) async {
        while let (request, due) = next(since: began), await wait(until: began + due) {
            if request.action == .deploy { purge() }
            let sent = ContinuousClock.now
            do {
                let answer = try await clients.send(request)
                let latency = sent.duration(to: .now)
                tally.withLockedValue {
                    $0.record(request.action, status: answer.status, outcome: answer.outcome, latency: latency)
                }
            } catch {
                if !Task.isCancelled { tally.withLockedValue { $0.recordFailure() } }
            }
        }
    }

    /// The next request and when it is due; nil when that is after the end.
    private func next(since began: ContinuousClock.Instant) -> (TrafficRequest, Duration)? {
        plan.withLockedValue { plan in
            let due = plan.pacer.schedule(at: began.duration(to: .now))
            if let duration = configuration.duration, due >= duration { return nil }
            return (plan.mix.next(), due)
        }
    }

    /// - Returns: false when there is nothing to wait for any more.
    private func wait(until due: ContinuousClock.Instant) async -> Bool {
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            let left = ContinuousClock.now.duration(to: due)
            if left <= .zero { return true }
            // In slices, because a graceful shutdown does not end a sleep.
            try? await Task.sleep(for: min(left, .milliseconds(100)))
        }
        return false
    }
}
