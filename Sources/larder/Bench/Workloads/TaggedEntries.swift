import CourseCatalogue
import LarderEngine

/// The entries that the invalidation workload acts on, and which of them a call hits.
struct TaggedEntries: Sendable {
    private static let perSegmentPart = 10 * BenchKey.perNamespace
    private static let perTag = 20
    private static let commonTag = "courses"

    let count: Int

    /// - Parameter count: Rounded down to multiples of 200, at least one.
    init(count: Int) {
        self.count = max(Self.perSegmentPart, count / Self.perSegmentPart * Self.perSegmentPart)
    }

    private var tags: Int { self.count / Self.perTag }

    func tags(of number: Int) -> [String] {
        [Self.commonTag, self.tag(number % self.tags)]
    }

    private func tag(_ number: Int) -> String {
        "subject-\(number)"
    }

    /// What to select, and the numbers of the entries that have to be written anew when it was invalidated.
    func select(_ scope: InvalidationCall.Scope, using random: inout SplitMix64) -> (selection: Selection, numbers: [Int]) {
        switch scope {
        case .some(.namespace):
            let first = random.below(self.count / BenchKey.perNamespace) * BenchKey.perNamespace
            return (.prefix(String(BenchKey.grouped(first).prefix(13))), Array(first..<first + BenchKey.perNamespace))
        case .some(.segmentPart):
            let first = random.below(self.count / Self.perSegmentPart) * Self.perSegmentPart
            return (.prefix(String(BenchKey.grouped(first).prefix(11))), Array(first..<first + Self.perSegmentPart))
        case .some(.tag):
            let number = random.below(self.tags)
            return (.tags([self.tag(number)]), Array(stride(from: number, to: self.count, by: self.tags)))
        case .everything:
            return (.prefix("course:"), [])
        case .commonTag:
            return (.tags([Self.commonTag]), [])
        }
    }
}
