/// The last `capacity` samples of a series that has one sample per slot of time; a slot without one is a gap.
///
/// Memory is taken once, when the ring is made.
struct SampleRing {
    private var samples: [Sample?]
    /// The slot that was written last; slots count up from 0.
    private(set) var newest = -1

    init(capacity: Int) {
        self.samples = Array(repeating: nil, count: capacity)
    }

    var oldest: Int { max(0, self.newest - self.samples.count + 1) }

    subscript(slot: Int) -> Sample? {
        guard (self.oldest...max(self.oldest, self.newest)).contains(slot), self.newest >= 0 else { return nil }
        return self.samples[slot % self.samples.count]
    }

    /// The first sample of a slot is kept; a slot older than the newest is left as it is.
    mutating func record(_ sample: Sample, in slot: Int) {
        guard slot > self.newest else { return }
        for skipped in max(self.newest + 1, slot - self.samples.count + 1)..<slot {
            self.samples[skipped % self.samples.count] = nil
        }
        self.samples[slot % self.samples.count] = sample
        self.newest = slot
    }
}
