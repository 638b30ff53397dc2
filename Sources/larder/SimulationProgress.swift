import Foundation

/// Says what is being read or replayed, on a terminal and where it takes longer than people like to wait without a word.
struct SimulationProgress {
    private let began = ContinuousClock.now
    private var isShown = false

    mutating func show(_ state: String) {
        guard StandardError.isTerminal, ContinuousClock.now - self.began > .seconds(1) else { return }
        self.isShown = true
        self.draw(StandardError.line(state))
    }

    /// Takes the line away, so that results do not stand beside it.
    mutating func clear() {
        guard self.isShown else { return }
        self.isShown = false
        self.draw("")
    }

    private func draw(_ line: String) {
        try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K\(line)".utf8))
    }
}
