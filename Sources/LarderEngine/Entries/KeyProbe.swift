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
        return memcmp(key.baseAddress!, probe.text.baseAddress!, probe.resourceLength) == 0
    }

    /// Of two keys of one resource.
    @inline(__always)
    func isVariant(_ probe: KeyProbe) -> Bool {
        let key = self.key
        guard key.count == probe.text.count else { return false }
        let rest = key.count - probe.resourceLength
        return rest == 0
            || memcmp(key.baseAddress! + probe.resourceLength, probe.text.baseAddress! + probe.resourceLength, rest) == 0
    }
}
