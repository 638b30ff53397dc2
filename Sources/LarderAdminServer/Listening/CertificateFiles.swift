import Foundation
import NIOCore
import NIOSSL

/// The certificate that the stats endpoint shows, and its key; both PEM.
public struct CertificateFiles: Sendable, Hashable {
    /// The certificate, followed by those between it and the root.
    public var certificate: String
    public var key: String

    public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }

    /// - Throws: All problems that can be told apart, at once.
    func context() throws(AdminServerError) -> NIOSSLContext {
        var problems: [AdminServerError.Problem] = []
        func attempt<Value>(_ file: String, _ what: String, _ body: () throws -> Value) -> Value? {
            do {
                return try body()
            } catch {
                // What the library says of a key could be of the key's bytes.
                let reason = FileManager.default.isReadableFile(atPath: file) ? "this is not \(what)" : "this file cannot be read"
                problems.append(.init(file: file, line: nil, reason: reason))
                return nil
            }
        }
        let chain = attempt(self.certificate, "a certificate in PEM") { () throws in
            let chain = try NIOSSLCertificate.fromPEMFile(self.certificate)
            guard !chain.isEmpty else { throw NIOSSLError.failedToLoadCertificate }
            return chain
        }
        let key = attempt(self.key, "a private key in PEM without passphrase") {
            try NIOSSLPrivateKey(file: self.key, format: .pem)
        }
        guard let chain, let key else { throw .badCertificate(problems) }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        // A client that does not say goodbye does not hold up a stop.
        configuration.shutdownTimeout = .seconds(1)
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw .badCertificate([.init(file: self.key, line: nil, reason: "this is not the key of \(self.certificate)")])
        }
    }
}
