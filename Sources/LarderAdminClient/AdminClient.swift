public import Foundation
public import LarderAdmin

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Talks to one stats endpoint.
///
/// Every call ends within five seconds, two of them for connecting. Redirects are not followed: they would carry the token
/// elsewhere.
public struct AdminClient: Sendable {
    /// Who asks; the server derives an invalidation's source from it.
    public enum Purpose: String, Sendable {
        case dashboard, cli
    }

    static let version = "0.1.0"
    static let bodyLimit = 8 * 1_048_576

    // One for the process and never shut down: it owns no threads, and its idle connections end with the process.
    private static let http: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: .seconds(2), read: .seconds(5))
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 4
        return HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
    }()

    public let endpoint: AdminEndpoint
    private let purpose: Purpose
    private let token: String?
    private let timeout: Duration
    /// Nil where the system's roots are trusted.
    private let tls: TLSConfiguration?

    /// - Parameter authority: A PEM file of the certificates to trust instead of the system's roots.
    public init(_ endpoint: AdminEndpoint, purpose: Purpose, token: String? = nil, authority: String? = nil) {
        self.init(endpoint, purpose: purpose, token: token, timeout: .seconds(5), authority: authority)
    }

    init(_ endpoint: AdminEndpoint, purpose: Purpose, token: String?, timeout: Duration, authority: String? = nil) {
        self.endpoint = endpoint
        self.purpose = purpose
        self.token = token
        self.timeout = timeout
        self.tls = authority.map { file in
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.trustRoots = .file(file)
            return configuration
        }
    }

    public func stats(_ query: StatsQuery) async throws(AdminClientError) -> StatsSnapshot {
        try await self.get(query.path)
    }

    public func keys(_ query: KeysQuery) async throws(AdminClientError) -> KeyPage {
        try await self.get(query.path)
    }

    public func tree(_ query: TreeQuery) async throws(AdminClientError) -> TreePage {
        try await self.get(query.path)
    }

    public func key(_ key: String) async throws(AdminClientError) -> KeyDetail {
        try await self.get(Self.keyPath(key))
    }

    public static func keyPath(_ key: String) -> String {
        "/v1/keys/\(PercentEncoding.component(key))"
    }

    /// - Parameter url: Of the API, absolute or a path with its query.
    public func explain(_ url: String) async throws(AdminClientError) -> Explanation {
        try await self.get(Self.explanationPath(url))
    }

    public static func explanationPath(_ url: String) -> String {
        PercentEncoding.path("/v1/explain", query: [("url", url)])
    }

    public func invalidate(_ request: InvalidationRequest) async throws(AdminClientError) -> InvalidationResult {
        let body: Data
        do {
            body = try WireFormat.encode(request)
        } catch {
            throw .malformedAnswer("the request cannot be written as JSON")
        }
        return try self.decode(await self.exchange("POST", "/v1/invalidations", body: body))
    }

    /// Newest first.
    public func invalidations(limit: Int) async throws(AdminClientError) -> [PastInvalidation] {
        let list: ItemList<PastInvalidation> = try await self.get("/v1/invalidations?limit=\(limit)")
        return list.items
    }

    public func undo(_ id: String) async throws(AdminClientError) -> UndoResult {
        try self.decode(await self.exchange("DELETE", "/v1/invalidations/\(PercentEncoding.component(id))"))
    }

    /// The body of a successful GET as it was sent; `path` begins with a slash and is already encoded.
    public func raw(_ path: String) async throws(AdminClientError) -> Data {
        try await self.exchange("GET", path)
    }

    /// The answer to a GET; `path` begins with a slash and is already encoded.
    public func get<Answer: Decodable>(_ path: String) async throws(AdminClientError) -> Answer {
        try self.decode(await self.exchange("GET", path))
    }

    private func decode<Answer: Decodable>(_ body: Data) throws(AdminClientError) -> Answer {
        do {
            return try WireFormat.decode(Answer.self, from: body)
        } catch let error as DecodingError {
            throw .malformedAnswer(error.place)
        } catch {
            throw .malformedAnswer("\(error)")
        }
    }

    private func exchange(_ method: String, _ path: String, body: Data? = nil) async throws(AdminClientError) -> Data {
        var request = HTTPClientRequest(url: self.endpoint.requestURL(path))
        request.method = .init(rawValue: method)
        request.tlsConfiguration = self.tls
        request.headers.add(name: "User-Agent", value: "larder/\(Self.version) (\(self.purpose.rawValue))")
        request.headers.add(name: "Accept", value: "application/json")
        if case .unixSocket = self.endpoint {
            request.headers.add(name: "Host", value: "localhost")
        }
        if let token {
            request.headers.add(name: "Authorization", value: "Bearer \(token)")
        }
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        let answer: (status: Int, body: ByteBuffer)
        do {
            answer = try await Self.answer(to: request, within: self.timeout)
        } catch is NIOTooManyBytesError {
            throw .tooLarge(limit: Self.bodyLimit)
        } catch {
            let reason = "\(self.endpoint): \(Self.reason(error, timeout: self.timeout))"
            throw Self.isAfterSending(error) ? .unanswered(reason) : .unreachable(reason)
        }
        let data = Data(answer.body.readableBytesView)
        if (200..<300).contains(answer.status) {
            return data
        }
        let problem =
            (try? WireFormat.decode(Problem.self, from: data))
            ?? Problem(
                title: "HTTP \(answer.status)", status: answer.status, detail: "\(self.endpoint) answered \(answer.status)")
        switch answer.status {
        case 401, 403, 409: throw .refused(problem)
        default: throw .problem(problem)
        }
    }

    private struct DeadlineExceeded: Error {}

    /// The deadline covers the body too: an endpoint that trickles bytes would otherwise hold the caller for ever.
    private static func answer(
        to request: HTTPClientRequest, within timeout: Duration
    ) async throws -> (status: Int, body: ByteBuffer) {
        try await withThrowingTaskGroup(of: (status: Int, body: ByteBuffer).self) { group in
            group.addTask {
                let response = try await Self.http.execute(request, deadline: .distantFuture)
                return (Int(response.status.code), try await response.body.collect(upTo: Self.bodyLimit))
            }
            group.addTask {
                try await Task.sleep(for: timeout)
                throw DeadlineExceeded()
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    /// Whether the request may have reached the endpoint. A connection that could not be made says so itself.
    private static func isAfterSending(_ error: any Error) -> Bool {
        switch error {
        case is DeadlineExceeded: true
        case let error as HTTPClientError: [.readTimeout, .remoteConnectionClosed].contains(error)
        case let error as IOError: ![ECONNREFUSED, ENOENT, EACCES].contains(error.errnoCode)
        case is NIOConnectionError, is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: false
        // What is left are answers that are no HTTP.
        default: !(error is CancellationError)
        }
    }

    private static func reason(_ error: any Error, timeout: Duration) -> String {
        switch error {
        case is DeadlineExceeded: "no answer within \(timeout.components.seconds) s"
        case is CancellationError: "cancelled"
        case let error as IOError: Self.reason(ofErrno: error.errnoCode)
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { Self.reason($0.error, timeout: timeout) } ?? "\(error.host) has no address"
        case let error as HTTPClientError: Self.reason(error)
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            "no trusted TLS connection (is the certificate for this name, and is its authority known?)"
        default: "\(error)"
        }
    }

    private static func reason(_ error: HTTPClientError) -> String {
        switch error {
        case .connectTimeout: "no connection within 2 s"
        case .readTimeout: "the answer stopped half way"
        case .remoteConnectionClosed: "the connection was closed before the answer was whole"
        case .cancelled: "cancelled"
        default: error.shortDescription
        }
    }

    private static func reason(ofErrno code: CInt) -> String {
        String(cString: strerror(code)).lowercased()
    }
}

extension DecodingError {
    /// Where in the document, and what is wrong there.
    fileprivate var place: String {
        let context: Context
        switch self {
        case .typeMismatch(_, let where_), .valueNotFound(_, let where_), .dataCorrupted(let where_): context = where_
        case .keyNotFound(let key, let where_):
            let path = (where_.codingPath + [key]).map(\.stringValue).joined(separator: ".")
            return "'\(path)' is missing"
        @unknown default: return "\(self)"
        }
        let path = context.codingPath.map(\.stringValue).joined(separator: ".")
        return path.isEmpty ? context.debugDescription : "'\(path)': \(context.debugDescription)"
    }
}
