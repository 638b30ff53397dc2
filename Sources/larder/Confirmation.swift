import Foundation
import LarderAdmin

/// Asks a person before entries go.
enum Confirmation {
    /// Questions go to standard error, so that standard output can be a file all the same.
    static var isPossible: Bool { isatty(STDIN_FILENO) == 1 && StandardError.isTerminal }

    static func ask(_ preview: [NodeAnswer<InvalidationResult>], mode: InvalidationMode) -> Bool {
        for node in preview {
            guard let result = try? node.result.get() else { continue }
            StandardError.write((preview.count > 1 ? "\(node.url): " : "") + PurgeReport.summary(of: result))
            for key in result.sample {
                StandardError.write("  " + StandardError.line(key))
            }
            if result.matched > result.sample.count {
                StandardError.write("  … and \(result.matched - result.sample.count) more")
            }
        }
        try? FileHandle.standardError.write(contentsOf: Data("\(Self.question(mode)) [y/N] ".utf8))
        return ["y", "yes"].contains(readLine()?.trimmingCharacters(in: .whitespaces).lowercased())
    }

    private static func question(_ mode: InvalidationMode) -> String {
        switch mode {
        case .soft: "Purge softly? It can be undone."
        case .revalidate: "Have all of them revalidated? This cannot be undone."
        case .hard: "Purge hard? This cannot be undone."
        }
    }
}
