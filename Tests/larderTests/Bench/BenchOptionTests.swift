import ArgumentParser
import LarderConfiguration
import Testing

@testable import larder

@Suite struct `Options of bench` {
    @Test func `without any, everything is measured on memory for two seconds each`() throws {
        let command = try BenchCommand.parse([])
        #expect(command.backend.choices == [.memory])
        #expect(command.workload.choices.map(\.rawValue) == ["hit", "hit_one_key", "set_evict", "scan", "invalidate", "memory"])
        #expect(command.threads == 1)
        #expect(command.duration == TimeSpan(.seconds(2)))
        #expect(command.valueSize == nil)
        #expect(!command.json)
    }

    @Test(arguments: [
        ("hit", [BenchWorkload.hit]), ("scan,hit_one_key", [.scan, .hitOneKey]), ("hit,scan,hit", [.hit, .scan]),
    ]) func `workloads are taken in the order given, each once`(argument: String, workloads: [BenchWorkload]) throws {
        #expect(try BenchCommand.parse(["--workload", argument]).workload.choices == workloads)
    }

    @Test(arguments: [
        (["--backend", "redis"], "Please provide one of 'memory'"), (["--backend", "memory,file"], "'memory'"),
        (["--workload", "hit,miss"], "hit_one_key"), (["--workload", "hit,"], "set_evict"), (["--workload", ""], "set_evict"),
        (["--threads", "0"], "1 to 256, not 0"), (["--threads", "257"], "1 to 256, not 257"),
        (["--duration", "499ms"], "at least 500ms, not 499ms"), (["--duration", "3"], "--duration"),
        (["--duration", "2d"], "at most a day"), (["--value-size", "0"], "--value-size"),
        (["--value-size", "1 KB"], "--value-size"),
        (["memory"], "memory"),
    ]) func `a wrong one is refused with a message that names what is allowed`(arguments: [String], message: String) throws {
        let error = try #require(throws: (any Error).self) { try BenchCommand.parse(arguments) }
        #expect(BenchCommand.exitCode(for: error) == .validationFailure)
        #expect(BenchCommand.fullMessage(for: error).contains(message))
    }

    @Test func `sizes and durations take units`() throws {
        let command = try BenchCommand.parse(["--value-size", "16KiB", "--duration", "0.5s"])
        #expect(command.valueSize == ByteSize(bytes: 16384))
        #expect(command.duration == TimeSpan(.milliseconds(500)))
    }

    @Test func `what the machine cannot hold is refused with what it would need`() throws {
        let run = BenchRun(workload: .memory, threads: 1, duration: 500_000_000, valueSize: 1 << 40)
        let failure = try #require(throws: CommandFailure.self) { try run.requireRoom() }
        #expect(failure.status == .failed)
        #expect(failure.message.contains("TiB"))
        #expect(failure.message.contains("--value-size"))
    }

    @Test func `fewer entries are invalidated in a short run`() {
        let sizes = BenchSizes()
        #expect(sizes.invalidated(duration: 500_000_000) == 250_000)
        #expect(sizes.invalidated(duration: 2_000_000_000) == 1_000_000)
        #expect(sizes.invalidated(duration: 60_000_000_000) == 1_000_000)
    }
}
