import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import CourseCatalogue

struct PaginationTests {
    struct PerPage {
        var query: String
        var size: Int
    }

    @Test(arguments: [
        PerPage(query: "", size: 5),
        PerPage(query: "perpage=3", size: 3),
        PerPage(query: "perpage=10", size: 10),
        PerPage(query: "perpage=11", size: 10),
        PerPage(query: "perpage=99999999999999999999", size: 10),
        PerPage(query: "perpage=0", size: 5),
        PerPage(query: "perpage=-3", size: 5),
        PerPage(query: "perpage=many", size: 5),
        PerPage(query: "perpage=2.0", size: 5),
        PerPage(query: "perpage=", size: 5),
        PerPage(query: "perpage=%204%20", size: 4),
        PerPage(query: "perpage=2&perpage=7", size: 7),
    ])
    func `perpage is lenient, bounded and told as it took effect`(_ row: PerPage) async throws {
        let answer = try await Catalogue(courses: 23).test { try await $0.get("/courses/?\(row.query)") }
        #expect(answer.status == 200)
        #expect(answer.json["page_size"] as? Int == row.size)
        #expect(answer.ids == Array(1...row.size))
    }

    struct PageCase {
        var query: String
        var number: Int?
    }

    @Test(arguments: [
        PageCase(query: "", number: 1),
        PageCase(query: "page=", number: 1),
        PageCase(query: "page=2", number: 2),
        PageCase(query: "page=%202", number: 2),
        PageCase(query: "page=%2B2", number: 2),
        PageCase(query: "page=last", number: 5),
        PageCase(query: "page=5", number: 5),
        PageCase(query: "page=1&page=3", number: 3),
        PageCase(query: "page=6", number: nil),
        PageCase(query: "page=0", number: nil),
        PageCase(query: "page=-1", number: nil),
        PageCase(query: "page=1.0", number: nil),
        PageCase(query: "page=two", number: nil),
        PageCase(query: "page=99999999999999999999", number: nil),
    ])
    func `page is strict: what is no page is a 404`(_ row: PageCase) async throws {
        let answer = try await Catalogue(courses: 23).test { try await $0.get("/courses/?\(row.query)") }
        if let number = row.number {
            #expect(answer.status == 200)
            #expect(answer.json["page"] as? Int == number)
            #expect(answer.ids.first == (number - 1) * 5 + 1)
        } else {
            #expect(answer.status == 404)
            #expect(answer.text == #"{"detail":"Invalid page."}"#)
        }
    }

    @Test func `an empty list has a first page`() async throws {
        let answer = try await Catalogue().test { try await $0.get("/courses/") }
        #expect(answer.text == #"{"count":0,"next":null,"previous":null,"results":[],"page":1,"page_size":5}"#)
    }

    @Test func `the body's fields come in the peer's order`() async throws {
        let catalogue = try Catalogue()
        try catalogue.insert(
            "A \"b\"\n\u{1}", description: "Grün \\ /", slug: "a-b", startDate: "2026-02-28", level: "beginner", subject: 2)
        try catalogue.insert("C", subject: 3)
        let answer = try await catalogue.test { try await $0.get("/courses/?perpage=1") }
        #expect(
            answer.text
                == #"{"count":2,"next":"http://localhost/courses/?page=2&perpage=1","previous":null,"results":["#
                + #"{"id":1,"title":"A \"b\"\n\u0001","description":"Grün \\ /","slug":"a-b","#
                + #""course_start_date":"2026-02-28","level":"beginner","subject":2}],"page":1,"page_size":1}"#)
        #expect(answer.headers[.contentType] == "application/json")
    }

    struct Links {
        var uri: String
        var next: String?
        var previous: String?
    }

    @Test(arguments: [
        Links(uri: "/courses/", next: "/courses/?page=2"),
        Links(uri: "/courses?page=2", next: "/courses/?page=3", previous: "/courses/"),
        Links(uri: "/courses/?page=3&perpage=10", next: nil, previous: "/courses/?page=2&perpage=10"),
        Links(uri: "/courses/?page=last", next: nil, previous: "/courses/?page=4"),
        Links(uri: "/courses/?utm=x&search=&page=2", next: "/courses/?page=3&search=", previous: "/courses/?search="),
        Links(uri: "/courses/?search=o%20o&level=", next: "/courses/?level=&page=2&search=o+o"),
        Links(uri: "/courses/?page=2&page=1", next: "/courses/?page=2"),
        Links(uri: "/uncached/courses/?page=2", next: "/uncached/courses/?page=3", previous: "/uncached/courses/"),
    ])
    func `links are absolute, sorted and carry keyed parameters only`(_ row: Links) async throws {
        let answer = try await Catalogue(courses: 23).test { try await $0.get(row.uri) }
        #expect(answer.json["next"] as? String == row.next.map { "http://localhost\($0)" })
        #expect(answer.json["previous"] as? String == row.previous.map { "http://localhost\($0)" })
    }

    @Test(arguments: [
        ("127.0.0.1:8480", true), ("catalogue.example", true), ("[::1]:80", true), ("a_b", true),
        ("", false), ("a b", false), ("a/b", false), ("a\"b", false), ("[::1", false), ("a:", false), ("a:x", false),
        ("user@host", false), (String(repeating: "a", count: 256), false),
    ])
    func `only a host can be in a link`(_ authority: String, _ isHost: Bool) {
        #expect(ListLinks.isHost(authority) == isHost)
    }

    @Test func `the link names the host that was asked, and a bad host is refused`() async throws {
        let catalogue = try Catalogue(courses: 9)
        let application = Application(router: catalogue.api.router())
        try await application.test(.ahc(.http)) { client in
            let good = try await client.get("/courses/", headers: [.init("Host")!: "API.example:81"])
            #expect(good.json["next"] as? String == "http://api.example:81/courses/?page=2")
            let bad = try await client.get("/courses/", headers: [.init("Host")!: "evil\"><b>"])
            #expect(bad.status == 400)
            #expect(bad.text == #"{"detail":"Invalid Host header."}"#)
        }
    }
}
