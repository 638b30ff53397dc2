import Foundation
import LarderAdmin
import Testing

@Suite struct `Selection on the wire` {
    static let selections: [Selection] = [
        .key("a:?b=1#user=2"), .keys(["a:", "b:"]), .url("/courses/?page=2"), .pattern("a*"), .tag("course"),
        .tags(["course", "subject"]), .route("course_list"), .all,
    ]

    @Test(arguments: selections) func `every selector comes back as it was sent`(selection: Selection) throws {
        let request = InvalidationRequest(select: selection, mode: .hard, dryRun: true, expectAtMost: 3)
        let data = try WireFormat.encode(request)
        #expect(try InvalidationRequest(json: data) == request)
    }

    @Test(arguments: [
        "{}", #"{"key": "a", "tag": "b"}"#, #"{"all": false}"#, #"{"colour": "red"}"#, #"{"keys": "a"}"#, #"{"key": 1}"#, "[]",
    ]) func `anything but exactly one known selector is refused`(json: String) {
        #expect(throws: DecodingError.self) { try WireFormat.decode(Selection.self, from: Data(json.utf8)) }
    }
}
