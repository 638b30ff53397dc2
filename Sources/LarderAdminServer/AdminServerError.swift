/// Why the stats endpoint could not start, with what to do about it.
public struct AdminServerError: Error, Sendable, Equatable, CustomStringConvertible {
    public struct Code: Sendable, Hashable {
        private enum Value {
            case needsTokens, addressInUse, cannotBind, badTokens, badCertificate, cannotAudit
        }

        private var value: Value

        /// Asked for an address that others can reach, without tokens.
        public static let needsTokens = Code(value: .needsTokens)
        public static let addressInUse = Code(value: .addressInUse)
        /// The system refused the address for another reason.
        public static let cannotBind = Code(value: .cannotBind)
        /// The file of tokens is not one; `problems` says where.
        public static let badTokens = Code(value: .badTokens)
        /// The certificate or its key cannot be used; `problems` says why.
        public static let badCertificate = Code(value: .badCertificate)
        /// The audit file cannot be written.
        public static let cannotAudit = Code(value: .cannotAudit)
    }

    /// Something wrong with a file.
    public struct Problem: Sendable, Equatable, CustomStringConvertible {
        public var file: String
        /// From 1; nil where it is the file as a whole.
        public var line: Int?
        public var reason: String

        public var description: String {
            self.line.map { "\(self.file):\($0): \(self.reason)" } ?? "\(self.file): \(self.reason)"
        }
    }

    public var code: Code
    /// Nil where the address does not matter.
    public var address: ListenAddress?
    public var problems: [Problem] = []
    public var description: String

    static func needsTokens(_ address: ListenAddress) -> Self {
        Self(
            code: .needsTokens, address: address,
            description: "The stats endpoint has no tokens, so it listens only where this machine alone can reach it "
                + "(127.0.0.1, ::1, localhost or unix:/path), not on \(address). Give it a tokens_file")
    }

    static func addressInUse(_ address: ListenAddress) -> Self {
        let remedy =
            switch address {
            case .tcp: "the port is in use. Stop the process that has it or choose another port (0 takes any free one)"
            case .unix: "another process listens there. Stop it or choose another path"
            }
        return Self(
            code: .addressInUse, address: address, description: "The stats endpoint cannot listen on \(address): \(remedy)")
    }

    static func cannotBind(_ address: ListenAddress, reason: String) -> Self {
        Self(code: .cannotBind, address: address, description: "The stats endpoint cannot listen on \(address): \(reason)")
    }

    static func badTokens(_ problems: [Problem]) -> Self {
        Self(code: .badTokens, problems: problems, description: problems.map(\.description).joined(separator: "\n"))
    }

    static func badCertificate(_ problems: [Problem]) -> Self {
        Self(code: .badCertificate, problems: problems, description: problems.map(\.description).joined(separator: "\n"))
    }

    static func cannotAudit(_ file: String, reason: String) -> Self {
        Self(
            code: .cannotAudit, problems: [Problem(file: file, reason: reason)],
            description: "The audit file \(file) cannot be written: \(reason)")
    }
}
