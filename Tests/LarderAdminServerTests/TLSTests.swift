import Foundation
import LarderAdmin
import LarderAdminClient
import LarderAdminServer
import LarderEngine
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL
import Testing

@testable import LarderAdminServer

@Suite struct `TLS` {
    let folder: TemporaryFolder
    let files: CertificateFiles
    let authority: String

    init() throws {
        self.folder = try TemporaryFolder()
        self.files = CertificateFiles(
            certificate: try self.folder.write(TestCertificates.first, to: "c.pem"),
            key: try self.folder.write(TestCertificates.firstKey, to: "k.pem"))
        self.authority = try self.folder.write(TestCertificates.authority, to: "ca.pem")
    }

    private func client(_ port: Int, token: String? = nil, authority: String?) throws -> AdminClient {
        AdminClient(
            try AdminEndpoint(parsing: "https://localhost:\(port)"), purpose: .cli, token: token, authority: authority)
    }

    @Test func `a client that knows the authority is served, with its token`() async throws {
        let tokens = try self.folder.write(Tokens.file, to: "t.yaml")
        try await withServedEngine(configure: {
            $0.tls = self.files
            $0.tokensFile = tokens
        }) { _, raw in
            let known = try self.client(raw.port, token: "reading", authority: self.authority)
            #expect(try await known.stats(StatsQuery()).requests.total == 0)
            let stranger = try self.client(raw.port, authority: self.authority)
            await #expect(throws: AdminClientError.self) { try await stranger.stats(StatsQuery()) }
        }
    }

    @Test func `a client that does not know the authority says so`() async throws {
        try await withServedEngine(configure: { $0.tls = self.files }) { _, raw in
            let client = try self.client(raw.port, authority: nil)
            let error = await #expect(throws: AdminClientError.self) { try await client.stats(StatsQuery()) }
            #expect("\(error.map { "\($0)" } ?? "")".contains("trusted"), "\(String(describing: error))")
        }
    }

    @Test func `a new certificate is shown to those who connect after it`() throws {
        let log = LogLines()
        let files = self.files
        let certificate = try Reloading("certificate", of: [files.certificate, files.key], logger: log.logger) {
            try files.context()
        }
        let first = ObjectIdentifier(certificate.current)
        try self.folder.write(TestCertificates.second, to: "c.pem")
        certificate.refresh()
        #expect(ObjectIdentifier(certificate.current) == first)
        #expect(log.all.contains("is not the key of"))
        try self.folder.write(TestCertificates.secondKey, to: "k.pem")
        certificate.refresh()
        #expect(ObjectIdentifier(certificate.current) != first)
        try self.folder.write("nonsense", to: "c.pem")
        certificate.refresh()
        #expect(log.all.contains("c.pem: this is not a certificate"))
        #expect(!log.all.contains("PRIVATE"))
    }

    @Test func `a running listener shows the certificate of its files`() async throws {
        let engine = CacheEngine(CacheEngine.Configuration(memoryLimit: 1 << 20))
        var configuration = AdminServer.Configuration(address: ListenAddress(port: 0))
        configuration.tls = self.files
        try await withRunningServer(engine, configuration) { server, port in
            #expect(try await Self.shownName(port) == "first")
            try self.folder.write(TestCertificates.second, to: "c.pem")
            server.reload()
            #expect(try await Self.shownName(port) == "first")
            try self.folder.write(TestCertificates.secondKey, to: "k.pem")
            server.reload()
            #expect(try await Self.shownName(port) == "second")
        }
    }

    @Test func `files that are none are all named at once`() {
        let files = CertificateFiles(certificate: "\(self.folder.path)/none", key: self.authority)
        let error = #expect(throws: AdminServerError.self) { try files.context() }
        #expect(error?.code == .badCertificate)
        #expect(error?.problems.map(\.file) == [files.certificate, files.key])
    }

    /// The common name of the certificate that a new connection sees.
    private static func shownName(_ port: Int) async throws -> String? {
        let seen = NIOLockedValueBox<String?>(nil)
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = .noHostnameVerification
        let context = try NIOSSLContext(configuration: tls)
        let group = MultiThreadedEventLoopGroup.singleton
        let channel = try await ClientBootstrap(group: group).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let handler = try NIOSSLClientHandler(
                    context: context, serverHostname: "localhost",
                    customVerificationCallback: { chain, promise in
                        let name = chain.first.map { "\($0)" }
                        seen.withLockedValue { $0 = name }
                        promise.succeed(.certificateVerified)
                    })
                try channel.pipeline.syncOperations.addHandler(handler)
            }
        }.connect(host: "127.0.0.1", port: port).get()
        try await channel.writeAndFlush(ByteBuffer(string: "x"))
        try? await channel.close()
        return seen.withLockedValue { $0 }.flatMap { text in ["first", "second"].first { text.contains("common_name=\($0)") } }
    }
}
