import Foundation

/// Which process answers.
public struct InstanceIdentity: Sendable, Equatable {
    /// New at every start: a client that sees another one starts over.
    public let id: String
    public let name: String
    /// `production`, `staging`, `demo`: people see it before they purge.
    public let environment: String
    public let version: String
    public let pid: Int

    public init(name: String, environment: String, version: String) {
        let random = String(UInt64.random(in: .min ... .max), radix: 16)
        self.id = String(repeating: "0", count: 16 - random.count) + random
        self.name = name
        self.environment = environment
        self.version = version
        self.pid = Int(ProcessInfo.processInfo.processIdentifier)
    }
}
