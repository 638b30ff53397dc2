import Foundation
@testable import LarderTerminal
import Testing

@Suite struct ClipboardTests {
    @Test(arguments: [
        "", "f", "fo", "foo", "foob", "fooba", "foobar", "漢字 \u{1B}]0;x\u{07}", String(repeating: "xyz\u{7F}é", count: 700),
    ])
    func `base 64 is RFC 4648's`(text: String) {
        #expect(Base64.encode(text.utf8) == Data(text.utf8).base64EncodedString())
    }

    @Test func `the sequence holds the text as base 64, so that none of it can steer the terminal`() {
        #expect(Clipboard.sequence(copying: "a\u{1B}\\b", through: .none) == "\u{1B}]52;c;YRtcYg==\u{07}")
    }

    @Test func `tmux and screen are told to pass it on`() throws {
        let tmux = try #require(Clipboard.sequence(copying: "key", through: .tmux))
        #expect(tmux == "\u{1B}]52;c;a2V5\u{07}\u{1B}Ptmux;\u{1B}\u{1B}]52;c;a2V5\u{07}\u{1B}\\")
        let long = try #require(Clipboard.sequence(copying: String(repeating: "k", count: 3000), through: .screen))
        let pieces = long.components(separatedBy: "\u{1B}P").dropFirst()
        #expect(pieces.count > 5 && pieces.allSatisfy { $0.hasSuffix("\u{1B}\\") && $0.utf8.count <= 514 })
        let plain = pieces.map { $0.dropLast(2) }.joined()
        #expect(long.hasPrefix(plain))
    }

    @Test func `a text that terminals would cut is not sent`() {
        #expect(Clipboard.sequence(copying: String(repeating: "k", count: Clipboard.limit), through: .none) != nil)
        #expect(Clipboard.sequence(copying: String(repeating: "k", count: Clipboard.limit + 1), through: .none) == nil)
    }

    @Test(arguments: [
        (["TERM": "xterm-256color"], Multiplexer.none), (["TERM": "screen-256color", "TMUX": "/tmp/x,1,0"], .tmux),
        (["TERM": "tmux-256color"], .tmux), (["TERM": "screen.xterm-256color", "STY": "1.a"], .screen),
        (["TERM": "screen"], .screen),
    ])
    func `what lies between is read from the environment`(environment: [String: String], multiplexer: Multiplexer) {
        #expect(Multiplexer(environment: environment) == multiplexer)
    }
}
