import HTTPTypes
import LarderAdmin

/// A request that is not served: the problem document and the header fields that go with its status.
struct Refusal: Error, Equatable {
    var problem: Problem
    var fields: HTTPFields = [:]

    init(_ status: HTTPResponse.Status, _ detail: String, fields: HTTPFields = [:]) {
        self.problem = Problem(title: status.reasonPhrase, status: status.code, detail: detail)
        self.fields = fields
    }

    /// What a client sent, short enough to repeat in an answer.
    static func quote(_ text: some StringProtocol) -> String {
        text.count > 80 ? "\"\(text.prefix(80))…\"" : "\"\(text)\""
    }
}
