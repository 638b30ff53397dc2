import ArgumentParser
import LarderConfiguration

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Put a cache under load and measure it.",
        discussion: """
            WORKLOADS
              hit          reads of 100,000 resident keys, hot by Zipf's law (0.99)
              hit_one_key  all threads read one and the same key
              set_evict    writes of ten times as many keys as there is room for
              scan         a hot working set, with a scan of keys that are asked for
                           once running through it; what is missed is written; hit
                           ratio and latencies are the working set's
              invalidate   by prefix and tag, in every mode and as dry run, among a
                           million tagged keys (500,000 for each second of the
                           duration, if that is fewer); what was hit is written
                           anew between the calls; operations, times and latencies
                           are those of the calls
              memory       writes a million entries; the overhead is what the process
                           grows by in RAM, for each entry, less its key and value;
                           the duration does not apply

            Keys have 20 bytes. Strings and values are made anew for each operation,
            and that is timed too. Of seven rounds, each a fifth of the duration, the
            best and the worst by operations per CPU-second do not count, except for
            the latencies. CPU time is that of the whole process, user and system.

            EXAMPLES
              larder bench
              larder bench --workload hit,hit_one_key --threads 2 --duration 5s
              larder bench --workload memory --value-size 1025 --json | jq .results
            """)

    private static let shortestDuration = TimeSpan(.milliseconds(500))

    @Option(help: ArgumentHelp("What to put under load, with commas between.", valueName: "name,…"))
    var backend = ChoiceList([BackendKind.memory])

    @Option(help: ArgumentHelp("What to do to it, with commas between.", valueName: "name,…"))
    var workload = ChoiceList(BenchWorkload.allCases)

    @Option(help: ArgumentHelp("Bytes of a value: 256, 16KiB. (default: 256; memory: 1024)", valueName: "size"))
    var valueSize: ByteSize?

    @Option(help: ArgumentHelp("Threads that work at the same time.", valueName: "n"))
    var threads = 1

    @Option(help: ArgumentHelp("How long each workload is measured, at least 500ms.", valueName: "time"))
    var duration = TimeSpan(.seconds(2))

    @Flag(help: "Print the results as one JSON object.")
    var json = false

    func validate() throws {
        guard (1...256).contains(self.threads) else {
            throw ValidationError("--threads takes 1 to 256, not \(self.threads)")
        }
        guard self.duration.duration >= Self.shortestDuration.duration else {
            throw ValidationError("--duration takes at least \(Self.shortestDuration), not \(self.duration)")
        }
        guard self.duration.duration <= .seconds(86400) else {
            throw ValidationError("--duration takes at most a day, not \(self.duration)")
        }
    }

    func run() async throws {
        var report = BenchReport()
        for backend in self.backend.choices {
            for workload in self.workload.choices {
                let progress = BenchProgress(
                    on: StandardError.isTerminal ? .terminal : .nowhere, title: "\(backend.rawValue), \(workload.rawValue)")
                let run = BenchRun(
                    workload: workload, threads: self.threads, duration: Int(self.duration.duration / .nanoseconds(1)),
                    valueSize: self.valueSize?.bytes ?? workload.usualValueSize, progress: progress)
                try run.requireRoom()
                let measurement = await run.measure(backend)
                progress.clear()
                let result = BenchResult(measurement, backend: backend, workload: workload, threads: self.threads)
                report.rows.append(BenchReport.Row(result: result, kinds: measurement.kinds))
            }
        }
        StandardOutput.write(self.json ? try report.json() : report.lines(.standardOutput).joined(separator: "\n"))
    }
}
