import Foundation

/// Says on standard error, where that is a terminal, what is under way: some workloads take seconds before their first figure.
struct BenchProgress: Sendable {
    enum Destination {
        case terminal, nowhere
    }

    private let destination: Destination
    private let title: String

    static let silent = BenchProgress(on: .nowhere, title: "")

    init(on destination: Destination, title: String) {
        self.destination = destination
        self.title = title
    }

    /// In place of what was said before.
    func show(_ phase: String) {
        self.write("\(self.title): \(phase)")
    }

    func clear() {
        self.write("")
    }

    private func write(_ line: String) {
        guard self.destination == .terminal else { return }
        try? FileHandle.standardError.write(contentsOf: Data("\r\(line)\u{1B}[K".utf8))
    }
}
