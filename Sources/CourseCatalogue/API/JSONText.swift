internal import NIOCore

/// Writes compact JSON whose fields keep the order they are written in.
///
/// Clients of the catalogue see `count, next, previous, results, …` in that order; `JSONEncoder` promises none.
struct JSONText {
    private(set) var bytes: ByteBuffer
    private var needsComma = false

    init(capacity: Int = 512) {
        bytes = ByteBufferAllocator().buffer(capacity: capacity)
    }

    mutating func object(_ fields: (inout JSONText) -> Void) {
        separate()
        bytes.writeStaticString("{")
        fields(&self)
        bytes.writeStaticString("}")
        needsComma = true
    }

    mutating func array(_ elements: (inout JSONText) -> Void) {
        separate()
        bytes.writeStaticString("[")
        elements(&self)
        bytes.writeStaticString("]")
        needsComma = true
    }

    mutating func name(_ name: String) {
        string(name)
        bytes.writeStaticString(":")
        needsComma = false
    }

    mutating func field(_ name: String, _ value: String?) {
        self.name(name)
        string(value)
    }

    mutating func field(_ name: String, _ value: Int64) {
        self.name(name)
        separate()
        bytes.writeString(String(value))
        needsComma = true
    }

    mutating func string(_ value: String?) {
        separate()
        if let value {
            bytes.writeStaticString("\"")
            writeEscaped(value)
            bytes.writeStaticString("\"")
        } else {
            bytes.writeStaticString("null")
        }
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.writeStaticString(",") }
        needsComma = false
    }

    /// RFC 8259 §7 asks for these escapes alone; everything else stays UTF-8.
    private mutating func writeEscaped(_ text: String) {
        guard text.utf8.contains(where: Self.needsEscape) else {
            bytes.writeString(text)
            return
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes.writeStaticString("\\\"")
            case UInt8(ascii: "\\"): bytes.writeStaticString("\\\\")
            case UInt8(ascii: "\n"): bytes.writeStaticString("\\n")
            case UInt8(ascii: "\r"): bytes.writeStaticString("\\r")
            case UInt8(ascii: "\t"): bytes.writeStaticString("\\t")
            case 0..<0x20: bytes.writeString("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
            default: bytes.writeInteger(byte)
            }
        }
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }
}
