import HTTPTypes
public import LarderEngine
import LarderHTTP
import NIOCore

/// Heads of stored responses as they lie in an engine's snapshot.
///
///     audience     u8        0: everybody, 1: without unkeyed credentials
///     fields       u16
///     for each     name and value, each a length in four bytes, big-endian, and that many
public struct StoredHeadCoding: SnapshotHeadCoding {
    /// A later layout gets a later number: entries of another one are loaded anew.
    private static let kind = "http-response/1"
    private static let maximumFields = 1024

    public init() {}

    public func encode(_ head: any EntryHead) -> SnapshotHead? {
        guard let head = head as? StoredHead, head.fields.count <= Self.maximumFields else { return nil }
        var bytes = ByteBuffer()
        bytes.writeInteger(head.audience == .everybody ? 0 : 1, as: UInt8.self)
        bytes.writeInteger(UInt16(head.fields.count))
        for field in head.fields {
            bytes.writeText(field.name.rawName)
            bytes.writeText(field.value)
        }
        return SnapshotHead(kind: Self.kind, bytes: bytes)
    }

    public func decode(_ head: SnapshotHead) -> (any EntryHead)? {
        var bytes = head.bytes
        guard head.kind == Self.kind, let audience = bytes.readInteger(as: UInt8.self), audience <= 1,
            let count = bytes.readInteger(as: UInt16.self), count <= Self.maximumFields
        else { return nil }
        var fields = HTTPFields()
        fields.reserveCapacity(Int(count))
        for _ in 0..<count {
            // `HTTPField.Name` takes tokens only; `HTTPField` would repair a value, so what it changes was no legal one.
            guard let name = bytes.readText().flatMap({ HTTPField.Name($0) }),
                let value = bytes.readText(), HTTPField.isValidValue(value)
            else { return nil }
            fields.append(HTTPField(name: name, value: value))
        }
        guard bytes.readableBytes == 0 else { return nil }
        return StoredHead(fields: fields, audience: audience == 0 ? .everybody : .withoutUnkeyedCredentials)
    }
}

extension ByteBuffer {
    fileprivate mutating func writeText(_ text: String) {
        self.writeInteger(UInt32(text.utf8.count))
        self.writeString(text)
    }

    /// Nil where it is cut off or no UTF-8.
    fileprivate mutating func readText() -> String? {
        guard let length = self.readInteger(as: UInt32.self), let bytes = self.readSlice(length: Int(length)) else { return nil }
        return String(validating: bytes.readableBytesView, as: UTF8.self)
    }
}
