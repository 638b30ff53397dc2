/// The readable name of an entry.
///
/// `course_list:?page=2#lang=de` is the variant `lang=de` of the resource `course_list:?page=2`. All variants of a resource
/// are kept together, so that a purge of the resource finds them without a search. Two keys are the same where their bytes
/// are; that two spellings of a character look alike does not make them one.
public struct CacheKey: Sendable {
    public let text: String
    /// UTF-8 bytes before the `#`.
    let resourceLength: Int

    /// - Parameter resource: What follows a `#` in it belongs to the variant, as in `init(text:)`.
    public init(resource: String, variant: String? = nil) {
        self.init(text: variant.map { "\(resource)#\($0)" } ?? resource)
    }

    /// Splits at the first `#`.
    @inline(__always)
    public init(text: String) {
        self.init(text: text, resourceLength: text.withBytes(Self.resourceLength))
    }

    /// Eight bytes at a time: a key is too short for the call of `memchr` to be worth it.
    @inline(__always)
    private static func resourceLength(of bytes: UnsafeRawBufferPointer) -> Int {
        let mark = UInt8(ascii: "#")
        let (ones, marks) = (UInt64.max / 255, UInt64.max / 255 * UInt64(mark))
        var start = 0
        while start + 8 <= bytes.count {
            // A byte that is the mark becomes zero, and the first zero is the lowest whose top bit is set (Mycroft's test).
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)) ^ marks
            let zeros = (word &- ones) & ~word & (ones << 7)
            guard zeros == 0 else { return start + zeros.trailingZeroBitCount / 8 }
            start += 8
        }
        while start < bytes.count, bytes[start] != mark {
            start += 1
        }
        return start
    }

    @inline(__always)
    private init(text: String, resourceLength: Int) {
        self.text = text
        self.resourceLength = resourceLength
    }

    public var resource: Substring {
        Substring(self.text.utf8.prefix(self.resourceLength))
    }

    /// What follows `#`, without it; nil where the resource has one representation.
    public var variant: String? {
        guard self.text.utf8.count > self.resourceLength else { return nil }
        return String(Substring(self.text.utf8.dropFirst(self.resourceLength + 1)))
    }

    /// The first segment, up to `:`; nil where the key has none.
    public var route: Substring? {
        self.resource.utf8.firstIndex(of: UInt8(ascii: ":")).map { self.text[..<$0] }
    }
}

extension CacheKey: Hashable {
    public static func == (lhs: CacheKey, rhs: CacheKey) -> Bool {
        lhs.text.utf8.elementsEqual(rhs.text.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        self.text.withBytes { hasher.combine(bytes: $0) }
    }
}

extension String {
    /// Its UTF-8 where it lies. Touches no reference count, unlike `withUTF8`, which may have to change the string.
    @inline(__always)
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        if let result = self.utf8.withContiguousStorageIfAvailable({ body(UnsafeRawBufferPointer($0)) }) {
            return result
        }
        var copy = self
        return copy.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }
}
