/// The keys of the workloads: twenty bytes each, about as short as they get in practice.
enum BenchKey {
    static let byteCount = 20
    /// `grouped` keys that share the first two segments.
    static let perNamespace = 20

    /// What is asked for again and again: `course:list:00000042`.
    static func resident(_ number: Int) -> String {
        Self.make { $0.append("course:list:", number, digits: 8) }
    }

    /// What is asked for once: `course:scan:00000042`. Begins anew after 100 million.
    static func oneTime(_ number: Int) -> String {
        Self.make { $0.append("course:scan:", number, digits: 8) }
    }

    /// Twenty to a namespace: `course:00210:0004217`.
    static func grouped(_ number: Int) -> String {
        Self.make {
            $0.append("course:", number / Self.perNamespace, digits: 5)
            $0.append(":", number, digits: 7)
        }
    }

    /// The bytes of `resident` keys, as requests would bring them.
    static func residentBytes(count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count * Self.byteCount) { bytes, initializedCount in
            var writer = KeyWriter(bytes)
            for number in 0..<count {
                writer.append("course:list:", number, digits: 8)
            }
            initializedCount = writer.count
        }
    }

    private static func make(_ write: (inout KeyWriter) -> Void) -> String {
        String(unsafeUninitializedCapacity: Self.byteCount) { bytes in
            var writer = KeyWriter(bytes)
            write(&writer)
            return writer.count
        }
    }
}

private struct KeyWriter {
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(_ bytes: UnsafeMutableBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// Higher digits of the number are left out.
    mutating func append(_ text: StaticString, _ number: Int, digits: Int) {
        for position in 0..<text.utf8CodeUnitCount {
            self.bytes[self.count + position] = text.utf8Start[position]
        }
        self.count += text.utf8CodeUnitCount + digits
        var rest = number
        for place in 1...digits {
            self.bytes[self.count - place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
    }
}

/// Resident keys as raw bytes: every use makes a string of its own, whose hash nobody has computed before.
struct RawKeys: Sendable {
    let count: Int
    private let bytes: [UInt8]

    /// - Parameter count: The keys are `BenchKey.resident(0..<count)`.
    init(count: Int) {
        self.count = count
        self.bytes = BenchKey.residentBytes(count: count)
    }

    func fresh(_ index: Int) -> String {
        let start = index * BenchKey.byteCount
        return self.bytes.withUnsafeBufferPointer {
            String(decoding: UnsafeBufferPointer(rebasing: $0[start..<start + BenchKey.byteCount]), as: UTF8.self)
        }
    }
}
