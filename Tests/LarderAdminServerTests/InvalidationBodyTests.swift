import Foundation
import LarderAdmin
import Testing

@testable import LarderAdminServer

@Suite struct `Invalidation bodies` {
    @Test func `every field is read`() throws {
        let body = """
            {"select": {"tags": ["a", "b"]}, "mode": "hard", "dry_run": true, "reason": "r", "operator": "o", "expect_at_most": 0}
            """
        #expect(
            try InvalidationBody.parse(Data(body.utf8))
                == InvalidationRequest(
                    select: .tags(["a", "b"]), mode: .hard, dryRun: true, reason: "r", operator: "o", expectAtMost: 0))
    }

    @Test(arguments: [
        ("", "not JSON"), ("{", "not JSON"), ("nonsense", "not JSON"), ("[]", "body must be an object"), ("null", "body"),
        ("\"a\"", "body must be an object"), ("{}", "select is missing"),
        (#"{"select": null}"#, "select must be an object, not null"),
        (#"{"select": "a"}"#, "select must be an object"),
        (#"{"select": {}}"#, "exactly one of key, keys"), (#"{"select": {"key": "a", "all": true}}"#, "exactly one of"),
        (#"{"select": {"colour": "red"}}"#, "unknown selector"), (#"{"select": {"all": false}}"#, "all can only be true"),
        (#"{"select": {"all": 1}}"#, "select.all must be true or false"),
        (#"{"select": {"key": 7}}"#, "select.key must be a string"),
        (#"{"select": {"keys": "a"}}"#, "select.keys must be a list of strings"),
        (#"{"select": {"keys": ["a", 7]}}"#, "select.keys must be a string"),
        (#"{"select": {"keys": []}}"#, "select.keys takes 1 to 1000 items"),
        (#"{"select": {"tags": []}}"#, "select.tags takes 1"),
        (#"{"select": {"key": ""}}"#, "select.key must not be empty"), (#"{"select": {"tags": [""]}}"#, "must not be empty"),
        (#"{"select": {"all": true}, "dryrun": true}"#, "dryrun"), (#"{"select": {"all": true}, "dryRun": true}"#, "dryRun"),
        (#"{"select": {"all": true}, "dry_run": null}"#, "dry_run must be true or false"),
        (#"{"select": {"all": true}, "dry_run": "true"}"#, "dry_run must be true or false"),
        (#"{"select": {"all": true}, "mode": "gentle"}"#, "mode is one of soft, revalidate, hard"),
        (#"{"select": {"all": true}, "mode": 1}"#, "mode must be a string"),
        (#"{"select": {"all": true}, "expect_at_most": -1}"#, "expect_at_most is a whole number from 0"),
        (#"{"select": {"all": true}, "expect_at_most": 1.5}"#, "expect_at_most"),
        (#"{"select": {"all": true}, "expect_at_most": 1e300}"#, "expect_at_most"),
        (#"{"select": {"all": true}, "expect_at_most": "5"}"#, "expect_at_most is a whole number"),
        (#"{"select": {"all": true}, "operator": ["me"]}"#, "operator must be a string"),
    ]) func `a body that does not fit is refused with the field and what it takes`(body: String, named: String) {
        let refusal = #expect(throws: Refusal.self) { try InvalidationBody.parse(Data(body.utf8)) }
        #expect(refusal?.problem.status == 400)
        #expect(refusal?.problem.detail.contains(named) == true, "\(refusal?.problem.detail ?? "")")
    }

    @Test(arguments: [
        ("reason", InvalidationBody.longestReason), ("operator", InvalidationBody.longestOperator),
    ]) func `free text is bounded`(field: String, longest: Int) throws {
        func body(_ length: Int) -> Data {
            Data(#"{"select": {"all": true}, "\#(field)": "\#(String(repeating: "x", count: length))"}"#.utf8)
        }
        _ = try InvalidationBody.parse(body(longest))
        let refusal = #expect(throws: Refusal.self) { try InvalidationBody.parse(body(longest + 1)) }
        #expect(refusal?.problem.detail == "\(field) has at most \(longest) bytes, not \(longest + 1)")
    }
}
