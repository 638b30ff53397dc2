import Foundation

/// The file of a unix socket: comes to be under a name of its own, with its mode, and only then under the one that is known.
struct SocketFile: Sendable {
    /// Of `sockaddr_un`, with the byte that ends it.
    private static let longestPath = 108 - 1

    let path: String
    /// Where the socket is bound until it is published.
    let draft: String

    /// Makes way for a socket: removes what a process left behind that no longer listens.
    ///
    /// - Throws: `AdminServerError` where somebody listens there, or where the path is something else than a socket.
    init(path: String) throws(AdminServerError) {
        self.path = path
        self.draft = "\(path).\(String(UInt32.random(in: .min ... .max), radix: 36))"
        guard self.draft.utf8.count <= Self.longestPath else {
            throw .cannotBind(
                .unix(path: path), reason: "the path of a unix socket has at most \(Self.longestPath - 8) bytes here")
        }
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw .cannotBind(.unix(path: path), reason: "there is a file of that name, and it is no socket")
        }
        guard !Self.isAnswered(path) else { throw .addressInUse(.unix(path: path)) }
        unlink(path)
    }

    /// Gives the bound socket its mode and its name.
    func publish() throws(AdminServerError) {
        guard chmod(self.draft, 0o600) == 0, rename(self.draft, self.path) == 0 else {
            let reason = String(cString: strerror(errno)).lowercased()
            unlink(self.draft)
            throw .cannotBind(.unix(path: self.path), reason: reason)
        }
    }

    /// Takes the file away, unless somebody else's has taken its place.
    func remove() {
        unlink(self.draft)
        if !Self.isAnswered(self.path) {
            unlink(self.path)
        }
    }

    private static func isAnswered(_ path: String) -> Bool {
        let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard socket >= 0 else { return false }
        defer { close(socket) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                // A listener whose queue is full is one, too.
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 || errno == EAGAIN
            }
        }
    }
}
