import Foundation

/// Says how far the seeding of the catalogue is, where it takes longer than people like to wait without a word.
struct SeedingProgress: Sendable {
    private let began = ContinuousClock.now

    func show(_ done: Int, of total: Int) {
        guard ContinuousClock.now - self.began > .milliseconds(800) else { return }
        let ending = done == total ? "\n" : ""
        try? FileHandle.standardError.write(
            contentsOf: Data("\rseeding the catalogue: \(done) of \(total) courses\(ending)".utf8))
    }
}
