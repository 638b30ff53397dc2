import Foundation
import LarderAdmin

extension PastInvalidation: TableRow {
    enum Sort: String, TableSort {
        case time, matched, mode, what
    }

    /// Whether it can be taken back, and why not.
    enum Undoing: Sendable, Equatable {
        case possible(seconds: Double)
        case alreadyDone
        case tooLate
        case notSoft(InvalidationMode)

        /// Completes "cannot be taken back: …"; nil where it can.
        var obstacle: String? {
            switch self {
            case .possible: nil
            case .alreadyDone: "that was done already"
            case .tooLate: "the time for it is over"
            case .notSoft(.hard): "a hard purge removes the entries"
            case .notSoft: "only soft purges can be"
            }
        }
    }

    func undoing(at now: Date) -> Undoing {
        guard self.mode == .soft else { return .notSoft(self.mode) }
        if self.undone {
            return .alreadyDone
        }
        guard let until = self.undoUntil, until > now else { return .tooLate }
        return .possible(seconds: until.timeIntervalSince(now))
    }

    var identity: String { self.id }
    var filterText: String { self.select.label }

    func order(before other: Self, by sort: Sort) -> Double {
        switch sort {
        case .time: other.at.timeIntervalSince(self.at)
        case .matched: Double(other.matched) - Double(self.matched)
        case .mode:
            self.mode == other.mode ? other.at.timeIntervalSince(self.at) : self.mode.rawValue < other.mode.rawValue ? -1 : 1
        case .what: 0
        }
    }
}
