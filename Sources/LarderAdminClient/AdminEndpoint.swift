import Foundation

/// Where a stats endpoint listens.
public enum AdminEndpoint: Sendable, Equatable, CustomStringConvertible {
    /// An `http://` or `https://` base URL without a trailing slash.
    case url(String)
    /// The absolute path of a unix socket.
    case unixSocket(path: String)

    /// Reads `http://host[:port][/prefix]`, `https://…` or `unix:/path`.
    ///
    /// Credentials in the address are refused: they would end up in the process list and on the screen.
    public init(parsing address: String) throws(AdminClientError) {
        if address.hasPrefix("unix:") {
            var path = String(address.dropFirst("unix:".count))
            if path.hasPrefix("//") {
                path.removeFirst(2)
            }
            guard path.hasPrefix("/") else {
                throw .badAddress("'\(address)': a unix socket needs an absolute path, such as unix:/run/larder.sock")
            }
            self = .unixSocket(path: path)
            return
        }
        guard let parts = URLComponents(string: address), let scheme = parts.scheme?.lowercased(),
            scheme == "http" || scheme == "https", let host = parts.host, !host.isEmpty
        else {
            throw .badAddress("'\(address)' is no http://, https:// or unix:/path address")
        }
        guard (parts.port ?? 1) <= 65_535 else {
            throw .badAddress("'\(address)': a port is at most 65535")
        }
        guard parts.user == nil, parts.password == nil else {
            throw .badAddress("an address must not carry credentials; give a token with --token-file")
        }
        guard parts.query == nil, parts.fragment == nil else {
            throw .badAddress("'\(address)': leave out the query and the fragment")
        }
        let port = parts.port.map { ":\($0)" } ?? ""
        var prefix = parts.percentEncodedPath
        while prefix.hasSuffix("/") {
            prefix.removeLast()
        }
        self = .url("\(scheme)://\(parts.encodedHost ?? host)\(port)\(prefix)")
    }

    public var description: String {
        switch self {
        case .url(let base): base
        case .unixSocket(let path): "unix:\(path)"
        }
    }

    /// The URL that AsyncHTTPClient takes for `path`, which begins with a slash.
    func requestURL(_ path: String) -> String {
        switch self {
        case .url(let base): base + path
        case .unixSocket(let socket): "http+unix://\(PercentEncoding.component(socket))\(path)"
        }
    }
}
