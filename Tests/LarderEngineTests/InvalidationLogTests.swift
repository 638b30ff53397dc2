import EngineProperties
import Testing

@testable import LarderEngine

@Suite struct InvalidationLogTests {
    private static let tags = (0..<4).map { "tag\($0)" }
    private static let keys = (0..<3).flatMap { area in (0..<4).flatMap { ["a\(area):\($0)", "a\(area):\($0)#de"] } }
    private static let globs = ["*:1", "a?:*", "*#de", "zz*x"].map { try! Glob($0) }

    private func draw(_ generator: inout SeededGenerator) -> LarderEngine.Selection {
        switch Int.random(in: 0..<9, using: &generator) {
        case 0, 1: .key(Self.keys.randomElement(using: &generator)!)
        case 2: .keys((0..<3).map { _ in Self.keys.randomElement(using: &generator)! })
        case 3: .keys((0..<60).map { "other:\($0)" } + [Self.keys.randomElement(using: &generator)!])
        case 4: .prefix(String(Self.keys.randomElement(using: &generator)!.prefix(Int.random(in: 1...5, using: &generator))))
        case 5: .route("a\(Int.random(in: 0..<4, using: &generator))")
        case 6: .pattern(Self.globs.randomElement(using: &generator)!)
        case 7: .tags([Self.tags.randomElement(using: &generator)!, Self.tags.randomElement(using: &generator)!, "absent"])
        default: .tags(["absent"])
        }
    }

    @Test(arguments: UInt64(0)..<20) func `finds what a look at every invalidation since the load began finds`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let capacity = 40
        var log = InvalidationLog(capacity: capacity)
        var model: [(selection: LarderEngine.Selection, mode: InvalidationMode, isRetracted: Bool)] = []
        for step in 0..<300 {
            let selection = self.draw(&generator)
            let mode: InvalidationMode = [.soft, .soft, .soft, .revalidate, .hard].randomElement(using: &generator)!
            let kill = log.begin(
                selection, InvalidationIndex.terms(of: selection), mode: mode, at: CacheInstant(nanoseconds: Int64(step)))
            log.finish()
            model.append((selection, mode, false))
            #expect(Int(kill.sequence) == model.count)
            if step % 5 == 4 {
                let place = Int.random(in: model.indices, using: &generator)
                log.retract(UInt64(place + 1))
                model[place].isRetracted = true
            }
            let began = max(0, model.count - Int.random(in: 0...15, using: &generator))
            let key = CacheKey(text: Self.keys.randomElement(using: &generator)!)
            let tags = Self.tags.filter { _ in Bool.random(using: &generator) }
            let hits = model.indices.dropFirst(began).filter {
                !model[$0].isRetracted && model[$0].selection.matches(key, tags: tags)
            }
            let deadly = hits.first { model[$0].mode != .soft }
            switch log.verdict(since: UInt64(began), on: key, tags: tags) {
            case .untouched: #expect(hits.isEmpty, "seed \(seed), step \(step)")
            case .soft(let marks):
                #expect(deadly == nil && marks.map(\.sequence) == hits.map { UInt64($0 + 1) }, "seed \(seed), step \(step)")
            case .outdated(let since): #expect(deadly.map { UInt64($0 + 1) } == since, "seed \(seed), step \(step)")
            }
            if model.count > capacity {
                guard case .outdated = log.verdict(since: UInt64(model.count - capacity - 1), on: key, tags: []) else {
                    Issue.record("seed \(seed), step \(step): it does not reach back so far")
                    return
                }
            }
        }
    }

    @Test(arguments: [(256, true), (257, false)])
    func `a load that more patterns came across than are kept is taken to be outdated`(patterns: Int, isUntouched: Bool) throws {
        var log = InvalidationLog(capacity: 8192)
        for number in 0..<patterns {
            let selection = LarderEngine.Selection.pattern(try Glob("*none\(number)*"))
            _ = log.begin(
                selection, InvalidationIndex.terms(of: selection), mode: .hard, at: CacheInstant(nanoseconds: 0))
            log.finish()
        }
        let key = CacheKey(text: "a:1")
        switch log.verdict(since: 0, on: key, tags: []) {
        case .untouched: #expect(isUntouched)
        case .soft, .outdated: #expect(!isUntouched)
        }
        guard case .untouched = log.verdict(since: 1, on: key, tags: []) else {
            Issue.record("the first one is asked about no more")
            return
        }
    }

    @Test func `a load hit softly by very many invalidations bears as many marks as an entry does`() {
        var log = InvalidationLog(capacity: 8192)
        for _ in 0..<100 {
            _ = log.begin(.all, InvalidationIndex.terms(of: .all), mode: .soft, at: CacheInstant(nanoseconds: 0))
            log.finish()
        }
        guard case .soft(let marks) = log.verdict(since: 0, on: CacheKey(text: "a:1"), tags: []) else {
            Issue.record("it was hit")
            return
        }
        #expect(marks.count == Kills.maximumSoft)
        #expect(marks.first?.isJoint == true)
    }
}
