package import NIOCore

/// An entry's bytes.
///
///     flags        u8        1: never expires, 2: stale serving forbidden, 4: softly marked, 8: outdated, 16: has a head
///     age          i64       times are in nanoseconds
///     freshness    i64       0 where it never expires
///     staleWindow  i64
///     retention    i64
///     servableFor  i64       0 where it is not softly marked
///     elapsed      i64
///     queries      u64
///     hits         u64
///     key          text
///     tags         u16, texts
///     [head]       text, u32, bytes
///     value        the rest
package enum SnapshotRecord {
    private struct Flags: OptionSet {
        let rawValue: UInt8

        static let persistent = Flags(rawValue: 1)
        static let staleForbidden = Flags(rawValue: 2)
        static let soft = Flags(rawValue: 4)
        static let outdated = Flags(rawValue: 8)
        static let head = Flags(rawValue: 16)
        static let known: Flags = [.persistent, .staleForbidden, .soft, .outdated, .head]
    }

    /// Whether it fits; where not, something has been written all the same.
    package static func write(_ entry: SnapshotEntry, to bytes: inout ByteBuffer, limits: SnapshotLimits) -> Bool {
        var flags: Flags = []
        var servable = Duration.zero
        if entry.freshness == nil { flags.insert(.persistent) }
        if entry.staleServing == .forbidden { flags.insert(.staleForbidden) }
        if entry.head != nil { flags.insert(.head) }
        switch entry.standing {
        case .good: break
        case .outdated: flags.insert(.outdated)
        case .soft(let servableFor):
            flags.insert(.soft)
            servable = servableFor
        }
        bytes.writeInteger(flags.rawValue)
        bytes.writeNumber(max(0, entry.age.nanoseconds))
        bytes.writeNumber(entry.freshness?.nanoseconds ?? 0)
        bytes.writeNumber(max(0, entry.staleWindow.nanoseconds))
        bytes.writeNumber(max(0, entry.retention.nanoseconds))
        bytes.writeNumber(max(0, servable.nanoseconds))
        bytes.writeNumber(max(0, entry.cost.elapsed.nanoseconds))
        bytes.writeNumber(Int64(max(0, entry.cost.queries)))
        bytes.writeNumber(Int64(max(0, entry.hits)))
        guard bytes.writeText(entry.key), entry.tags.count <= min(limits.tags, Int(UInt16.max)) else { return false }
        bytes.writeNumber(UInt16(entry.tags.count))
        guard entry.tags.allSatisfy({ bytes.writeText($0) }) else { return false }
        if let head = entry.head {
            guard head.kind.utf8.count <= UInt8.max, bytes.writeText(head.kind),
                head.bytes.readableBytes <= limits.recordBytes
            else { return false }
            bytes.writeNumber(UInt32(head.bytes.readableBytes))
            bytes.writeImmutableBuffer(head.bytes)
        }
        guard entry.value.readableBytes <= limits.recordBytes else { return false }
        bytes.writeImmutableBuffer(entry.value)
        return true
    }

    /// What is wrong with a record, and where in it.
    package struct Damage: Error {
        package var offset: Int
        package var detail: String
    }

    /// - Parameter bytes: The whole record and nothing else.
    package static func read(_ bytes: ByteBuffer, limits: SnapshotLimits) throws(Damage) -> SnapshotEntry {
        var fields = Fields(bytes: bytes, start: bytes.readerIndex)
        let flags = Flags(rawValue: try fields.number("flags"))
        guard flags.isSubset(of: .known), !flags.isSuperset(of: [.soft, .outdated]) else {
            throw fields.damage("its flags are \(flags.rawValue)")
        }
        let age = try fields.duration("age")
        let freshness: Int64 = try fields.number("freshness")
        let staleWindow = try fields.duration("stale window")
        let retention = try fields.duration("retention")
        let servable = try fields.duration("servable time")
        let elapsed = try fields.duration("cost")
        let queries = try fields.count("number of queries")
        let hits = try fields.count("number of hits")
        let key = try fields.text("key")
        let tagCount: UInt16 = try fields.number("number of tags")
        guard tagCount <= limits.tags else { throw fields.damage("it has \(tagCount) tags, at most \(limits.tags) are allowed") }
        var tags: [String] = []
        for _ in 0..<tagCount {
            tags.append(try fields.text("tag"))
        }
        var head: SnapshotHead?
        if flags.contains(.head) {
            let kind = try fields.text("kind of head")
            head = SnapshotHead(kind: kind, bytes: try fields.bytes("head"))
        }
        return SnapshotEntry(
            key: key, value: fields.bytes, head: head, tags: tags, age: age,
            freshness: flags.contains(.persistent) ? nil : .nanoseconds(freshness), staleWindow: staleWindow,
            staleServing: flags.contains(.staleForbidden) ? .forbidden : .allowed, retention: retention,
            standing: flags.contains(.soft) ? .soft(servableFor: servable) : flags.contains(.outdated) ? .outdated : .good,
            cost: LoadCost(elapsed: min(elapsed, limits.loadTime), queries: min(queries, limits.queries)), hits: hits)
    }

    /// Reads one field after the other and says where it stopped.
    private struct Fields {
        var bytes: ByteBuffer
        let start: Int

        func damage(_ detail: String) -> Damage {
            Damage(offset: self.bytes.readerIndex - self.start, detail: detail)
        }

        mutating func number<Number: FixedWidthInteger>(_ name: String) throws(Damage) -> Number {
            guard let number = self.bytes.readNumber(as: Number.self) else { throw self.damage("its \(name) is cut off") }
            return number
        }

        mutating func duration(_ name: String) throws(Damage) -> Duration {
            let nanoseconds: Int64 = try self.number(name)
            guard nanoseconds >= 0 else { throw self.damage("its \(name) is negative") }
            return .nanoseconds(nanoseconds)
        }

        mutating func count(_ name: String) throws(Damage) -> Int {
            let number: UInt64 = try self.number(name)
            guard let count = Int(exactly: number) else { throw self.damage("its \(name) is \(number)") }
            return count
        }

        mutating func text(_ name: String) throws(Damage) -> String {
            let length: UInt16 = try self.number("\(name)'s length")
            guard let text = self.bytes.readSlice(length: Int(length)) else { throw self.damage("its \(name) is cut off") }
            guard let valid = String(validating: text.readableBytesView, as: UTF8.self) else {
                throw self.damage("its \(name) is no UTF-8")
            }
            return valid
        }

        mutating func bytes(_ name: String) throws(Damage) -> ByteBuffer {
            let length: UInt32 = try self.number("\(name)'s length")
            guard let bytes = self.bytes.readSlice(length: Int(length)) else { throw self.damage("its \(name) is cut off") }
            return bytes
        }
    }
}

extension ByteBuffer {
    mutating func writeNumber(_ number: some FixedWidthInteger) {
        self.writeInteger(number, endianness: .little)
    }

    mutating func readNumber<Number: FixedWidthInteger>(as type: Number.Type) -> Number? {
        self.readInteger(endianness: .little, as: type)
    }

    /// False, and nothing is written, where it is longer than two bytes can tell.
    mutating func writeText(_ text: String) -> Bool {
        guard let length = UInt16(exactly: text.utf8.count) else { return false }
        self.writeNumber(length)
        self.writeString(text)
        return true
    }
}
