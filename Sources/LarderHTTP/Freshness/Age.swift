import HTTPTypes

/// How old a response is (RFC 9111 §4.2.3).
enum Age {
    /// Its age when it was received: never below zero.
    ///
    /// What it says itself and what follows from its `Date` are two measures; the larger counts. A `Date` ahead of the own clock
    /// says nothing.
    static func initial(of fields: HTTPFields, in exchange: Exchange) -> Duration {
        let apparent = exchange.receivedAt.duration(since: exchange.date(of: fields))
        let corrected = .seconds(self.value(of: fields) ?? 0) + exchange.delay
        return max(apparent, corrected)
    }

    /// The `Age` field in seconds: the first member of the first line, nil where that is no number (RFC 9111 §5.1).
    static func value(of fields: HTTPFields) -> Int64? {
        guard fields.contains(.age), let line = fields[values: .age].first else { return nil }
        let member = line.utf8.prefix { $0 != UInt8(ascii: ",") }
        let digits = member.drop(while: FieldScanner.isSpace).reversed().drop(while: FieldScanner.isSpace).reversed()
        return DeltaSeconds.parse(digits)
    }

    /// As the field says it: whole seconds, at most 2^31.
    static func text(_ age: Duration) -> String {
        String(min(max(0, age.components.seconds), DeltaSeconds.greatest))
    }
}
