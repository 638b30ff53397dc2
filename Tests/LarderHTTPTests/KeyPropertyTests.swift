import EngineProperties
import HTTPTypes
import LarderHTTP
import Testing

/// What the readers that exist take a query for.
private struct Readings: Equatable {
    /// Names as sent, values decoded where they can be: Hummingbird's `queryParameters`.
    let router: [String: [String]]
    /// Names and values decoded, `+` a space: form decoders, Django.
    let form: [String: [String]]

    init(_ query: String) {
        var router: [String: [String]] = [:]
        var form: [String: [String]] = [:]
        for piece in query.split(separator: "&") {
            let parts = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let value = parts.count == 2 ? parts[1] : nil
            router[parts[0], default: []].append(value.map { Self.decode($0) ?? "raw \($0)" } ?? "none")
            let spaced = { (text: String) in String(text.map { $0 == "+" ? " " : $0 }) }
            let name = Self.decode(spaced(parts[0])) ?? "raw \(parts[0])"
            form[name, default: []].append(value.map { Self.decode(spaced($0)) ?? "raw \($0)" } ?? "none")
        }
        self.router = router
        self.form = form
    }

    private static func decode(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.count == 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

@Suite struct KeyPropertyTests {
    private static let atoms = [
        "a", "b", "%61", "%62", "+", "%20", "%2B", "%2b", "%", "%zz", "%25", "%25zz", "%ff", "%C3%A9", "%c3%a9", "é", ":", "%3A",
        "~",
        "%7E", "=", "%3D", "%26", "&", "#", "%23",
    ]

    private static func query(_ random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0...6, using: &random)).map { _ in self.atoms.randomElement(using: &random)! }.joined()
            .split(separator: "#", omittingEmptySubsequences: false).first.map(String.init) ?? ""
    }

    @Test(arguments: 1...20)
    func `queries that any reader tells apart never share a key`(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var seen: [RequestKey: String] = [:]
        for _ in 0..<4000 {
            let query = Self.query(&random)
            let key = KeyMaker().key(query)
            if let other = seen[key] {
                #expect(Readings(query) == Readings(other), "seed \(seed): \(query) and \(other) share \(key.text)")
            }
            seen[key] = query
        }
    }

    @Test(arguments: 1...20)
    func `the order of names and the spelling of values that all readers decode never make a second key`(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let names = ["a", "b", "page", "level"].shuffled(using: &random).prefix(3)
            let pairs = names.map { name in
                (name, (0..<4).map { _ in ["x", "é", " ", ":", "&", "=", "%", "~"].randomElement(using: &random)! }.joined())
            }
            func spell(_ text: String) -> String {
                text.utf8.map { byte in
                    let isPlain = byte == UInt8(ascii: "x") || byte == UInt8(ascii: "~")
                    if isPlain && Bool.random(using: &random) { return String(UnicodeScalar(byte)) }
                    let digits = String(byte, radix: 16)
                    return "%" + (Bool.random(using: &random) ? digits.uppercased() : digits)
                }.joined()
            }
            let one = pairs.map { "\($0.0)=\(spell($0.1))" }.joined(separator: "&")
            let two = pairs.shuffled(using: &random).map { "\($0.0)=\(spell($0.1))" }.joined(separator: "&")
            #expect(KeyMaker().key(one) == KeyMaker().key(two), "seed \(seed): \(one) and \(two)")
        }
    }

    @Test func `every key is unreserved characters, percent sequences and separators`() throws {
        var random = SeededGenerator(seed: 4711)
        for _ in 0..<3000 {
            let key = KeyMaker().key(Self.query(&random), host: .named(Self.query(&random)), user: .id(Self.query(&random)))
            #expect(try #/([A-Za-z0-9._~:/?#=&-]|%[0-9A-F]{2})*/#.wholeMatch(in: key.text) != nil, "\(key.text)")
        }
    }

    @Test func `two users, hosts or header values never share a key`() {
        var random = SeededGenerator(seed: 99)
        var maker = KeyMaker()
        maker.policy.varyOn.headers = [.acceptLanguage, .cookie]
        struct Identity: Hashable {
            let user: UserIdentity?
            let host: String
            let language: String?
            let cookie: String?
        }
        var seen: [RequestKey: Identity] = [:]
        let words = ["a", "b", "a&host=b", "a#host=b", "user=a", "a:?x", "%61", ""]
        for _ in 0..<5000 {
            let word = { (random: inout SeededGenerator) in words.randomElement(using: &random)! }
            let users: [UserIdentity?] = [nil, .id(word(&random)), .credential(word(&random))]
            let identity = Identity(
                user: users.randomElement(using: &random)!, host: word(&random),
                language: Bool.random(using: &random) ? word(&random) : nil,
                cookie: Bool.random(using: &random) ? word(&random) : nil)
            var fields = HTTPFields()
            fields[.acceptLanguage] = identity.language
            fields[.cookie] = identity.cookie
            let key = maker.key(host: .named(identity.host), user: identity.user, fields: fields)
            #expect(seen.updateValue(identity, forKey: key).map { $0 == identity } ?? true, "\(key.text)")
        }
    }
}
