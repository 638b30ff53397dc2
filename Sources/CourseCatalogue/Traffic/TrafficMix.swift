/// The endless sequence of requests of a scenario; equal seeds give equal sequences.
struct TrafficMix: Sendable {
    static let clientCount = 12
    static let searchTerms = [
        "swift", "python", "caching", "practice", "design", "from scratch", "jazz", "ethics", "sql", "beginner",
        "neural networks", "case studies", "history", "light", "climate", "tutor", "bread", "logic", "portfolio", "colour",
        "first", "trade", "poetry", "robotics", "essays", "project", "water", "kernels", "Latin", "certificate",
    ]

    private let scenario: Scenario
    private let courses: Int
    private var random: SplitMix64
    private let rows: Zipf
    private let pages: Zipf
    private let terms: Zipf
    private let searchPages: Zipf
    private let subjects = Zipf(count: SeedVocabulary.areas.count, exponent: 0.8)
    /// Requests so far; the scenarios' rhythms count these, not seconds, so that they do not depend on the clock.
    private var issued = 0
    private var crawled = 0

    /// Rows beyond this rank are never asked for one by one; the crawler of ``Scenario/scan`` sees them all.
    private static let mostRanks = 100_000

    init(scenario: Scenario, courses: Int, seed: UInt64) {
        self.scenario = scenario
        self.courses = max(1, courses)
        random = SplitMix64(seed: seed)
        let ranks = min(self.courses, Self.mostRanks)
        rows = Zipf(count: ranks, exponent: scenario == .pressure ? 0.2 : 0.85)
        pages = Zipf(count: max(1, ranks / PageRequest.defaultSize), exponent: scenario == .pressure ? 0.2 : 0.95)
        terms = Zipf(count: Self.searchTerms.count, exponent: 0.8)
        searchPages = Zipf(count: 8, exponent: 2.2)
    }

    mutating func next() -> TrafficRequest {
        issued += 1
        let client = Int(random.next() % UInt64(Self.clientCount))
        if let special = rhythmic(client: client) { return special }
        switch random.unit() {
        case ..<0.450: return read(.single(coursePath(rows.rank(using: &random))), client)
        case ..<0.670: return read(.list(listPath()), client)
        case ..<0.770: return read(.search(searchPath()), client)
        case ..<0.880: return read(.list(subjectListPath()), client)
        case ..<0.998: return read(.single("/subjects/\(subjects.rank(using: &random) + 1)"), client)
        case ..<0.9997: return TrafficRequest(action: .searchUncached(searchPath()), client: client)
        default: return write(client: client)
        }
    }

    /// What a scenario does on every so many requests.
    private mutating func rhythmic(client: Int) -> TrafficRequest? {
        switch scenario {
        case .steady, .pressure:
            return nil
        case .stampede:
            switch issued % 4_000 {
            case 0: return TrafficRequest(action: .patchCourse(1, level: level()), client: client)
            case 1...200: return TrafficRequest(action: .search("/courses/?search=swift"), client: client)
            default: return nil
            }
        case .scan:
            guard issued.isMultiple(of: 2) else { return nil }
            crawled += 1
            let page = crawled % ((courses + 9) / 10) + 1
            return crawled.isMultiple(of: 3)
                ? TrafficRequest(action: .list("/courses/?page=\(page)&perpage=10"), client: client)
                : TrafficRequest(action: .single(coursePath(crawled % courses)), client: client)
        case .deploy:
            return issued % 8_000 == 4_000 ? TrafficRequest(action: .deploy, client: client) : nil
        }
    }

    private mutating func read(_ action: TrafficRequest.Action, _ client: Int) -> TrafficRequest {
        let manner: TrafficRequest.Manner =
            switch random.unit() {
            case ..<0.03: .head
            case ..<0.13: .conditional
            default: .get
            }
        return TrafficRequest(action: action, manner: manner, client: client)
    }

    private mutating func write(client: Int) -> TrafficRequest {
        let subject = subjects.rank(using: &random) + 1
        let action: TrafficRequest.Action =
            switch random.unit() {
            case ..<0.6: .patchCourse(rows.rank(using: &random) + 1, level: level())
            case ..<0.7: .patchSubject(subject, description: "Revised, edition \(issued).")
            case ..<0.85: .addCourse(subject: subject)
            default: .removeAdded
            }
        return TrafficRequest(action: action, client: client)
    }

    private func coursePath(_ rank: Int) -> String { "/courses/\(rank + 1)" }

    private mutating func level() -> String {
        SeedVocabulary.levels[Int(random.next() % UInt64(SeedVocabulary.levels.count))]
    }

    private mutating func listPath() -> String {
        let page = pages.rank(using: &random) + 1
        switch random.unit() {
        case ..<0.75: return page == 1 ? "/courses/" : "/courses/?page=\(page)"
        case ..<0.90: return "/courses/?page=\((page + 1) / 2)&perpage=10"
        default: return "/courses/?level=\(level())&page=\(page / 4 + 1)"
        }
    }

    private mutating func searchPath() -> String {
        let term = Self.searchTerms[terms.rank(using: &random)].replacing(" ", with: "+")
        let page = searchPages.rank(using: &random) + 1
        return page == 1 ? "/courses/?search=\(term)" : "/courses/?search=\(term)&page=\(page)"
    }

    private mutating func subjectListPath() -> String {
        let rank = subjects.rank(using: &random)
        switch random.unit() {
        case ..<0.5:
            return rank < PageRequest.defaultSize ? "/subjects/" : "/subjects/?page=\(rank / PageRequest.defaultSize + 1)"
        case ..<0.8: return "/subjects/?page=\(rank / PageRequest.largestSize + 1)&perpage=10"
        default: return "/subjects/?search=\(SeedVocabulary.areas[rank].title.prefix { $0.isLetter })"
        }
    }
}
