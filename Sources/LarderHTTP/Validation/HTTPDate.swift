/// A date of HTTP, to the second (RFC 9110 §5.6.7): the preferred form and the two obsolete ones.
public struct HTTPDate: Sendable, Hashable, Comparable {
    /// Since 1970, UTC.
    public let seconds: Int64

    public init(seconds: Int64) {
        self.seconds = seconds
    }

    public static func < (left: HTTPDate, right: HTTPDate) -> Bool { left.seconds < right.seconds }

    /// Nil where `text` is no date of any of the three forms. A year of two digits is one of 1970 to 2069.
    public init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: true)
        switch words.count {
        case 6:
            // Sun, 06 Nov 1994 08:49:37 GMT
            guard words[0].count == 4, words[0].hasSuffix(","), words[5] == "GMT", words[1].utf8.count == 2,
                words[3].utf8.count == 4
            else { return nil }
            self.init(day: words[1], month: words[2], year: Self.number(words[3]), time: words[4])
        case 5:
            // Sun Nov  6 08:49:37 1994
            guard words[0].count == 3, words[4].utf8.count == 4 else { return nil }
            self.init(day: words[2], month: words[1], year: Self.number(words[4]), time: words[3])
        case 4:
            // Sunday, 06-Nov-94 08:49:37 GMT
            let date = words[1].split(separator: "-", omittingEmptySubsequences: false)
            guard words[0].hasSuffix(","), words[3] == "GMT", date.count == 3, date[2].utf8.count == 2,
                let short = Self.number(date[2])
            else { return nil }
            self.init(day: date[0], month: date[1], year: short < 70 ? 2000 + short : 1900 + short, time: words[2])
        default:
            return nil
        }
    }

    private init?(day: Substring, month: Substring, year: Int?, time: Substring) {
        let clock = time.split(separator: ":", omittingEmptySubsequences: false)
        guard let year, let day = Self.number(day), let month = Self.months.firstIndex(of: month), clock.count == 3,
            clock.allSatisfy({ $0.utf8.count == 2 }), let hour = Self.number(clock[0]), let minute = Self.number(clock[1]),
            let second = Self.number(clock[2]), hour < 24, minute < 60, second <= 60,
            (1...Self.days(inMonth: month + 1, of: year)).contains(day)
        else { return nil }
        let days = Self.daysSince1970(year: year, month: month + 1, day: day)
        self.seconds = Int64(days) * 86400 + Int64(hour * 3600 + minute * 60 + second)
    }

    private static let months: [Substring] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 4, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Int(text)
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Gregorian days, with years that begin in March so that leap days come last.
    private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146097 + dayOfEra - 719_468
    }
}
