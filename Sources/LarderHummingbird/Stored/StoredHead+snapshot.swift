import HTTPTypes
public import LarderEngine
import LarderHTTP
import NIOCore

/// Heads of stored responses as they lie in an engine's snapshot. Numbers are big-endian, durations in nanoseconds.
///
///     status       u16
///     receivedAt   i64       seconds since 1970
///     flags        u8        1: not without unkeyed credentials, 2: after validation only, 4: never stale, 8: immutable,
///                        16: the entity tag is the cache's own
///     durations    i64 x 4   lifetime, initial age, stale-while-revalidate, stale-if-error
///     withheld     u16, texts
///     fields       u16
///     for each     name and value, each a length in four bytes, and that many
public struct StoredHeadCoding: SnapshotHeadCoding {
    /// A later layout gets a later number: entries of another one are loaded anew.
    private static let kind = "http-response/2"
    private static let maximumFields = 1024

    private struct Flags: OptionSet {
        let rawValue: UInt8

        static let withoutCredentials = Flags(rawValue: 1)
        static let afterValidation = Flags(rawValue: 2)
        static let neverStale = Flags(rawValue: 4)
        static let immutable = Flags(rawValue: 8)
        static let ownTag = Flags(rawValue: 16)
        static let known: Flags = [.withoutCredentials, .afterValidation, .neverStale, .immutable, .ownTag]
    }

    public init() {}

    public func encode(_ head: any EntryHead) -> SnapshotHead? {
        guard let head = (head as? StoredHead)?.cached, head.fields.count <= Self.maximumFields,
            head.terms.withheldFields.count <= Self.maximumFields
        else { return nil }
        let terms = head.terms
        var flags: Flags = []
        if terms.audience == .withoutUnkeyedCredentials { flags.insert(.withoutCredentials) }
        if terms.reuse == .afterValidation { flags.insert(.afterValidation) }
        if terms.staleServing == .forbidden { flags.insert(.neverStale) }
        if terms.isImmutable { flags.insert(.immutable) }
        if head.entityTagSource == .cache { flags.insert(.ownTag) }
        var bytes = ByteBuffer()
        bytes.writeInteger(UInt16(head.status.code))
        bytes.writeInteger(head.receivedAt.seconds)
        bytes.writeInteger(flags.rawValue)
        for duration in [terms.lifetime, terms.initialAge, terms.staleWhileRevalidate, terms.staleIfError] {
            bytes.writeDuration(duration)
        }
        bytes.writeInteger(UInt16(terms.withheldFields.count))
        for name in terms.withheldFields.sorted() { bytes.writeText(name) }
        bytes.writeInteger(UInt16(head.fields.count))
        for field in head.fields {
            bytes.writeText(field.name.rawName)
            bytes.writeText(field.value)
        }
        return SnapshotHead(kind: Self.kind, bytes: bytes)
    }

    public func decode(_ head: SnapshotHead) -> (any EntryHead)? {
        var bytes = head.bytes
        guard head.kind == Self.kind, let status = bytes.readInteger(as: UInt16.self), (200...599).contains(status),
            let receivedAt = bytes.readInteger(as: Int64.self), let rawFlags = bytes.readInteger(as: UInt8.self),
            Flags(rawValue: rawFlags).isSubset(of: .known), let lifetime = bytes.readDuration(),
            let initialAge = bytes.readDuration(), let staleWhileRevalidate = bytes.readDuration(),
            let staleIfError = bytes.readDuration(), let withheld = bytes.readTexts(limit: Self.maximumFields),
            let fields = self.fields(&bytes), bytes.readableBytes == 0
        else { return nil }
        let flags = Flags(rawValue: rawFlags)
        let terms = StorageTerms(
            lifetime: lifetime, initialAge: initialAge, staleWhileRevalidate: staleWhileRevalidate,
            staleIfError: staleIfError, reuse: flags.contains(.afterValidation) ? .afterValidation : .whileFresh,
            staleServing: flags.contains(.neverStale) ? .forbidden : .allowed,
            audience: flags.contains(.withoutCredentials) ? .withoutUnkeyedCredentials : .everybody,
            isImmutable: flags.contains(.immutable), withheldFields: Set(withheld))
        return StoredHead(
            CachedHead(
                status: HTTPResponse.Status(code: Int(status)), fields: fields, terms: terms,
                receivedAt: HTTPDate(seconds: receivedAt),
                entityTagSource: flags.contains(.ownTag) ? .cache : .origin))
    }

    private func fields(_ bytes: inout ByteBuffer) -> HTTPFields? {
        guard let count = bytes.readInteger(as: UInt16.self), count <= Self.maximumFields else { return nil }
        var fields = HTTPFields()
        fields.reserveCapacity(Int(count))
        for _ in 0..<count {
            // `HTTPField.Name` takes tokens only; `HTTPField` would repair a value, so what it changes was no legal one.
            guard let name = bytes.readText().flatMap({ HTTPField.Name($0) }),
                let value = bytes.readText(), HTTPField.isValidValue(value)
            else { return nil }
            fields.append(HTTPField(name: name, value: value))
        }
        return fields
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

    fileprivate mutating func readTexts(limit: Int) -> [String]? {
        guard let count = self.readInteger(as: UInt16.self), count <= limit else { return nil }
        var texts: [String] = []
        for _ in 0..<count {
            guard let text = self.readText() else { return nil }
            texts.append(text)
        }
        return texts
    }

    /// Saturates at 292 years, which is longer than anything is kept.
    fileprivate mutating func writeDuration(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (whole, isOverflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        self.writeInteger(isOverflow ? Int64.max : whole.addingReportingOverflow(attoseconds / 1_000_000_000).partialValue)
    }

    /// Nil where it is cut off or below zero.
    fileprivate mutating func readDuration() -> Duration? {
        self.readInteger(as: Int64.self).flatMap { $0 >= 0 ? .nanoseconds($0) : nil }
    }
}
