import LarderAdmin
import Testing

@testable import LarderAdminServer

@Suite struct `Query parameters` {
    static let known = ["limit", "pattern", "sort", "window", "after", "include"]

    enum Part: String, CaseIterable { case events, routes }

    @Test func `values are decoded once, a plus is a space`() throws {
        let parameters = try QueryParameters("pattern=a%2Bb+c%253D%26&limit=5", known: Self.known)
        #expect(try parameters.text("pattern") == "a+b c%3D&")
        #expect(try parameters.integer("limit", in: 1...10) == 5)
        #expect(try parameters.text("sort") == nil)
    }

    @Test(arguments: [
        ("colour=red", "colour"), ("limit=1&limit=2", "limit"), ("pattern=%zz", "%zz"), ("pattern=%f", "%25"),
        ("pattern=%ff%fe", "UTF-8"), ("=1", "Unknown"), ("Limit=1", "Limit"),
    ]) func `an unknown, doubled or undecodable parameter is refused by name`(query: String, named: String) {
        let refusal = #expect(throws: Refusal.self) { try QueryParameters(query[...], known: Self.known) }
        #expect(refusal?.problem.status == 400)
        #expect(refusal?.problem.detail.contains(named) == true)
    }

    @Test(arguments: ["", "0", "11", "-1", "+5", "1.5", "1e1", "five", " 5", "٣", "99999999999999999999"])
    func `a number out of range or of another form is refused`(value: String) throws {
        let parameters = try QueryParameters("limit=\(value.isEmpty ? "" : value)"[...], known: Self.known)
        let refusal = #expect(throws: Refusal.self) { try parameters.integer("limit", in: 1...10) }
        #expect(refusal?.problem.detail.contains("limit is a whole number from 1 to 10") == true)
    }

    @Test(arguments: [("90s", 90), ("5m", 300), ("24h", 86400), ("1d", 86400)])
    func `a window is whole seconds`(value: String, seconds: Int) throws {
        let parameters = try QueryParameters("window=\(value)"[...], known: Self.known)
        #expect(try parameters.seconds("window", in: 1...86400) == seconds)
    }

    @Test(arguments: ["", "5", "s", "0s", "2d", "1.5h", "-5m", "5M", "500ms", "999999999999999999d"])
    func `a window of another form or length is refused`(value: String) throws {
        let parameters = try QueryParameters("window=\(value)"[...], known: Self.known)
        #expect(throws: Refusal.self) { try parameters.seconds("window", in: 1...86400) }
    }

    @Test func `choices name what there is`() throws {
        let parameters = try QueryParameters("include=events,routes&sort=up", known: Self.known)
        #expect(try parameters.choices("include", of: Part.self) == [.events, .routes])
        let refusal = #expect(throws: Refusal.self) { try parameters.choice("sort", of: KeyPage.Order.self) }
        #expect(refusal?.problem.detail == "sort is one of asc, desc, not \"up\"")
    }

    @Test(arguments: ["", "events,", "events,,routes", "Events"]) func `a list with a bad part is refused`(value: String) throws {
        let parameters = try QueryParameters("include=\(value)"[...], known: Self.known)
        #expect(throws: Refusal.self) { try parameters.choices("include", of: Part.self) }
    }

    @Test func `an event number may be as large as they get`() throws {
        let parameters = try QueryParameters("after=18446744073709551615", known: Self.known)
        #expect(try parameters.sequence("after") == .max)
    }
}
