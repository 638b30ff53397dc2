public import LarderAdminServer
import Logging
import ServiceLifecycle

/// Runs a stats endpoint for as long as `body` does.
///
/// - Parameter make: Makes the server; it passes its argument on as `onListening`.
public func withRunning<Value: Sendable>(
    _ make: (@escaping @Sendable (ListenAddress) -> Void) throws(AdminServerError) -> AdminServer,
    _ body: @Sendable (AdminServer, ListenAddress) async throws -> Value
) async throws -> Value {
    let (addresses, address) = AsyncStream.makeStream(of: ListenAddress.self)
    let server = try make { address.yield($0) }
    let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let group = ServiceGroup(services: [server], logger: silent)
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask {
            defer { address.finish() }
            try await group.run()
        }
        guard let bound = await addresses.first(where: { _ in true }) else {
            try await tasks.waitForAll()
            throw CancellationError()
        }
        let value: Value
        do {
            value = try await body(server, bound)
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
        return value
    }
}
