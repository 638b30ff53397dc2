import HTTPTypes
import HummingbirdTesting
import Testing

@testable import CourseCatalogue

struct WritingTests {
    @Test func `a course goes through its whole life`() async throws {
        try await Catalogue().test { client in
            let created = try await client.send(.post, "/courses/", json: #"{"title": "New One", "subject": 2}"#)
            #expect(created.status == 201)
            #expect(
                created.text
                    == #"{"id":1,"title":"New One","description":"","slug":"new-one","course_start_date":null,"level":"","subject":2}"#
            )
            #expect(created.headers[.location] == "/courses/1")

            let got = try await client.get("/courses/1")
            #expect(got.text == created.text)

            let changed = got.text.replacing("New One", with: "Other")
            let put = try await client.send(.put, "/courses/1", json: changed)
            #expect(put.status == 200)
            #expect(put.text == changed)

            let patched = try await client.send(
                .patch, "/courses/1/", json: #"{"level": " advanced ", "course_start_date": "2026-3-1"}"#)
            #expect(patched.status == 200)
            #expect(patched.json["level"] as? String == "advanced")
            #expect(patched.json["course_start_date"] as? String == "2026-03-01")
            #expect(patched.json["title"] as? String == "Other")
            #expect(try await client.get("/courses/1").text == patched.text)

            let deleted = try await client.send(.delete, "/courses/1", headers: [:], body: nil)
            #expect(deleted.status == 204)
            #expect(deleted.text.isEmpty)
            #expect(try await client.get("/courses/1").status == 404)
            #expect(try await client.send(.delete, "/courses/1", headers: [:], body: nil).status == 404)
        }
    }

    struct Invalid {
        var json: String
        var body: String
    }

    @Test(arguments: [
        Invalid(json: "{}", body: #"{"title":["This field is required."],"subject":["This field is required."]}"#),
        Invalid(json: "", body: #"{"title":["This field is required."],"subject":["This field is required."]}"#),
        Invalid(json: #"{"title": "", "subject": 1}"#, body: #"{"title":["This field may not be blank."]}"#),
        Invalid(json: #"{"title": " \n", "subject": 1}"#, body: #"{"title":["This field may not be blank."]}"#),
        Invalid(json: #"{"title": null, "subject": 1}"#, body: #"{"title":["This field may not be null."]}"#),
        Invalid(json: #"{"title": [1], "subject": 1}"#, body: #"{"title":["Not a valid string."]}"#),
        Invalid(json: #"{"title": true, "subject": 1}"#, body: #"{"title":["Not a valid string."]}"#),
        Invalid(json: #"{"title": "a\u0000", "subject": 1}"#, body: #"{"title":["Null characters are not allowed."]}"#),
        Invalid(
            json: #"{"title": "\#(String(repeating: "a", count: 201))", "subject": 1}"#,
            body: #"{"title":["Ensure this field has no more than 200 characters."]}"#),
        Invalid(
            json: #"{"title": "a", "subject": 999}"#, body: #"{"subject":["Invalid pk \"999\" - object does not exist."]}"#),
        Invalid(json: #"{"title": "a", "subject": null}"#, body: #"{"subject":["This field may not be null."]}"#),
        Invalid(
            json: #"{"title": "a", "subject": "x"}"#,
            body: #"{"subject":["Incorrect type. Expected pk value, received str."]}"#),
        Invalid(
            json: #"{"title": "a", "subject": {"id": 1}}"#,
            body: #"{"subject":["Incorrect type. Expected pk value, received dict."]}"#),
        Invalid(
            json: #"{"title": "a", "subject": true}"#,
            body: #"{"subject":["Incorrect type. Expected pk value, received bool."]}"#),
        Invalid(
            json: #"{"title": "a", "subject": 1, "course_start_date": "2026-02-30"}"#,
            body: #"{"course_start_date":["Date has wrong format. Use one of these formats instead: YYYY-MM-DD."]}"#),
        Invalid(
            json: #"{"title": "a", "subject": 1, "slug": "no slug"}"#,
            body: #"{"slug":["Enter a valid \"slug\" consisting of letters, numbers, underscores or hyphens."]}"#),
        Invalid(
            json: #"{"title": "", "subject": 0}"#,
            body: #"{"title":["This field may not be blank."],"subject":["Invalid pk \"0\" - object does not exist."]}"#),
        Invalid(
            json: "[]", body: #"{"non_field_errors":["Invalid data. Expected a dictionary, but got list."]}"#),
        Invalid(json: #"{"title": "#, body: #"{"detail":"JSON parse error - the body is not valid JSON."}"#),
        Invalid(json: "\u{FEFF}{", body: #"{"detail":"JSON parse error - the body is not valid JSON."}"#),
    ])
    func `an invalid input is a 400 that names all that is wrong, and changes nothing`(_ row: Invalid) async throws {
        let catalogue = try Catalogue()
        try catalogue.insert("Kept")
        try await catalogue.test { client in
            for (method, uri) in [(HTTPRequest.Method.post, "/courses/"), (.put, "/courses/1")] {
                let answer = try await client.send(method, uri, json: row.json)
                #expect(answer.status == 400)
                #expect(answer.text == row.body)
            }
            #expect(try await client.get("/courses/").titles == ["Kept"])
        }
    }

    @Test func `a subject may be given by any spelling of its number`() async throws {
        try await Catalogue().test { client in
            for subject in ["3", "3.0", "\"3\""] {
                let answer = try await client.send(.post, "/courses/", json: #"{"title": "a", "subject": \#(subject)}"#)
                #expect(answer.json["subject"] as? Int == 3)
            }
        }
    }

    @Test func `what PUT leaves out of the optional fields stays`() async throws {
        let catalogue = try Catalogue()
        try catalogue.insert("A", description: "kept", level: "beginner", subject: 4)
        let answer = try await catalogue.test {
            try await $0.send(.put, "/courses/1", json: #"{"title": "B", "subject": 4, "id": 77}"#)
        }
        #expect(answer.json["id"] as? Int == 1)
        #expect(answer.json["description"] as? String == "kept")
        #expect(answer.json["level"] as? String == "beginner")
    }

    @Test(arguments: [
        "/courses/2", "/courses/0", "/courses/-1", "/courses/abc", "/courses/01", "/courses/+1", "/courses/%31",
        "/courses/1.0", "/courses/9223372036854775808", "/subjects/999", "/subjects/x", "/courses/1/2",
    ])
    func `an id that no row has is a 404 for every method`(_ uri: String) async throws {
        let catalogue = try Catalogue()
        try catalogue.insert("Only one")
        try await catalogue.test { client in
            #expect(try await client.get(uri).status == 404)
            #expect(try await client.get("/uncached" + uri).status == 404)
            #expect(try await client.send(.put, uri, json: "{").status == 404)
            #expect(try await client.send(.patch, uri, json: #"{"title": "x"}"#).status == 404)
            let deleted = try await client.send(.delete, uri, headers: [:], body: nil)
            #expect(deleted.status == 404)
            #expect(deleted.json["detail"] is String)
            #expect(try await client.get("/courses/").titles == ["Only one"])
        }
    }

    @Test func `deleting a subject takes its courses with it`() async throws {
        let catalogue = try Catalogue()
        try catalogue.insert("Goes", subject: 1)
        try catalogue.insert("Stays", subject: 2)
        try await catalogue.test { client in
            let deleted = try await client.send(.delete, "/subjects/1", headers: [:], body: nil)
            #expect(deleted.status == 204)
            #expect(try await client.get("/courses/").titles == ["Stays"])
            #expect(try await client.get("/courses/1").status == 404)
        }
    }

    @Test func `a subject goes through its whole life`() async throws {
        try await Catalogue().test { client in
            let created = try await client.send(.post, "/subjects/", json: #"{"title": "Alchemy"}"#)
            #expect(created.status == 201)
            #expect(created.text == #"{"id":41,"title":"Alchemy","description":""}"#)
            let put = try await client.send(.put, "/subjects/41", json: #"{"title": "Alchemy", "description": "Gold"}"#)
            #expect(put.json["description"] as? String == "Gold")
            #expect(try await client.send(.patch, "/subjects/41", json: #"{"title": ""}"#).status == 400)
            #expect(try await client.get("/subjects/?page=last").titles == ["Alchemy"])
            #expect(try await client.send(.delete, "/subjects/41", headers: [:], body: nil).status == 204)
        }
    }

    @Test func `bodies are bounded and must say they are JSON`() async throws {
        try await Catalogue().test { client in
            let long = #"{"title": "\#(String(repeating: "a", count: 70_000))", "subject": 1}"#
            let tooLong = try await client.send(.post, "/courses/", json: long)
            #expect(tooLong.status == 413)
            #expect(tooLong.json["detail"] is String)
            let form = try await client.send(.post, "/courses/", json: "title=a", type: "application/x-www-form-urlencoded")
            #expect(form.status == 415)
            let unnamed = try await client.send(.post, "/courses/", headers: [:], body: #"{"title": "a", "subject": 1}"#)
            #expect(unnamed.status == 201)
            let deep = try await client.send(.post, "/courses/", json: String(repeating: "[", count: 60_000))
            #expect(deep.status == 400)
        }
    }

    @Test(arguments: [
        ("DELETE", "/courses/", "GET, HEAD, POST"), ("PATCH", "/subjects/", "GET, HEAD, POST"),
        ("POST", "/courses/1", "GET, HEAD, PUT, PATCH, DELETE"), ("PUT", "/uncached/courses/1", "GET, HEAD"),
        ("POST", "/uncached/subjects/", "GET, HEAD"),
    ])
    func `a method that a path does not have is a 405 that says which it has`(
        _ method: String, _ uri: String, _ allow: String
    ) async throws {
        try await Catalogue(courses: 1).test { client in
            let answer = try await client.send(HTTPRequest.Method(method)!, uri, json: "{}")
            #expect(answer.status == 405)
            #expect(answer.headers[.allow] == allow)
            #expect(answer.text == #"{"detail":"Method \"\#(method)\" not allowed."}"#)
        }
    }

    @Test(arguments: ["/courses/", "/courses", "/courses/1", "/courses/1/", "/subjects/", "/subjects/1"])
    func `HEAD answers as GET without its body, and the twin answers alike`(_ uri: String) async throws {
        try await Catalogue(courses: 3).test { client in
            let get = try await client.get(uri)
            let head = try await client.get(uri, method: .head)
            #expect(get.status == 200)
            #expect(head.status == 200)
            #expect(head.text.isEmpty)
            #expect(head.headers[.contentLength] == String(get.text.utf8.count))
            let twin = try await client.get("/uncached" + uri)
            #expect(twin.text.replacing("/uncached/", with: "/") == get.text)
        }
    }

    @Test func `an unknown path is a 404 in JSON`() async throws {
        let answer = try await Catalogue().test { try await $0.get("/nothing/here") }
        #expect(answer.status == 404)
        #expect(answer.text == #"{"detail":"Not found."}"#)
    }
}
