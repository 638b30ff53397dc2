/// Why the stats endpoint could not start, with what to do about it.
public struct AdminServerError: Error, Sendable, Equatable, CustomStringConvertible {
    public struct Code: Sendable, Hashable {
        private enum Value {
            case needsTokens, addressInUse, cannotBind
        }

        private var value: Value

        /// Asked for an address that others can reach, without tokens.
        public static let needsTokens = Code(value: .needsTokens)
        public static let addressInUse = Code(value: .addressInUse)
        /// The system refused the address for another reason.
        public static let cannotBind = Code(value: .cannotBind)
    }

    public var code: Code
    public var address: ListenAddress
    public var description: String

    static func needsTokens(_ address: ListenAddress) -> Self {
        Self(
            code: .needsTokens, address: address,
            description: "The stats endpoint has no tokens, so it listens only where this machine alone can reach it "
                + "(127.0.0.1, ::1 or localhost), not on \(address)")
    }

    static func addressInUse(_ address: ListenAddress) -> Self {
        Self(
            code: .addressInUse, address: address,
            description: "The stats endpoint cannot listen on \(address): the port is in use. "
                + "Stop the process that has it or choose another port (0 takes any free one)")
    }

    static func cannotBind(_ address: ListenAddress, reason: String) -> Self {
        Self(code: .cannotBind, address: address, description: "The stats endpoint cannot listen on \(address): \(reason)")
    }
}
