import LarderAdminServer
import LarderConfiguration
import LarderEngine

extension Settings {
    var engine: CacheEngine.Configuration {
        var configuration = CacheEngine.Configuration(memoryLimit: self.cache.memoryLimit.bytes)
        configuration.policy = self.cache.policy
        configuration.undoWindow = self.admin.undoWindow.duration
        return configuration
    }

    var adminServer: AdminServer.Configuration {
        var configuration = AdminServer.Configuration(address: self.admin.listen)
        configuration.hosts = self.admin.hosts
        configuration.tokensFile = self.admin.tokensFile
        configuration.tls = self.admin.tls
        configuration.audit = self.admin.auditFile.map { AuditConfiguration(file: $0) }
        return configuration
    }
}

extension AdminSettings {
    /// - Parameter address: As it was bound.
    func url(at address: ListenAddress) -> String {
        switch address {
        case .unix: "\(address)"
        case .tcp: "\(self.tls == nil ? "http" : "https")://\(address)"
        }
    }
}
