/// A date of HTTP, to the second (RFC 9110 §5.6.7): the preferred form and the two obsolete ones.
public struct HTTPDate: Sendable, Hashable, Comparable {
    /// Since 1970, UTC.
    public let seconds: Int64

    public init(seconds: Int64) {
        self.seconds = seconds
    }

    /// - Parameter wallSeconds: Since 1970. Rounded down; what no calendar holds counts as the nearest date that one does.
    public init(wallSeconds: Double) {
        let bounded = min(max(wallSeconds, Self.earliest), Self.latest)
        self.seconds = bounded.isNaN ? 0 : Int64(bounded.rounded(.down))
    }

    /// The years 1 and 9999.
    private static let earliest = -62_135_596_800.0
    private static let latest = 253_402_300_799.0

    public static func < (left: HTTPDate, right: HTTPDate) -> Bool { left.seconds < right.seconds }

    /// From `other` to this one; below zero where this one is earlier.
    func duration(since other: HTTPDate) -> Duration {
        .seconds(self.seconds - other.seconds)
    }

    /// Nil where `text` is none of the three forms. Names of days, months and the zone are read in any case, as caches should;
    /// every other zone than GMT makes it no date (RFC 9111 §4.2). That the day of the week is the right one is not checked.
    ///
    /// - Parameter now: A year of two digits that seems more than 50 years ahead of it is the last one past that ends so.
    public init?(_ text: String, relativeTo now: HTTPDate) {
        var reader = Reader(rest: Substring(text).utf8)
        guard let fields = reader.date(relativeTo: now), reader.rest.isEmpty, let seconds = fields.seconds else { return nil }
        self.init(seconds: seconds)
    }

    /// The preferred form: `Sun, 06 Nov 1994 08:49:37 GMT`.
    public var text: String {
        let days = (self.seconds - Calendar.remainder(self.seconds, 86400)) / 86400
        let second = Calendar.remainder(self.seconds, 86400)
        let (year, month, day) = Calendar.date(ofDay: Int(days))
        let weekday = Calendar.weekdays[Int(Calendar.remainder(days + 4, 7))]
        func padded(_ number: Int, _ width: Int = 2) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let time = [second / 3600, second / 60 % 60, second % 60].map { padded(Int($0)) }.joined(separator: ":")
        return "\(weekday.prefix(3)), \(padded(day)) \(Calendar.months[month - 1]) \(padded(year, 4)) \(time) GMT"
    }
}

/// A date and a time as they are written.
private struct DateFields {
    var year: Int
    var month: Int
    var day: Int
    var time = (hour: 0, minute: 0, second: 0)

    /// Nil where no calendar has it. A leap second is the one after.
    var seconds: Int64? {
        guard (1...Calendar.days(inMonth: self.month, of: self.year)).contains(self.day), self.time.hour < 24,
            self.time.minute < 60, self.time.second <= 60
        else { return nil }
        let days = Calendar.day(ofYear: self.year, month: self.month, day: self.day)
        return Int64(days) * 86400 + Int64(self.time.hour * 3600 + self.time.minute * 60 + self.time.second)
    }
}

/// Every part has its fixed width, except the full names of days.
private struct Reader {
    var rest: Substring.UTF8View

    mutating func date(relativeTo now: HTTPDate) -> DateFields? {
        let name = self.letters()
        guard name.count >= 3, let day = Calendar.weekdays.map({ $0.lowercased() }).first(where: { $0.hasPrefix(name) })
        else { return nil }
        if name.count == 3, self.take(", ") { return self.preferred() }
        if name == day, self.take(", ") { return self.rfc850(relativeTo: now) }
        if name.count == 3, self.take(" ") { return self.asctime() }
        return nil
    }

    /// `06 Nov 1994 08:49:37 GMT`
    private mutating func preferred() -> DateFields? {
        guard let day = self.number(2), self.take(" "), let month = self.month(), self.take(" "), let year = self.number(4),
            self.take(" "), let time = self.time(), self.take(" gmt")
        else { return nil }
        return DateFields(year: year, month: month, day: day, time: time)
    }

    /// `06-Nov-94 08:49:37 GMT`
    private mutating func rfc850(relativeTo now: HTTPDate) -> DateFields? {
        guard let day = self.number(2), self.take("-"), let month = self.month(), self.take("-"), let year = self.number(2),
            self.take(" "), let time = self.time(), self.take(" gmt")
        else { return nil }
        var fields = DateFields(year: year, month: month, day: day, time: time)
        let (thisYear, _, _) = Calendar.date(ofDay: Int(now.seconds / 86400))
        fields.year += (thisYear + 50) / 100 * 100
        // 50 years ahead to the second, not by the number of the year.
        var limit = DateFields(year: thisYear + 50, month: 1, day: 1).seconds ?? 0
        limit += now.seconds - (DateFields(year: thisYear, month: 1, day: 1).seconds ?? 0)
        if fields.year > thisYear + 50 || (fields.seconds ?? 0) > limit { fields.year -= 100 }
        return fields
    }

    /// `Nov  6 08:49:37 1994`
    private mutating func asctime() -> DateFields? {
        guard let month = self.month(), self.take(" ") else { return nil }
        let isPadded = self.take(" ")
        guard let day = self.number(isPadded ? 1 : 2), self.take(" "), let time = self.time(), self.take(" "),
            let year = self.number(4)
        else { return nil }
        return DateFields(year: year, month: month, day: day, time: time)
    }

    private mutating func time() -> (hour: Int, minute: Int, second: Int)? {
        guard let hour = self.number(2), self.take(":"), let minute = self.number(2), self.take(":"), let second = self.number(2)
        else { return nil }
        return (hour, minute, second)
    }

    private mutating func month() -> Int? {
        let name = self.letters()
        return Calendar.months.firstIndex { $0.lowercased() == name }.map { $0 + 1 }
    }

    /// In lower case, at most as many as the longest name of a day.
    private mutating func letters() -> String {
        let letters = self.rest.prefix(9).prefix { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
        self.rest = self.rest[letters.endIndex...]
        return String(decoding: letters.map { $0 | 0x20 }, as: UTF8.self)
    }

    private mutating func number(_ width: Int) -> Int? {
        let digits = self.rest.prefix(width)
        guard digits.count == width, let number = DeltaSeconds.parse(digits) else { return nil }
        self.rest = self.rest[digits.endIndex...]
        return Int(number)
    }

    /// - Parameter text: In lower case.
    private mutating func take(_ text: StaticString) -> Bool {
        let found = self.rest.prefix(text.utf8CodeUnitCount)
        let isSame = text.withUTF8Buffer { expected in
            found.elementsEqual(expected) { (0x41...0x5A).contains($0) ? $0 | 0x20 == $1 : $0 == $1 }
        }
        guard isSame else { return false }
        self.rest = self.rest[found.endIndex...]
        return true
    }
}

/// The Gregorian calendar, in days since 1970.
private enum Calendar {
    static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Years are counted from March, so that leap days come last.
    static func day(ofYear year: Int, month: Int, day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The inverse of ``day(ofYear:month:day:)``.
    static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// Never below zero.
    static func remainder(_ dividend: Int64, _ divisor: Int64) -> Int64 {
        let remainder = dividend % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
