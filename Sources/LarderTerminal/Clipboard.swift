/// The user's clipboard, reached through the terminal (xterm's control sequence OSC 52), so that it works over ssh.
///
/// Terminals may be told not to allow it and do not say so.
enum Clipboard {
    /// UTF-8 bytes; terminals cut longer texts or drop them without a word.
    static let limit = 32_768
    /// Bytes of a device control string that GNU screen passes on.
    private static let screenChunk = 512

    /// - Returns: nil where the text is too long.
    static func sequence(copying text: String, through multiplexer: Multiplexer) -> String? {
        guard text.utf8.count <= Self.limit else { return nil }
        let plain = "\u{1B}]52;c;\(Base64.encode(text.utf8))\u{07}"
        switch multiplexer {
        case .none: return plain
        // One of the two counts, depending on its settings `set-clipboard` and `allow-passthrough`.
        case .tmux: return plain + "\u{1B}Ptmux;\(plain.replacingEscapes)\u{1B}\\"
        // It drops what it does not know; over ssh it may be a tmux that does.
        case .screen: return plain + plain.chunks(of: Self.screenChunk).map { "\u{1B}P\($0)\u{1B}\\" }.joined()
        }
    }
}

/// RFC 4648 §4.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var rest = bytes[...]
        while !rest.isEmpty {
            let group = Array(rest.prefix(3))
            let value = group.enumerated().reduce(0) { $0 | Int($1.element) << (16 - 8 * $1.offset) }
            for place in 0..<4 {
                text.append(place <= group.count ? Self.alphabet[value >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
            rest = rest.dropFirst(3)
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension String {
    /// tmux passes on what it finds with every escape doubled.
    fileprivate var replacingEscapes: String {
        self.split(separator: "\u{1B}", omittingEmptySubsequences: false).joined(separator: "\u{1B}\u{1B}")
    }

    fileprivate func chunks(of length: Int) -> [Substring] {
        var rest = self[...]
        var chunks: [Substring] = []
        while !rest.isEmpty {
            chunks.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return chunks
    }
}
