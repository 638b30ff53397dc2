#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A piece of a pattern between two `*`: as many characters as it has places.
///
/// Texts are UTF-8, and positions in them are byte offsets. Bounds are checked all the same: a text that is no UTF-8 is
/// matched wrongly, never read past.
struct GlobSegment: Sendable {
    private enum Place: Hashable {
        case byte(UInt8)
        case anyCharacter
        /// A number in `sets`.
        case set(UInt16)
    }

    private let places: [Place]
    private let sets: [GlobSet]
    /// The places as bytes, where all are literal.
    private let bytes: [UInt8]
    /// How far a search may move when it sees a byte at the end of its place; only where all places are literal.
    private let shifts: [UInt16]
    private let characters: Int
    let isLiteral: Bool
    let isEmpty: Bool
    /// Bytes.
    let minimumLength: Int

    init(_ tokens: ArraySlice<GlobToken>) {
        var places: [Place] = []
        var sets: [GlobSet] = []
        for token in tokens {
            switch token {
            case .literal(let scalar): places += UTF8.encode(scalar)!.map { .byte($0) }
            case .anyCharacter: places.append(.anyCharacter)
            case .set(let set):
                places.append(.set(UInt16(sets.count)))
                sets.append(set)
            case .anyRun: preconditionFailure("a segment lies between two runs")
            }
        }
        let bytes: [UInt8] = places.compactMap { if case .byte(let byte) = $0 { byte } else { nil } }
        self.places = places
        self.sets = sets
        self.characters = tokens.count
        self.isLiteral = bytes.count == places.count
        self.isEmpty = places.isEmpty
        self.minimumLength = places.count
        self.bytes = self.isLiteral ? bytes : []
        self.shifts = self.isLiteral ? Self.shifts(for: bytes) : []
    }

    private static func shifts(for bytes: [UInt8]) -> [UInt16] {
        var shifts = [UInt16](repeating: UInt16(max(1, bytes.count)), count: 256)
        for (index, byte) in bytes.dropLast().enumerated() {
            shifts[Int(byte)] = UInt16(bytes.count - 1 - index)
        }
        return shifts
    }

    /// Where a match that begins at `start` ends; nil where there is none.
    func match(in text: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int? {
        guard end - start >= self.minimumLength else { return nil }
        guard !self.isLiteral else {
            let isEqual = self.bytes.withUnsafeBytes { bytes in
                bytes.isEmpty || memcmp(text.baseAddress! + start, bytes.baseAddress!, bytes.count) == 0
            }
            return isEqual ? start + self.bytes.count : nil
        }
        return self.places.withUnsafeBufferPointer { self.match($0, in: text, from: start, to: end) }
    }

    private func match(
        _ places: UnsafeBufferPointer<Place>, in text: UnsafeRawBufferPointer, from start: Int, to end: Int
    ) -> Int? {
        var position = start
        for place in places {
            guard position < end else { return nil }
            let byte = text[position]
            switch place {
            case .byte(let wanted):
                guard byte == wanted else { return nil }
                position += 1
            case .anyCharacter:
                position += Self.characterLength(byte)
            case .set(let number):
                guard byte >= 0x80 else {
                    guard self.sets[Int(number)].contains(ascii: byte) else { return nil }
                    position += 1
                    continue
                }
                guard let scalar = Self.character(in: text, at: position, to: end),
                    self.sets[Int(number)].contains(scalar)
                else { return nil }
                position += Self.characterLength(byte)
            }
        }
        return position <= end ? position : nil
    }

    /// Where the first match that begins at `start` or later ends.
    func search(in text: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int? {
        guard end - start >= self.minimumLength else { return nil }
        guard !self.isLiteral else {
            return self.searchBytes(in: text, from: start, to: end)
        }
        return self.places.withUnsafeBufferPointer { places in
            var firstByte: UInt8?
            if case .byte(let byte) = places[0] { firstByte = byte }
            var position = start
            while end - position >= places.count {
                let byte = text[position]
                if firstByte == nil || firstByte == byte,
                    let matchEnd = self.match(places, in: text, from: position, to: end)
                {
                    return matchEnd
                }
                position += Self.characterLength(byte)
            }
            return nil
        }
    }

    /// Looks at the last byte of each place and moves on by as much as that byte allows (Horspool, "Practical fast searching in
    /// strings", 1980).
    private func searchBytes(in text: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int? {
        self.bytes.withUnsafeBufferPointer { bytes in
            self.shifts.withUnsafeBufferPointer { shifts in
                guard let last = bytes.last else { return start }
                let lastIndex = bytes.count - 1
                var position = start
                while position <= end - bytes.count {
                    let byte = text[position + lastIndex]
                    if byte == last, memcmp(text.baseAddress! + position, bytes.baseAddress!, lastIndex) == 0 {
                        return position + bytes.count
                    }
                    position += Int(shifts[Int(byte)])
                }
                return nil
            }
        }
    }

    /// Where a match that ends with the text would begin; nil where that is before `start`.
    func start(in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var position = text.count
        if self.isLiteral {
            position -= self.bytes.count
        } else {
            for _ in 0..<self.characters {
                repeat {
                    position -= 1
                    guard position >= start else { return nil }
                } while text[position] & 0xC0 == 0x80
            }
        }
        return position >= start ? position : nil
    }

    /// - Parameter lead: The first byte of a character.
    private static func characterLength(_ lead: UInt8) -> Int {
        lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    }

    private static func character(in text: UnsafeRawBufferPointer, at position: Int, to end: Int) -> Unicode.Scalar? {
        let lead = text[position]
        let length = self.characterLength(lead)
        guard position + length <= end else { return nil }
        var value = UInt32(lead) & (0x7F >> UInt32(length))
        for offset in 1..<length {
            value = value << 6 | UInt32(text[position + offset] & 0x3F)
        }
        return Unicode.Scalar(value)
    }
}
