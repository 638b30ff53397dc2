/// What threads did to one key, each operation with what it returned and the moments between which it took effect.
struct History: CustomStringConvertible {
    enum Operation: Sendable, Hashable {
        case get(Int?)
        case set(Int, isStored: Bool)
        case add(Int, isStored: Bool)
        /// The sum, or nil where there was nothing to add to.
        case increment(Int?)
        /// Identity is the value: none is ever written twice.
        case compareAndSet(from: Int, to: Int, isStored: Bool)
        /// Removed by somebody while it was being stored: nobody gets it, nor what it was to replace.
        case lost
        /// Set to what can not be kept: what it was to replace is gone.
        case refused
        case remove(wasThere: Bool)
    }

    struct Event: Sendable {
        let operation: Operation
        let began: Int
        let ended: Int
    }

    let events: [Event]

    init(_ events: [Event]) {
        precondition(events.count <= 64, "a history is a set of bits")
        self.events = events.sorted { $0.began < $1.began }
    }

    var description: String {
        self.events.map { "[\($0.began)-\($0.ended)] \($0.operation)" }.joined(separator: "\n")
    }

    /// Whether there is an order in which the operations, one after the other on a register, return what they returned, and
    /// in which none comes before another that had ended when it began.
    ///
    /// Source: Wing and Gong, "Testing and verifying concurrent objects" (1993), remembering what was tried as Lowe does.
    func isLinearizable(from initial: Int? = nil) -> Bool {
        guard self.events.allSatisfy({ $0.operation != .lost || self.isRemovedBeside($0) }) else { return false }
        var tried: Set<Step> = []
        return self.canContinue(from: Step(done: 0, value: initial), &tried)
    }

    private func isRemovedBeside(_ lost: Event) -> Bool {
        self.events.contains { other in
            guard case .remove = other.operation else { return false }
            return other.began < lost.ended && lost.began < other.ended
        }
    }

    private struct Step: Hashable {
        var done: UInt64
        var value: Int?
    }

    private func canContinue(from step: Step, _ tried: inout Set<Step>) -> Bool {
        let open = self.events.indices.filter { step.done & (1 << $0) == 0 }
        guard let firstEnd = open.map({ self.events[$0].ended }).min() else { return true }
        guard tried.insert(step).inserted else { return false }
        return open.contains { index in
            guard self.events[index].began < firstEnd,
                let value = self.events[index].operation.effect(on: step.value)
            else { return false }
            return self.canContinue(from: Step(done: step.done | 1 << index, value: value), &tried)
        }
    }
}

extension History.Operation {
    /// The register's value after it; nil where it cannot have returned what it returned.
    fileprivate func effect(on value: Int?) -> Int?? {
        switch self {
        case .get(let found): found == value ? .some(value) : nil
        case .set(let new, isStored: true): .some(new)
        case .set(_, isStored: false): nil
        case .add(let new, isStored: true): value == nil ? .some(new) : nil
        case .add(_, isStored: false): value == nil ? nil : .some(value)
        case .increment(let sum): sum == value.map { $0 + 1 } ? .some(sum) : nil
        case .compareAndSet(let from, let to, isStored: true): value == from ? .some(to) : nil
        case .compareAndSet(let from, _, isStored: false): value == from ? nil : .some(value)
        case .lost, .refused: .some(nil)
        case .remove(let wasThere): wasThere == (value != nil) ? .some(nil) : nil
        }
    }
}
