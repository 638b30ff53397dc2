import Testing

@testable import CourseCatalogue

struct TrafficMixTests {
    private func requests(
        _ count: Int, _ scenario: Scenario = .steady, courses: Int = 10_000, seed: UInt64 = 1
    ) -> [TrafficRequest] {
        var mix = TrafficMix(scenario: scenario, courses: courses, seed: seed)
        return (0..<count).map { _ in mix.next() }
    }

    @Test(arguments: Scenario.allCases)
    func `equal seeds ask the same, others something else`(_ scenario: Scenario) {
        #expect(requests(5_000, scenario, seed: 9) == requests(5_000, scenario, seed: 9))
        #expect(requests(5_000, scenario, seed: 9) != requests(5_000, scenario, seed: 10))
    }

    /// Of 10,000 requests; what is rare is told by its bounds.
    @Test func `a steady day has a bit of everything`() {
        let all = requests(50_000)
        func share(_ matches: (TrafficRequest) -> Bool) -> Double { Double(all.count(where: matches)) / Double(all.count) }
        let single = share { if case .single = $0.action { true } else { false } }
        let list = share { if case .list = $0.action { true } else { false } }
        let search = share { if case .search = $0.action { true } else { false } }
        let twin = share { if case .searchUncached = $0.action { true } else { false } }
        #expect((0.55...0.59).contains(single))
        #expect((0.31...0.35).contains(list))
        #expect((0.09...0.11).contains(search))
        #expect((0.0005...0.003).contains(twin))
        #expect((0.00005...0.001).contains(1 - single - list - search - twin))
        #expect((0.02...0.04).contains(share { $0.manner == .head }))
        #expect((0.08...0.12).contains(share { $0.manner == .conditional }))
        #expect(Set(all.map(\.client)).count == TrafficMix.clientCount)
    }

    @Test(arguments: Scenario.allCases, [1, 7, 10_000])
    func `only rows and pages that can exist are asked for`(_ scenario: Scenario, _ courses: Int) {
        for request in requests(20_000, scenario, courses: courses) {
            switch request.action {
            case .single(let path) where path.hasPrefix("/courses/"):
                #expect((1...courses).contains(Int(path.dropFirst("/courses/".count)) ?? 0))
            case .single(let path):
                #expect((1...SeedVocabulary.areas.count).contains(Int(path.dropFirst("/subjects/".count)) ?? 0))
            case .patchCourse(let id, _):
                #expect((1...courses).contains(id))
            case .list(let path) where path.contains("?page=") && path.hasPrefix("/courses/"):
                let page = Int(path.dropFirst("/courses/?page=".count).prefix { $0.isNumber }) ?? 0
                #expect((1...max(1, (courses + 4) / 5)).contains(page))
            default:
                break
            }
        }
    }

    @Test func `a stampede changes a list and has everybody ask for it`() {
        let all = requests(4_201, .stampede)
        guard case .patchCourse(1, _) = all[3_999].action else {
            Issue.record("expected a change of the first course, got \(all[3_999])")
            return
        }
        #expect(all[4_000..<4_200].allSatisfy { $0.action == .search("/courses/?search=swift") })
    }

    @Test func `a crawler sees every row`() {
        let rows = requests(30_000, .scan, courses: 500).compactMap { request -> String? in
            if case .single(let path) = request.action, path.hasPrefix("/courses/") { path } else { nil }
        }
        #expect(Set(rows).count == 500)
    }

    @Test func `a deployment purges now and then`() {
        #expect(requests(16_000, .deploy).count { $0.action == .deploy } == 2)
        #expect(requests(16_000, .steady).allSatisfy { $0.action != .deploy })
    }

    @Test func `ranks follow their weights`() {
        let zipf = Zipf(count: 1_000, exponent: 1)
        var random = SplitMix64(seed: 5)
        var counts = Array(repeating: 0, count: 1_000)
        for _ in 0..<200_000 { counts[zipf.rank(using: &random)] += 1 }
        let harmonic = (1...1_000).reduce(0.0) { $0 + 1 / Double($1) }
        for rank in [0, 1, 9, 99] {
            let expected = 200_000 / harmonic / Double(rank + 1)
            #expect(abs(Double(counts[rank]) - expected) < 5 * expected.squareRoot(), "rank \(rank)")
        }
        #expect(counts[500...].contains { $0 > 0 })
    }

    @Test func `an exponent of zero makes all ranks alike`() {
        let zipf = Zipf(count: 4, exponent: 0)
        var random = SplitMix64(seed: 5)
        var counts = Array(repeating: 0, count: 4)
        for _ in 0..<40_000 { counts[zipf.rank(using: &random)] += 1 }
        #expect(counts.allSatisfy { (9_500...10_500).contains($0) })
    }

    /// The first outputs for seed 1234567, as published with the algorithm.
    @Test func `the generator is SplitMix64`() {
        var random = SplitMix64(seed: 1_234_567)
        #expect(random.next() == 6_457_827_717_110_365_317)
        #expect(random.next() == 3_203_168_211_198_807_973)
        #expect(random.next() == 9_817_491_932_198_370_423)
    }
}
