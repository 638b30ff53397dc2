import HTTPTypes
import Hummingbird

/// Absolute links to the pages beside the one that is answered.
struct ListLinks {
    private let base: String
    private let query: ListQuery

    /// - Parameter path: the list's own path, so that links do not depend on how the client spelt it.
    /// - Throws: 400 for a `Host` that is missing or no host: it would end up in a stored body.
    init(_ request: Request, path: String, query: ListQuery) throws(Rejection) {
        guard let host = request.head.authority, Self.isHost(host) else { throw .invalidHost }
        // In the case in which keys tell hosts apart (RFC 3986 §3.2.2).
        base = "http://\(host.lowercased())\(path)"
        self.query = query
    }

    func link(to page: Int?) -> String? {
        guard let page else { return nil }
        let text = query.text(page: page)
        return text.isEmpty ? base : "\(base)?\(text)"
    }

    /// A registered name, IPv4 address or bracketed IPv6 address, with or without a port.
    static func isHost(_ authority: String) -> Bool {
        guard authority.utf8.count <= 255 else { return false }
        var rest = Substring(authority)
        if rest.first == "[" {
            guard let end = rest.firstIndex(of: "]") else { return false }
            let address = rest[rest.index(after: rest.startIndex)..<end]
            guard !address.isEmpty, address.utf8.allSatisfy({ isHex($0) || $0 == 0x3A || $0 == 0x2E }) else { return false }
            rest = rest[rest.index(after: end)...]
        } else {
            let name = rest.prefix { $0 != ":" }
            guard !name.isEmpty, name.utf8.allSatisfy(isNameByte) else { return false }
            rest = rest[name.endIndex...]
        }
        guard !rest.isEmpty else { return true }
        return rest.first == ":" && (1...5).contains(rest.utf8.count - 1) && rest.dropFirst().utf8.allSatisfy(isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x66).contains(byte | 0x20) }
    private static func isNameByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x61...0x7A).contains(byte | 0x20) || "-._".utf8.contains(byte)
    }
}
