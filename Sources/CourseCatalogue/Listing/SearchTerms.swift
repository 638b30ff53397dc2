/// The terms of a `search` parameter: all must occur, each in any of the searched fields, whatever the case.
struct SearchTerms: Equatable, Sendable {
    /// Bounds what one request may ask of the database.
    static let most = 16
    static let longest = 200

    var terms: [String]

    /// Splits on white space and commas, keeping `"quoted phrases"` and `'…'` whole, as DRF's `SearchFilter` does.
    ///
    /// - Throws: 400 for a NUL character, too many terms or one that is too long.
    init(_ text: String) throws(Rejection) {
        guard !text.unicodeScalars.contains("\0") else {
            throw .invalid("search", "Null characters are not allowed.")
        }
        var terms: [String] = []
        for token in Self.tokens(of: text) {
            var token = Substring(token)
            while token.first == "," { token.removeFirst() }
            while token.last == "," { token.removeLast() }
            if let quote = token.first, quote == "\"" || quote == "'", token.last == quote {
                terms.append(Self.unescaped(token.dropFirst().dropLast(), quote: quote))
            } else {
                terms += token.split(separator: ",").map(String.init)
            }
        }
        self.terms = terms.filter { !$0.isEmpty }
        guard self.terms.count <= Self.most else {
            throw .invalid("search", "Ensure this value has at most \(Self.most) terms (it has \(self.terms.count)).")
        }
        guard self.terms.allSatisfy({ $0.unicodeScalars.count <= Self.longest }) else {
            throw .invalid("search", "Ensure each term has at most \(Self.longest) characters.")
        }
    }

    /// Runs without white space, in which a complete quoted phrase may hold some (Django's `smart_split`).
    private static func tokens(of text: String) -> [String] {
        let scalars = Array(text.unicodeScalars)
        var tokens: [String] = []
        var start = 0
        while start < scalars.count {
            if scalars[start].properties.isWhitespace {
                start += 1
                continue
            }
            let end = endOfPhrase(in: scalars, from: start) ?? endOfWord(in: scalars, from: start)
            var token = String.UnicodeScalarView()
            token.append(contentsOf: scalars[start..<end])
            tokens.append(String(token))
            start = end
        }
        return tokens
    }

    private static func endOfWord(in scalars: [Unicode.Scalar], from start: Int) -> Int {
        scalars[start...].firstIndex { $0.properties.isWhitespace } ?? scalars.count
    }

    /// The end of a token that holds at least one complete quoted phrase, nil where there is none.
    private static func endOfPhrase(in scalars: [Unicode.Scalar], from start: Int) -> Int? {
        func isQuote(_ scalar: Unicode.Scalar) -> Bool { scalar == "\"" || scalar == "'" }
        func skipPlain(from index: Int) -> Int {
            scalars[index...].firstIndex { isQuote($0) || $0.properties.isWhitespace } ?? scalars.count
        }
        func closing(from opening: Int) -> Int? {
            var index = opening + 1
            while index < scalars.count {
                if scalars[index] == scalars[opening] { return index }
                index += scalars[index] == "\\" ? 2 : 1
            }
            return nil
        }
        var end: Int?
        var index = skipPlain(from: start)
        while index < scalars.count, isQuote(scalars[index]), let close = closing(from: index) {
            index = skipPlain(from: close + 1)
            end = index
        }
        return end
    }

    private static func unescaped(_ text: Substring, quote: Character) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            if !isEscaped, character == "\\" {
                isEscaped = true
                continue
            }
            if isEscaped, character != quote, character != "\\" { result.append("\\") }
            result.append(character)
            isEscaped = false
        }
        return isEscaped ? result + "\\" : result
    }
}
