package import LarderEngine

/// What holds for every pattern and every text.
package enum GlobProperty {
    /// What does not hold; nil where all does.
    ///
    /// - Parameter bytes: The first tells how many of the others are the pattern; the rest is the text.
    package static func violation(in bytes: UnsafeRawBufferPointer) -> String? {
        guard let first = bytes.first else { return nil }
        let patternLength = min(Int(first), bytes.count - 1)
        let pattern = String(decoding: bytes[1..<1 + patternLength], as: UTF8.self)
        let raw = UnsafeRawBufferPointer(rebasing: bytes[(1 + patternLength)...])
        let glob: Glob
        do throws(GlobError) {
            glob = try Glob(pattern)
        } catch {
            let length = pattern.unicodeScalars.count
            return (0...length).contains(error.position) ? nil : "\(pattern): the error points to \(error.position)"
        }
        // Of what is no UTF-8 nothing is said but that it is not read past, which the address sanitizer sees.
        _ = glob.matches(raw)
        return self.violation(of: glob, on: String(decoding: raw, as: UTF8.self))
    }

    package static func violation(of glob: Glob, on text: String) -> String? {
        let isMatch = glob.matches(text)
        let begins = text.utf8.starts(with: glob.literalPrefix.utf8)
        let said = "'\(glob.text)' \(isMatch ? "matches" : "does not match") '\(text)'"
        if isMatch, !begins { return "\(said), which does not begin with '\(glob.literalPrefix)'" }
        if glob.isLiteral, isMatch != glob.literalPrefix.utf8.elementsEqual(text.utf8) { return "\(said), and is literal" }
        if glob.isLiteralPrefix, isMatch != begins { return "\(said), and is a literal prefix" }
        guard glob.text.unicodeScalars.count <= 16, text.unicodeScalars.count <= 16 else { return nil }
        return ReferenceGlob.matches(glob.text, text) == isMatch ? nil : said
    }
}
