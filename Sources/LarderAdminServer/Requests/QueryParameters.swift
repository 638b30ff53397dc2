import HTTPTypes

/// The query of a request, read strictly: each parameter known, given once and decodable.
///
/// `+` is a space, as HTML forms and most HTTP libraries write it; a plus is `%2B`.
struct QueryParameters {
    private var values: [String: String] = [:]

    init(_ query: Substring?, known: [String]) throws(Refusal) {
        for pair in (query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(parts[0]), let value = Self.decode(parts.count == 2 ? parts[1] : "") else {
                throw Refusal(
                    .badRequest, "The parameter \(Refusal.quote(pair)) is not percent-encoded UTF-8: write \"%\" itself as %25")
            }
            guard known.contains(name) else {
                throw Refusal(
                    .badRequest,
                    "Unknown parameter \(Refusal.quote(name)). "
                        + (known.isEmpty ? "There are none here" : "There are \(known.joined(separator: ", "))"))
            }
            guard self.values.updateValue(value, forKey: name) == nil else {
                throw Refusal(.badRequest, "The parameter \(name) is given more than once")
            }
        }
    }

    /// Nil where it is not given or empty.
    ///
    /// - Parameter longest: Characters, as JSON Schema counts them.
    func text(_ name: String, longest: Int = 1024) throws(Refusal) -> String? {
        guard let value = self.values[name], !value.isEmpty else { return nil }
        guard value.unicodeScalars.count <= longest else {
            throw Refusal(.badRequest, "\(name) has at most \(longest) characters, not \(value.unicodeScalars.count)")
        }
        return value
    }

    func integer(_ name: String, in range: ClosedRange<Int>) throws(Refusal) -> Int? {
        guard let value = self.values[name] else { return nil }
        guard let number = Self.digits(value).flatMap({ Int($0) }), range.contains(number) else {
            throw Refusal(
                .badRequest,
                "\(name) is a whole number from \(range.lowerBound) to \(range.upperBound), not \(Refusal.quote(value))")
        }
        return number
    }

    /// The number of an event.
    func sequence(_ name: String) throws(Refusal) -> UInt64? {
        guard let value = self.values[name] else { return nil }
        guard let number = Self.digits(value).flatMap({ UInt64($0) }) else {
            throw Refusal(
                .badRequest,
                "\(name) is the number of an event, a whole number from 0, not \(Refusal.quote(value)). "
                    + "Pass the last answer's \"next\" back as it is")
        }
        return number
    }

    func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, of: Choice.Type) throws(Refusal) -> Choice?
    where Choice.RawValue == String {
        guard let value = self.values[name] else { return nil }
        return try Self.choice(value, name)
    }

    /// A comma-separated list; empty where it is not given.
    func choices<Choice: RawRepresentable & CaseIterable & Hashable>(_ name: String, of: Choice.Type) throws(Refusal)
        -> Set<Choice>
    where Choice.RawValue == String {
        var choices: Set<Choice> = []
        guard let value = self.values[name] else { return choices }
        for part in value.split(separator: ",", omittingEmptySubsequences: false) {
            choices.insert(try Self.choice(String(part), name))
        }
        return choices
    }

    /// Whole seconds, written `30s`, `15m`, `2h` or `1d`.
    func seconds(_ name: String, in range: ClosedRange<Int>) throws(Refusal) -> Int? {
        guard let value = self.values[name] else { return nil }
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        guard let unit = value.last.flatMap({ units[$0] }),
            let count = Self.digits(String(value.dropLast())).flatMap({ Int($0) }),
            case let (seconds, overflow) = count.multipliedReportingOverflow(by: unit), !overflow, range.contains(seconds)
        else {
            throw Refusal(
                .badRequest,
                "\(name) is a length of time from \(range.lowerBound)s to \(range.upperBound)s such as 90s, 5m or 1h, "
                    + "not \(Refusal.quote(value))")
        }
        return seconds
    }

    private static func choice<Choice: RawRepresentable & CaseIterable>(_ value: String, _ name: String) throws(Refusal) -> Choice
    where Choice.RawValue == String {
        guard let choice = Choice(rawValue: value) else {
            throw Refusal(
                .badRequest,
                "\(name) is one of \(Choice.allCases.map(\.rawValue).joined(separator: ", ")), not \(Refusal.quote(value))")
        }
        return choice
    }

    /// `Int.init` takes signs, too.
    private static func digits(_ text: String) -> String? {
        !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? text : nil
    }

    private static func decode(_ text: Substring) -> String? {
        text.utf8.contains(UInt8(ascii: "+"))
            ? PercentEncoding.decode(
                Substring(text.split(separator: "+", omittingEmptySubsequences: false).joined(separator: " ")))
            : PercentEncoding.decode(text)
    }
}
