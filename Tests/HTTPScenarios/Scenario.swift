package import HTTPTypes

/// One request of a scenario, what the origin would say to it, and what is to happen.
package struct Step: Sendable {
    package enum Happening: Sendable, Equatable {
        /// The origin made this answer, and was not told of any stored one.
        case origin
        /// The origin was not asked.
        case cache
        /// The origin was asked with conditions, and the stored body answered.
        case validated
        /// The origin was asked with conditions, and its own body answered.
        case replaced
        /// The stored body answered at once, and the origin was asked too.
        case refreshed
        /// The cache's own.
        case status(Int)
    }

    package var method = HTTPRequest.Method.get
    package var path = "/"
    package var request: HTTPFields = [:]
    package var after: Int64 = 1
    package var status = 200
    /// Nil: it cannot be reached.
    package var reply: HTTPFields? = [:]
    package var expected: Happening

    package init(
        method: HTTPRequest.Method = .get, path: String = "/", request: HTTPFields = [:], after: Int64 = 1, status: Int = 200,
        reply: HTTPFields? = [:], expected: Happening
    ) {
        self.method = method
        self.path = path
        self.request = request
        self.after = after
        self.status = status
        self.reply = reply
        self.expected = expected
    }

    package static func get(
        _ request: HTTPFields = [:], after: Int64 = 1, says reply: HTTPFields? = [:], _ status: Int = 200, path: String = "/",
        is expected: Happening
    ) -> Step {
        Step(path: path, request: request, after: after, status: status, reply: reply, expected: expected)
    }

    package static func send(
        _ method: HTTPRequest.Method, _ path: String = "/", says reply: HTTPFields = [:], _ status: Int = 200,
        is expected: Happening = .origin
    ) -> Step {
        Step(method: method, path: path, status: status, reply: reply, expected: expected)
    }
}

/// Requests one after the other, and what a cache is to make of them.
package struct Scenario: CustomStringConvertible, Sendable {
    /// Of the RFC that says so.
    package let section: String
    package let steps: [Step]
    package var description: String { self.section }

    init(_ section: String, _ steps: Step...) {
        self.section = section
        self.steps = steps
    }
}
