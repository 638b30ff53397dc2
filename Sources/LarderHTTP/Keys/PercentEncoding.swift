/// Percent-encoding as RFC 3986 §2.1 has it.
enum PercentEncoding {
    /// RFC 3986 §2.3.
    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default:
            false
        }
    }

    static func isUnreserved(_ text: Substring) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { $0.allSatisfy(self.isUnreserved) }
            ?? text.utf8.allSatisfy(self.isUnreserved)
    }

    /// What may stand unencoded in a path segment (RFC 3986 §3.3, `pchar`).
    static func isSegmentByte(_ byte: UInt8) -> Bool {
        self.isUnreserved(byte) || "!$&'()*+,;=:@".utf8.contains(byte)
    }

    /// What may stand unencoded in the name of a query parameter and means itself there (RFC 3986 §3.4 without what forms give a
    /// meaning of its own).
    static func isParameterNameByte(_ byte: UInt8) -> Bool {
        self.isUnreserved(byte) || "!$'()*,;:@/?".utf8.contains(byte)
    }

    /// Everything that is not `allowed` as `%` and two uppercase hexadecimal digits.
    static func encode(_ bytes: some Sequence<UInt8>, allowed: (UInt8) -> Bool = isUnreserved) -> String {
        var encoded: [UInt8] = []
        for byte in bytes {
            if allowed(byte) {
                encoded.append(byte)
            } else {
                encoded.append(UInt8(ascii: "%"))
                encoded.append(self.uppercaseDigits[Int(byte >> 4)])
                encoded.append(self.uppercaseDigits[Int(byte & 0xF)])
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    enum Decoding: Equatable {
        case text([UInt8])
        /// A `%` without two hexadecimal digits, or bytes that are no UTF-8: readers disagree about what this says. Such a `%`
        /// stands for itself here.
        case doubtful([UInt8])
    }

    static func decode(_ text: Substring.UTF8View) -> Decoding {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.count)
        var isWellFormed = true
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            text.formIndex(after: &index)
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            let digits = text[index...].prefix(2)
            if digits.count == 2, let high = self.hexValue(digits.first), let low = self.hexValue(digits.last) {
                decoded.append(high << 4 | low)
                text.formIndex(&index, offsetBy: 2)
            } else {
                decoded.append(byte)
                isWellFormed = false
            }
        }
        return isWellFormed && String(validating: decoded, as: UTF8.self) != nil ? .text(decoded) : .doubtful(decoded)
    }

    private static let uppercaseDigits = Array("0123456789ABCDEF".utf8)

    private static func hexValue(_ byte: UInt8?) -> UInt8? {
        switch byte {
        case .some(let digit) where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit): digit - UInt8(ascii: "0")
        case .some(let digit) where (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(digit): digit - UInt8(ascii: "A") + 10
        case .some(let digit) where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(digit): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
