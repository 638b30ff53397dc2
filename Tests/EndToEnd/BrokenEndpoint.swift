import Foundation

/// A stats endpoint that answers every request in one wrong way, on plain sockets: a server library would not let it.
final class BrokenEndpoint: Sendable {
    enum Fault: String, Sendable, CaseIterable {
        case garbage, serverError, halfABody, late, huge, inThePast
    }

    let url: String
    private let socket: Int32

    /// - Parameter body: A whole answer, for faults that begin with one.
    init(_ fault: Fault, body: String) throws {
        let listener = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard isListening else { throw Program.Timeout(description: "no socket to listen on: \(errno)") }
        self.socket = listener
        self.url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        Thread.detachNewThread {
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                Thread.detachNewThread {
                    Self.answer(fault, body, on: connection)
                    close(connection)
                }
            }
        }
    }

    deinit {
        shutdown(self.socket, Int32(SHUT_RDWR))
        close(self.socket)
    }

    private static func answer(_ fault: Fault, _ body: String, on connection: Int32) {
        var request = [UInt8](repeating: 0, count: 65_536)
        guard recv(connection, &request, request.count, 0) > 0 else { return }
        let json = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
        switch fault {
        case .garbage: self.send(Array("\u{1B}[2J\u{1B}]0;owned\u{7}".utf8) + (0...255).map { UInt8($0) }, on: connection)
        case .serverError:
            self.send("HTTP/1.1 500 Oh\u{1B}[31m\r\nContent-Length: 5\r\nConnection: close\r\n\r\n\u{1B}[2Jx", on: connection)
        case .halfABody:
            self.send("\(json)Content-Length: \(body.utf8.count)\r\n\r\n\(body.prefix(body.count / 2))", on: connection)
        case .late:
            sleep(30)
            self.send("\(json)Content-Length: \(body.utf8.count)\r\n\r\n\(body)", on: connection)
        case .huge:
            self.send("\(json)Content-Length: 52428800\r\n\r\n", on: connection)
            let megabyte = [UInt8](repeating: 0x20, count: 1 << 20)
            for _ in 0..<50 where self.send(megabyte, on: connection) {}
        case .inThePast:
            let past = body.replacing(/20\d\d-(\d\d-\d\dT)/) { "1969-\($0.1)" }
            self.send("\(json)Content-Length: \(past.utf8.count)\r\n\r\n\(past)", on: connection)
        }
    }

    private static func send(_ text: String, on connection: Int32) {
        self.send(Array(text.utf8), on: connection)
    }

    /// False where the other side has gone.
    @discardableResult
    private static func send(_ bytes: [UInt8], on connection: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}
