import ArgumentParser
import LarderEngine

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Replay recorded key traces against eviction policies and print what they miss.",
        discussion: """
            A trace is text, plain or .gz: one key per line, or key,size. The sizes in bytes \
            may also lie beside it, for NAME.keys.txt.gz in NAME.sizes.txt.gz: line k is the \
            size of the key that appears k-th. Each request is a get, and on a miss a put.

            Where the capacity counts entries each weighs one, and both miss ratios are the \
            same; where it is in bytes the trace needs sizes.

            EXAMPLES
              larder simulate requests.keys.txt.gz
              larder simulate sized.csv --policy s3-fifo,lru --capacity 1%,64MiB
              larder simulate *.keys.txt.gz --shards 1 --csv > misses.csv
            """)

    @Argument(help: ArgumentHelp("Files with the keys that were asked for.", valueName: "trace"))
    var traces: [String]

    @Option(
        name: .customLong("policy"),
        help: ArgumentHelp(
            "Any of \(PolicyList.allowed); may be repeated. Without it, all.", valueName: "name[,name]"),
        transform: PolicyList.init(argument:))
    var policies: [PolicyList] = []

    @Option(
        name: .customLong("capacity"),
        help: ArgumentHelp(
            "1000 (entries), 1% (of the unique keys) or 64MiB; may be repeated. Without it, 1% and 10%.", valueName: "n|n%|size"
        ),
        transform: CapacityList.init(argument:))
    var capacities: [CapacityList] = []

    @Option(
        help: ArgumentHelp(
            "Equal parts of the capacity. Without it as many as an engine has: up to 16, each at least 1000 entries or 4MiB.",
            valueName: "n"))
    var shards: Int?

    @Flag(help: "Print rows for scripts: \(SimulationRow.header).")
    var csv = false

    func validate() throws {
        if let shards, !(1...1024).contains(shards) {
            throw ValidationError("--shards takes 1 to 1024, not \(shards)")
        }
    }

    func run() throws {
        if self.csv {
            StandardOutput.write(SimulationRow.header)
        }
        for path in self.traces {
            let rows = try self.replay(path)
            StandardOutput.write(
                self.csv ? rows.map(\.csv).joined(separator: "\n") : self.report(rows).joined(separator: "\n"))
        }
    }

    private func replay(_ path: String) throws -> [SimulationRow] {
        var progress = SimulationProgress()
        defer { progress.clear() }
        let file: TraceFile
        do {
            file = try TraceFile(path) { progress.show("reading \(path): \($0) lines") }
        } catch {
            throw CommandFailure(.failed, "\(error)")
        }
        let policies = self.policies.isEmpty ? SimulatedPolicy.allCases : self.policies.flatMap(\.policies)
        let capacities = self.capacities.isEmpty ? [.share(0.01), .share(0.1)] : self.capacities.flatMap(\.capacities)
        var rows: [SimulationRow] = []
        for capacity in capacities.map({ $0.resolved(uniqueKeys: file.trace.uniqueKeys) }) {
            if case .bytes = capacity, !file.hasSizes {
                throw CommandFailure(
                    .failed,
                    "\(path) has no sizes, so a capacity in bytes means nothing: write key,size lines or put \(file.name).sizes.txt beside it"
                )
            }
            for policy in policies {
                progress.show("replaying \(file.name): \(rows.count + 1) of \(policies.count * capacities.count)")
                rows.append(
                    SimulationRow(
                        trace: file.name, policy: policy, capacity: capacity,
                        outcome: Replay(policy, capacity: capacity, shards: self.shards).run(file.trace)))
            }
        }
        return rows
    }

    private func report(_ rows: [SimulationRow]) -> [String] {
        let style = PrintStyle.standardOutput
        guard let first = rows.first else { return [] }
        return [style.heading("\(first.trace): \(first.outcome.requests) requests")] + SimulationRow.table(rows).lines(style) + [
            ""
        ]
    }
}
