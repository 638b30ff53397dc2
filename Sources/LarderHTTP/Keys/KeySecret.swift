import Crypto

/// The secret under which credentials are hashed before they enter a key.
///
/// A random one per process is enough for a cache in the process; processes that share a back end share a secret.
public struct KeySecret: Sendable {
    private let key: SymmetricKey

    /// A random one, the same for the life of this process.
    public static let ofProcess = KeySecret(key: SymmetricKey(size: .bits256))

    /// - Parameter bytes: At least 16 bytes from a random source.
    public init(bytes: [UInt8]) {
        precondition(bytes.count >= 16, "A key secret needs at least 16 bytes, got \(bytes.count).")
        self.init(key: SymmetricKey(data: bytes))
    }

    private init(key: SymmetricKey) {
        self.key = key
    }

    /// 128 bits in hexadecimal. `purpose` keeps one credential from being recognised in two places.
    func hash(_ bytes: some Sequence<UInt8>, purpose: String) -> String {
        var message = Array(purpose.utf8)
        message.append(0)
        message.append(contentsOf: bytes)
        return Hexadecimal.text(HMAC<SHA256>.authenticationCode(for: message, using: self.key).prefix(16))
    }
}

enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.flatMap { [self.digits[Int($0 >> 4)], self.digits[Int($0 & 0xF)]] }, as: UTF8.self)
    }
}
