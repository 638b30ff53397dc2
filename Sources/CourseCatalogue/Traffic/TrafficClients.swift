internal import AsyncHTTPClient
internal import NIOConcurrencyHelpers
internal import NIOCore
internal import NIOHTTP1

/// The simulated clients: what they send, and what they remember of the answers.
struct TrafficClients: Sendable {
    struct Answer: Sendable {
        var status: Int
        var outcome: CacheOutcome
    }

    private struct Memory {
        /// The `ETag` of the last answer, by path.
        var validators: [String: String] = [:]
        /// Courses that the traffic itself added, oldest first.
        var added: [Int] = []
    }

    private static let mostValidators = 5_000
    private static let timeout = TimeAmount.seconds(10)
    private static let userAgents = [
        "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/605.1",
        "Mozilla/5.0 (Linux; Android 15) Chrome/131.0", "course-app/3.2 (Android)", "python-requests/2.32", "curl/8.10",
    ]

    private let http: HTTPClient
    private let baseURL: String
    private let memory = NIOLockedValueBox(Memory())

    init(http: HTTPClient, baseURL: String) {
        self.http = http
        self.baseURL = baseURL
    }

    func send(_ request: TrafficRequest) async throws -> Answer {
        switch request.action {
        case .list(let path), .search(let path), .single(let path):
            try await read(path, request)
        case .searchUncached(let path):
            try await read("/uncached\(path)", request)
        case .patchCourse(let id, let level):
            try await write(.PATCH, "/courses/\(id)", #"{"level":"\#(level)"}"#, request)
        case .patchSubject(let id, let description):
            try await write(.PATCH, "/subjects/\(id)", #"{"description":"\#(description)"}"#, request)
        case .addCourse(let subject):
            try await add(subject: subject, request)
        case .removeAdded:
            if let id = memory.withLockedValue({ $0.added.isEmpty ? nil : $0.added.removeFirst() }) {
                try await write(.DELETE, "/courses/\(id)", nil, request)
            } else {
                try await add(subject: 1, request)
            }
        case .deploy:
            Answer(status: 204, outcome: .bypassed)
        }
    }

    private func read(_ path: String, _ request: TrafficRequest) async throws -> Answer {
        var message = message(request.manner == .head ? .HEAD : .GET, path, request)
        if request.manner == .conditional, let validator = memory.withLockedValue({ $0.validators[path] }) {
            message.headers.add(name: "If-None-Match", value: validator)
        }
        let (answer, headers) = try await execute(message)
        if let validator = headers.first(name: "ETag") {
            memory.withLockedValue { memory in
                if memory.validators.count >= Self.mostValidators { memory.validators.removeAll(keepingCapacity: true) }
                memory.validators[path] = validator
            }
        }
        return answer
    }

    private func add(subject: Int, _ request: TrafficRequest) async throws -> Answer {
        let title = "Added by client \(request.client)"
        let message = message(
            .POST, "/courses/", request, body: #"{"title":"\#(title)","level":"beginner","subject":\#(subject)}"#)
        let (answer, headers) = try await execute(message)
        if let id = headers.first(name: "Location")?.split(separator: "/").last.flatMap({ Int($0) }) {
            memory.withLockedValue { $0.added.append(id) }
        }
        return answer
    }

    private func write(
        _ method: HTTPMethod, _ path: String, _ body: String?, _ request: TrafficRequest
    ) async throws -> Answer {
        try await execute(message(method, path, request, body: body)).answer
    }

    private func message(
        _ method: HTTPMethod, _ path: String, _ request: TrafficRequest, body: String? = nil
    ) -> HTTPClientRequest {
        var message = HTTPClientRequest(url: baseURL + path)
        message.method = method
        message.headers.add(name: "User-Agent", value: Self.userAgents[request.client % Self.userAgents.count])
        message.headers.add(name: "Accept", value: "application/json")
        if let body {
            message.headers.add(name: "Content-Type", value: "application/json")
            message.body = .bytes(ByteBuffer(string: body))
        }
        return message
    }

    private func execute(_ message: HTTPClientRequest) async throws -> (answer: Answer, headers: HTTPHeaders) {
        let response = try await http.execute(message, timeout: Self.timeout)
        // The answer counts once its last byte is here.
        _ = try await response.body.collect(upTo: 1 << 20)
        let outcome = CacheOutcome(cacheStatus: response.headers.first(name: "Cache-Status"))
        return (Answer(status: Int(response.status.code), outcome: outcome), response.headers)
    }
}
