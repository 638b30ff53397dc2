import HTTPTypes

/// The part of a key after its `#`: `name=value`, sorted by name, joined by `&`.
struct KeyVariants {
    static let host = "host"
    static let spelling = "spelling"
    /// Names that a keyed header cannot have.
    static let reservedNames: Set<String> = [host, spelling]

    private var values: [(name: String, value: String)] = []

    /// `value` is written percent-encoded.
    mutating func append(_ name: String, bytes: some Sequence<UInt8>) {
        self.values.append((PercentEncoding.encode(name.utf8), PercentEncoding.encode(bytes)))
    }

    /// A header as `Vary` compares it (RFC 9111 §4.1). An absent one is left out and differs from an empty one.
    mutating func append(header name: HTTPField.Name, of fields: HTTPFields, secret: KeySecret) {
        guard let value = NormalisedField.value(of: name, in: fields) else { return }
        if Self.credentials.contains(name) {
            self.append(name.canonicalName, bytes: secret.hash(value, purpose: name.canonicalName).utf8)
        } else {
            self.append(name.canonicalName, bytes: value)
        }
    }

    var text: String? {
        guard !self.values.isEmpty else { return nil }
        return self.values.sorted { $0.name < $1.name }.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }

    private static let credentials: Set<HTTPField.Name> = [.authorization, .proxyAuthorization, .cookie]
}

/// A request field in the form in which two of them are compared.
enum NormalisedField {
    /// All lines of the field joined as one list, white space round its members dropped (RFC 9111 §4.1, RFC 9110 §5.3). Quoted
    /// strings stay as they are. The bytes, for a value need not be UTF-8.
    static func value(of name: HTTPField.Name, in fields: HTTPFields) -> [UInt8]? {
        let lines = fields[fields: name]
        guard !lines.isEmpty else { return nil }
        let separator = UInt8(ascii: name == .cookie ? ";" : ",")
        var value: [UInt8] = []
        for (index, line) in lines.enumerated() {
            if index > 0 { value.append(separator) }
            line.withUnsafeBytesOfValue { bytes in
                var isQuoted = false
                var isEscaped = false
                for byte in bytes {
                    if isQuoted {
                        if isEscaped {
                            isEscaped = false
                        } else if byte == UInt8(ascii: "\\") {
                            isEscaped = true
                        } else if byte == UInt8(ascii: "\"") {
                            isQuoted = false
                        }
                        value.append(byte)
                        continue
                    }
                    switch byte {
                    case UInt8(ascii: "\""):
                        isQuoted = true
                        value.append(byte)
                    case separator:
                        self.dropTrailingSpace(&value)
                        value.append(byte)
                    case UInt8(ascii: " "), UInt8(ascii: "\t"):
                        if let last = value.last, last != separator { value.append(byte) }
                    default:
                        value.append(byte)
                    }
                }
                if !isQuoted { self.dropTrailingSpace(&value) }
            }
        }
        return value
    }

    private static func dropTrailingSpace(_ value: inout [UInt8]) {
        while let last = value.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { value.removeLast() }
    }
}
