/// Live entries under a prefix, or with at least one of some tags.
struct MemberCount {
    var entries = 0
    var bytes = 0
    /// False where the figures are an upper bound.
    var isExact = true
    /// All of them where there are no more than were to be looked at; otherwise one.
    var sample: [Slot] = []
}
