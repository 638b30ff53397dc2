import NIOConcurrencyHelpers
import Testing

@testable import LarderEngine

@Suite struct RefreshQueueTests {
    /// Jobs that say when they begin and end, and end when they are let.
    private final class Workshop: Sendable {
        struct State {
            var running = 0
            var mostRunning = 0
            var begun: [Int] = []
            var ended = 0
            var isOpen = false
        }

        let state = NIOLockedValueBox(State())

        func job(_ number: Int) -> RefreshQueue.Job {
            {
                self.state.withLockedValue { state in
                    state.running += 1
                    state.mostRunning = max(state.mostRunning, state.running)
                    state.begun.append(number)
                }
                while !self.state.withLockedValue({ $0.isOpen }), !Task.isCancelled {
                    await Task.yield()
                }
                self.state.withLockedValue { state in
                    state.running -= 1
                    state.ended += 1
                }
            }
        }

        func until(_ holds: @Sendable (State) -> Bool) async {
            while !self.state.withLockedValue({ holds($0) }) {
                await Task.yield()
            }
        }
    }

    private final class Token: Sendable {
        private let isGone: NIOLockedValueBox<Int>

        init(_ isGone: NIOLockedValueBox<Int>) { self.isGone = isGone }

        deinit { self.isGone.withLockedValue { $0 += 1 } }
    }

    private func serve(_ queue: RefreshQueue) async -> Task<Void, Never> {
        let service = Task { await queue.serve() }
        while !queue.offer({}) {
            await Task.yield()
        }
        return service
    }

    @Test func `nobody serves, nothing is taken`() {
        #expect(!RefreshQueue().offer {})
    }

    @Test func `so many run at once and no more, so many wait, the rest is the caller's; all that was taken runs`() async {
        let queue = RefreshQueue()
        let service = await self.serve(queue)
        let workshop = Workshop()
        for number in 0..<RefreshQueue.maximumRunning {
            #expect(queue.offer(workshop.job(number)))
        }
        await workshop.until { $0.running == RefreshQueue.maximumRunning }
        var taken = RefreshQueue.maximumRunning
        while queue.offer(workshop.job(taken)) {
            taken += 1
        }
        // One more may be in the hands of who serves, and wait there for a place.
        let waiting = taken - RefreshQueue.maximumRunning
        #expect((RefreshQueue.maximumWaiting...RefreshQueue.maximumWaiting + 1).contains(waiting))
        workshop.state.withLockedValue { $0.isOpen = true }
        await workshop.until { [taken] in $0.ended == taken }
        workshop.state.withLockedValue { state in
            #expect(state.mostRunning == RefreshQueue.maximumRunning)
            #expect(Set(state.begun) == Set(0..<taken))
        }
        #expect(queue.offer {})
        service.cancel()
        await service.value
    }

    @Test func `a job that takes long keeps no other from its turn`() async {
        let queue = RefreshQueue()
        let service = await self.serve(queue)
        let slow = Workshop()
        for number in 1..<RefreshQueue.maximumRunning {
            #expect(queue.offer(slow.job(number)))
        }
        let quick = Workshop()
        quick.state.withLockedValue { $0.isOpen = true }
        for number in 0..<200 {
            while !queue.offer(quick.job(number)) {
                await Task.yield()
            }
        }
        await quick.until { $0.ended == 200 }
        #expect(slow.state.withLockedValue { $0.ended } == 0)
        service.cancel()
        await service.value
    }

    @Test func `cancelled, it ends what runs, lets go of what waits, and takes nothing until it is served again`() async {
        let queue = RefreshQueue()
        for _ in 0..<3 {
            let service = await self.serve(queue)
            let workshop = Workshop()
            for number in 0..<RefreshQueue.maximumRunning {
                #expect(queue.offer(workshop.job(number)))
            }
            await workshop.until { $0.running == RefreshQueue.maximumRunning }
            let gone = NIOLockedValueBox(0)
            for number in 0..<20 {
                let token = Token(gone)
                let job = workshop.job(number)
                #expect(
                    queue.offer {
                        await job()
                        withExtendedLifetime(token) {}
                    })
            }
            service.cancel()
            await service.value
            #expect(!queue.offer {})
            workshop.state.withLockedValue { #expect($0.ended == RefreshQueue.maximumRunning && $0.begun.count == $0.ended) }
            #expect(gone.withLockedValue { $0 } == 20)
        }
    }

    @Test func `a second server ends at once, and leaves the first to serve`() async {
        let queue = RefreshQueue()
        let service = await self.serve(queue)
        await queue.serve()
        let workshop = Workshop()
        workshop.state.withLockedValue { $0.isOpen = true }
        #expect(queue.offer(workshop.job(1)))
        await workshop.until { $0.ended == 1 }
        service.cancel()
        await service.value
    }
}
