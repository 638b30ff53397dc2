import Testing

@testable import LarderEngine

@Suite struct ShardLockTests {
    @Test(arguments: [2, 8])
    func `no two are inside at once, and what one wrote the next one sees`(tasks: Int) async {
        let counts = Locked([0, 0])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<tasks {
                group.addTask {
                    for _ in 0..<5000 {
                        counts.withLockedValue { counts in
                            counts[0] += 1
                            counts[1] = counts[0] * 2
                        }
                    }
                }
            }
        }
        #expect(counts.withLockedValue { $0 } == [tasks * 5000, tasks * 10_000])
    }

    @Test func `an error passes and leaves the lock free`() {
        struct Failure: Error {}
        let value = Locked(1)
        #expect(throws: Failure.self) {
            try value.withLockedValue { value in
                value = 2
                throw Failure()
            }
        }
        #expect(value.withLockedValue { $0 } == 2)
        let lock = ShardLock()
        #expect(throws: Failure.self) {
            try lock.withLock { throw Failure() }
        }
        #expect(lock.withLock { 3 } == 3)
    }

    @Test func `who waits gets in although the holder takes long`() async {
        let value = Locked(0)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    for _ in 0..<20 {
                        // Long enough for the others to go to sleep.
                        value.withLockedValue { value in
                            for _ in 0..<2000 { value += 1 }
                        }
                    }
                }
            }
        }
        #expect(value.withLockedValue { $0 } == 3 * 20 * 2000)
    }
}
