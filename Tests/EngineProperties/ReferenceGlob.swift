/// A glob as its definition reads, without any cleverness: exponential, so for short patterns and texts only.
package enum ReferenceGlob {
    /// - Parameter pattern: One that `Glob` takes.
    package static func matches(_ pattern: String, _ text: String) -> Bool {
        self.matches(Array(pattern.unicodeScalars)[...], Array(text.unicodeScalars)[...])
    }

    private static func matches(_ pattern: ArraySlice<Unicode.Scalar>, _ text: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        var rest = pattern.dropFirst()
        if first == "*" {
            return (text.startIndex...text.endIndex).contains { self.matches(rest, text[$0...]) }
        }
        guard let character = text.first else { return false }
        var isAccepted = first == character || first == "?"
        if first == "\\" {
            isAccepted = rest.removeFirst() == character
        } else if first == "[" {
            isAccepted = self.takeSet(&rest, of: character)
        }
        return isAccepted && self.matches(rest, text.dropFirst())
    }

    /// Takes the rest of a set off `pattern`; whether the character is in it.
    private static func takeSet(_ pattern: inout ArraySlice<Unicode.Scalar>, of character: Unicode.Scalar) -> Bool {
        let isNegated = pattern.first == "!"
        if isNegated { pattern.removeFirst() }
        var isNamed = false
        while pattern.first != "]" {
            let lower = self.takeMember(&pattern)
            var upper = lower
            if pattern.first == "-", pattern.dropFirst().first != "]" {
                pattern.removeFirst()
                upper = self.takeMember(&pattern)
            }
            isNamed = isNamed || (lower <= character && character <= upper)
        }
        pattern.removeFirst()
        return isNamed != isNegated
    }

    private static func takeMember(_ pattern: inout ArraySlice<Unicode.Scalar>) -> Unicode.Scalar {
        if pattern.first == "\\" { pattern.removeFirst() }
        return pattern.removeFirst()
    }
}
