import HTTPTypes

/// A request field in the form in which two of them are compared.
enum NormalisedField {
    /// All lines of the field joined as one list, white space round its members dropped (RFC 9111 §4.1, RFC 9110 §5.3). Quoted
    /// strings stay as they are. The bytes, for a value need not be UTF-8.
    ///
    /// Lists of preferences are also brought to one order and spelling, where that changes nothing that they say.
    static func value(of name: HTTPField.Name, in fields: HTTPFields) -> [UInt8]? {
        guard let value = self.joined(name, in: fields) else { return nil }
        return PreferenceList(name).flatMap { $0.normalised(value) } ?? value
    }

    private static func joined(_ name: HTTPField.Name, in fields: HTTPFields) -> [UInt8]? {
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
