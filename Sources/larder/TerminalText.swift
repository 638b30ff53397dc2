import Foundation
import LarderTerminal

// What comes from an endpoint may have been chosen by an attacker: it reaches a terminal only through this file.

enum StandardError {
    static func write(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data("\(Self.harmless(text))\n".utf8))
    }

    /// Line breaks are kept: messages of several lines are this program's own.
    static func harmless(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { DisplayText($0).string }.joined(separator: "\n")
    }

    /// A line break in it is shown as a mark.
    static func line(_ text: String) -> String {
        DisplayText(text).string
    }

    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}

extension DisplayText {
    var string: String {
        String(String.UnicodeScalarView(self.glyphs.map(\.scalar)))
    }
}

/// Colour where standard output is a terminal that takes it.
struct PrintStyle {
    var isColoured: Bool

    static var standardOutput: PrintStyle {
        let environment = ProcessInfo.processInfo.environment
        let wantsColour = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
        return PrintStyle(isColoured: wantsColour && isatty(STDOUT_FILENO) == 1)
    }

    func heading(_ text: String) -> String {
        let text = DisplayText(text).string
        return self.isColoured ? "\u{1B}[1m\(text)\u{1B}[0m" : text
    }
}

/// JSON with what could steer a terminal written as escapes, which mean the same to every reader of JSON.
enum HarmlessJSON {
    static func text(_ body: Data) -> String {
        String(decoding: body, as: UTF8.self).unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar.value {
            case 0..<0x09, 0x0B, 0x0C, 0x0E..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x061C, 0x2028...0x202E, 0x2066...0x2069:
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default:
                text.unicodeScalars.append(scalar)
            }
        }
    }
}
