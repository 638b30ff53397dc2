import LarderHTTP
import Testing

@Suite struct HTTPDateTests {
    @Test(arguments: [
        ("9110 §5.6.7 preferred", "Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ("9110 §5.6.7 RFC 850", "Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
        ("9110 §5.6.7 asctime", "Sun Nov  6 08:49:37 1994", 784_111_777),
        ("9110 §5.6.7 asctime, two digits", "Wed Nov 16 08:49:37 1994", 784_975_777),
        ("9110 §5.6.7 epoch", "Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("9110 §5.6.7 before the epoch", "Wed, 31 Dec 1969 23:59:59 GMT", -1),
        ("9110 §5.6.7 leap day", "Thu, 29 Feb 2024 12:00:00 GMT", 1_709_208_000),
        ("9110 §5.6.7 leap day of a century", "Tue, 29 Feb 2000 00:00:00 GMT", 951_782_400),
        ("9110 §5.6.7 two digits, this century", "Friday, 01-Jan-27 00:00:00 GMT", 1_798_761_600),
        ("9110 §5.6.7 leap second", "Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800),
        ("9110 §5.6.7 beyond 2038", "Thu, 18 Aug 2050 02:01:18 GMT", 2_544_400_878),
        ("9110 §5.6.7 last year", "Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
        ("9111 §4.2 case of the month", "Sun, 06 nov 1994 08:49:37 GMT", 784_111_777),
        ("9111 §4.2 case of the day", "SUN, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ("9111 §4.2 case of the zone", "Sun, 06 Nov 1994 08:49:37 gMT", 784_111_777),
        ("9111 §4.2 case of the long day", "sUNDAY, 06-NOV-94 08:49:37 gmt", 784_111_777),
        ("9110 §5.6.7 wrong day of the week", "Mon, 06 Nov 1994 08:49:37 GMT", 784_111_777),
    ])
    func `the three forms are read`(_ section: String, _ text: String, _ seconds: Int64) {
        #expect(HTTPDate(text, relativeTo: HTTPDate(seconds: 1_795_288_000))?.seconds == seconds, "\(section)")
    }

    @Test(arguments: [
        ("empty", ""), ("9111 §5.3 zero", "0"), ("word", "now"), ("no zone", "Sun, 06 Nov 1994 08:49:37"),
        ("9111 §4.2 zone", "Sun, 06 Nov 1994 08:49:37 CET"), ("9111 §4.2 UTC", "Sun, 06 Nov 1994 08:49:37 UTC"),
        ("9111 §4.2 offset", "Sun, 06 Nov 1994 08:49:37 +0000"), ("no such day", "Sun, 31 Feb 1994 08:49:37 GMT"),
        ("no leap year", "Wed, 29 Feb 2023 12:00:00 GMT"), ("no leap century", "Mon, 29 Feb 1900 12:00:00 GMT"),
        ("day zero", "Sun, 00 Nov 1994 08:49:37 GMT"), ("hour 24", "Sun, 06 Nov 1994 24:00:00 GMT"),
        ("minute 60", "Sun, 06 Nov 1994 08:60:00 GMT"), ("second 61", "Sun, 06 Nov 1994 08:49:61 GMT"),
        ("one digit of the day", "Sun, 6 Nov 1994 08:49:37 GMT"), ("one digit of the hour", "Sun, 06 Nov 1994 8:49:37 GMT"),
        ("two digits of the year", "Sun, 06 Nov 94 08:49:37 GMT"), ("no comma", "Sun 06 Nov 1994 08:49:37 GMT"),
        ("two spaces", "Sun,  06 Nov 1994 08:49:37 GMT"), ("dashes", "Sun, 06-Nov-1994 08:49:37 GMT"),
        ("points", "Sun, 06 Nov 1994 08.49.37 GMT"), ("month name", "Sun, 06 November 1994 08:49:37 GMT"),
        ("no month", "Sun, 06 Abc 1994 08:49:37 GMT"), ("no day name", "06 Nov 1994 08:49:37 GMT"),
        ("unknown day name", "Sol, 06 Nov 1994 08:49:37 GMT"), ("short day of RFC 850", "Sun, 06-Nov-94 08:49:37 GMT"),
        ("asctime with zone", "Sun Nov  6 08:49:37 1994 GMT"), ("asctime with one space", "Sun Nov 6 08:49:37 1994"),
        ("seconds", "784111777"), ("trailing space", "Sun, 06 Nov 1994 08:49:37 GMT "),
        ("leading space", " Sun, 06 Nov 1994 08:49:37 GMT"),
        ("two dates", "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT"),
        ("RFC 3339", "1994-11-06T08:49:37Z"), ("negative", "Sun, 06 Nov -994 08:49:37 GMT"),
        ("digits of another script", "Sun, ٠٦ Nov 1994 08:49:37 GMT"),
    ])
    func `anything else is no date (RFC 9110 §5.6.7)`(_ name: String, _ text: String) {
        #expect(HTTPDate(text, relativeTo: Sample.now) == nil, "\(name)")
    }

    @Test(arguments: [
        ("this year", 2026, "Sunday, 06-Nov-26 08:49:37 GMT", "Fri, 06 Nov 2026 08:49:37 GMT"),
        ("49 years ahead", 2026, "Sunday, 06-Nov-75 08:49:37 GMT", "Wed, 06 Nov 2075 08:49:37 GMT"),
        ("51 years ahead is past", 2026, "Sunday, 06-Nov-77 08:49:37 GMT", "Sun, 06 Nov 1977 08:49:37 GMT"),
        ("50 years ahead, later in the year", 2026, "Sunday, 06-Nov-76 08:49:37 GMT", "Sat, 06 Nov 1976 08:49:37 GMT"),
        ("the next century", 2090, "Sunday, 06-Nov-05 08:49:37 GMT", "Fri, 06 Nov 2105 08:49:37 GMT"),
        ("the century before", 2001, "Sunday, 06-Nov-99 08:49:37 GMT", "Sat, 06 Nov 1999 08:49:37 GMT"),
    ])
    func `a year of two digits is at most 50 years ahead (RFC 9110 §5.6.7)`(
        _ name: String, _ year: Int, _ text: String, _ expected: String
    ) throws {
        let now = try #require(HTTPDate("Mon, 01 Jan \(year) 00:00:00 GMT", relativeTo: Sample.now))
        #expect(HTTPDate(text, relativeTo: now)?.text == expected, "\(name)")
    }

    @Test func `every date is written in the preferred form, and read again`() {
        var generator = Sample.Generator(seed: 1)
        for step in 0..<5000 {
            let date = HTTPDate(seconds: Int64.random(in: -62_135_596_800...253_402_300_799, using: &generator))
            #expect(HTTPDate(date.text, relativeTo: Sample.now) == date, "seed 1, step \(step): \(date.text)")
        }
        #expect(Sample.now.text == "Sun, 06 Nov 1994 08:49:37 GMT")
    }

    @Test(arguments: [(1.9, 1), (-0.1, -1), (.nan, 0), (.infinity, 253_402_300_799), (-.infinity, -62_135_596_800)])
    func `any number of seconds is some date`(_ wallSeconds: Double, _ seconds: Int64) {
        #expect(HTTPDate(wallSeconds: wallSeconds).seconds == seconds)
    }
}
