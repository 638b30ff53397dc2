#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A key as it is looked for: its bytes and their hash, made once for shard, index, policy and sketch.
struct KeyProbe {
    /// The whole key; valid only while the caller holds it.
    let text: UnsafeRawBufferPointer
    let resourceLength: Int
    /// Of the resource, so that its variants lie together.
    let hash: UInt64

    /// The index and the policy know the key by this; the shard is chosen by the other end of the hash.
    var tag: UInt32 { UInt32(truncatingIfNeeded: self.hash) }

    /// Tells variants apart.
    @inline(__always)
    func wholeHash(_ hasher: KeyHash) -> UInt64 {
        guard self.text.count > self.resourceLength else { return self.hash }
        return self.hash ^ hasher.hash(UnsafeRawBufferPointer(rebasing: self.text[self.resourceLength...]))
    }
}

extension EntryBytes {
    /// Whether their key is the resource looked for, or a variant of it.
    @inline(__always)
    func isOfResource(_ probe: KeyProbe) -> Bool {
        let key = self.key
        guard key.count >= probe.resourceLength,
            key.count == probe.resourceLength || key[probe.resourceLength] == UInt8(ascii: "#")
        else { return false }
        return hasSameBytes(key.baseAddress!, probe.text.baseAddress!, probe.resourceLength)
    }

    /// Of two keys of one resource.
    @inline(__always)
    func isVariant(_ probe: KeyProbe) -> Bool {
        let key = self.key
        guard key.count == probe.text.count else { return false }
        let rest = key.count - probe.resourceLength
        return rest == 0
            || hasSameBytes(key.baseAddress! + probe.resourceLength, probe.text.baseAddress! + probe.resourceLength, rest)
    }
}

/// Whether `count` bytes here and there are the same: word by word, which for a key takes less than the call of `memcmp`.
@inline(__always)
private func hasSameBytes(_ first: UnsafeRawPointer, _ second: UnsafeRawPointer, _ count: Int) -> Bool {
    guard count >= 8 else { return memcmp(first, second, count) == 0 }
    var offset = 0
    while offset < count - 8 {
        guard word(first + offset) == word(second + offset) else { return false }
        offset += 8
    }
    // The last word overlaps the one before where the count is no multiple of its length.
    return word(first + (count - 8)) == word(second + (count - 8))
}

@inline(__always)
private func word(_ address: UnsafeRawPointer) -> UInt64 {
    address.loadUnaligned(as: UInt64.self)
}
