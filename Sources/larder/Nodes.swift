import ArgumentParser
import Foundation
import LarderAdmin
import LarderAdminClient

/// The processes that a command was pointed at.
struct Nodes {
    let clients: [AdminClient]

    /// Asks all of them at once; answers come in the order of the addresses.
    func ask<Value: Sendable>(
        _ question: @escaping @Sendable (AdminClient) async throws(AdminClientError) -> Value
    ) async -> [NodeAnswer<Value>] {
        await withTaskGroup(of: (Int, NodeAnswer<Value>).self) { group in
            for (index, client) in self.clients.enumerated() {
                group.addTask {
                    do throws(AdminClientError) {
                        return (index, NodeAnswer(url: "\(client.endpoint)", result: .success(try await question(client))))
                    } catch {
                        return (index, NodeAnswer(url: "\(client.endpoint)", result: .failure(error)))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}

/// What one process answered.
struct NodeAnswer<Value: Sendable>: Sendable {
    let url: String
    let result: Result<Value, AdminClientError>

    var error: AdminClientError? {
        if case .failure(let error) = self.result { error } else { nil }
    }
}

extension NodeAnswer where Value: Encodable {
    /// As the endpoint wrote it.
    func encoded() -> NodeAnswer<Data> {
        NodeAnswer<Data>(
            url: self.url,
            result: self.result.flatMap { value in
                Result { try WireFormat.encode(value) }.mapError { _ in .malformedAnswer("a figure is not finite") }
            })
    }
}

extension [NodeAnswer<Data>] {
    /// The endpoint's body where there is one process, else `{"nodes": […]}`.
    func printJSON() {
        guard self.count > 1 else {
            if let body = try? self.first?.result.get() {
                StandardOutput.write(HarmlessJSON.text(body))
            }
            return
        }
        let nodes = self.map { node in
            switch node.result {
            case .success(let body): "{\"url\":\(Self.quote(node.url)),\"result\":\(String(decoding: body, as: UTF8.self))}"
            case .failure(let error): "{\"url\":\(Self.quote(node.url)),\"error\":\(Self.quote("\(error)"))}"
            }
        }
        StandardOutput.write(HarmlessJSON.text(Data("{\"nodes\":[\(nodes.joined(separator: ","))]}".utf8)))
    }

    private static func quote(_ text: String) -> String {
        // A string alone always encodes.
        (try? WireFormat.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}

extension Array {
    /// Calls `body` with each value, under the address where there are several, and writes what failed to standard error.
    func printEach<Value>(_ body: (Value) -> Void) where Element == NodeAnswer<Value> {
        for (index, node) in self.enumerated() {
            switch node.result {
            case .success(let value):
                if self.count > 1 {
                    StandardOutput.write("\(index > 0 ? "\n" : "")\(PrintStyle.standardOutput.heading(node.url))")
                }
                body(value)
            case .failure(.unreachable(let reason)) where self.count > 1: StandardError.write(reason)
            case .failure(let error) where self.count > 1: StandardError.write("\(node.url): \(error)")
            case .failure: break
            }
        }
    }

    /// Ends the command where a process failed: with the code that they all share, else with 1.
    ///
    /// - Parameter conflict: What a 409 of this operation is to a script.
    func throwFailures<Value>(conflict: ExitStatus = .refused) throws where Element == NodeAnswer<Value> {
        let errors = self.compactMap(\.error)
        guard let first = errors.first else { return }
        let statuses = Set(errors.map { ExitStatus($0, conflict: conflict) })
        let status = errors.count == self.count && statuses.count == 1 ? ExitStatus(first, conflict: conflict) : .failed
        guard self.count == 1 else { throw ExitCode(status.rawValue) }
        throw CommandFailure(status, StandardError.harmless(Self.sentence(first)))
    }

    private static func sentence(_ error: AdminClientError) -> String {
        switch error {
        case .unreachable: "\(error); is it running? Another address is given with --url"
        case .unanswered, .refused, .problem, .malformedAnswer, .tooLarge, .badAddress: "\(error)"
        }
    }
}

extension ExitStatus {
    init(_ error: AdminClientError, conflict: ExitStatus) {
        self =
            switch error {
            case .unreachable, .unanswered: .unreachable
            case .refused(let problem): problem.status == 409 ? conflict : .refused
            // A value that this program takes as it is and the endpoint does not: a pattern, a cursor.
            case .problem(let problem): problem.status == 400 ? .usage : .failed
            case .malformedAnswer, .tooLarge: .failed
            case .badAddress: .usage
            }
    }
}
