import Crypto

/// The tokens of the stats endpoint, as hashes: what they are cannot be read from here.
struct TokenTable: Sendable, Equatable {
    struct Token: Sendable, Equatable {
        var name: String
        var role: Role
        /// SHA-256 of the token's bytes.
        var digest: [UInt8]
    }

    var tokens: [Token]

    /// The token that was presented; nil where there is none like it.
    ///
    /// Takes as long whichever token matches: all digests are compared to their ends.
    func token(matching presented: some StringProtocol) -> Token? {
        let digest = Array(SHA256.hash(data: Array(presented.utf8)))
        var found: Token?
        for token in self.tokens {
            let difference = zip(token.digest, digest).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
            if difference == 0 {
                found = token
            }
        }
        return found
    }
}
