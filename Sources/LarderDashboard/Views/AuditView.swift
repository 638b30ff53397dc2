import Foundation
import LarderAdmin
import LarderTerminal

/// Past purges: who, what, why, and whether they can be taken back.
enum AuditView {
    static func notes(_ state: State) -> [Span] {
        ListNotes.spans(state.audit.table, count: "\(state.auditRows.count) purges")
    }

    static func draw(_ state: State, in rect: Rect, into frame: inout Frame) {
        let now = state.serverNow
        let columns: [Table<PastInvalidation>.Column] = [
            .init("TIME", .fixed(8), .left, sort: .time) { .text(Span(state.now.timeOfDay($0.at), .muted)) },
            .init("ID", .fixed(12), .left, rank: 5) { .text(Span($0.id, .muted)) },
            .init("MODE", .fixed(10), .left, sort: .mode, rank: 3) { .text(Self.mode($0.mode)) },
            .init("WHAT", .flexible(minimum: 12), .left, sort: .what) { .key(Span($0.select.label, .key)) },
            .init("HIT", .fixed(6), sort: .matched, rank: 2) { .text(Span(FigureFormat.count($0.matched), .text)) },
            .init("UNDO", .fixed(7), .left) { .text(Self.undo($0.undoing(at: now))) },
            .init("BY", .fixed(18), .left, rank: 4) { .text(Span(Self.origin($0), .text)) },
            .init("WHY", .fixed(20), .left, rank: 6) { .text(Span($0.reason ?? "", .muted)) },
        ]
        let nothing = state.audit.inquiry.failure ?? (state.audit.items == nil ? "asking…" : "nothing was purged yet")
        let table = Table(columns: columns, emptyText: ListNotes.nothing(state.audit.table, nothing, "purge"))
        table.draw(state.audit.table.arranged(state.auditRows), state.audit.table, .focused, in: rect, into: &frame)
    }

    private static func origin(_ past: PastInvalidation) -> String {
        [past.source.rawValue.replacing("_", with: " "), past.operator].compactMap { $0 }.joined(separator: " ")
    }

    private static func mode(_ mode: InvalidationMode) -> Span {
        switch mode {
        case .soft: Span("soft", .ok)
        case .revalidate: Span("revalidate", .warning)
        case .hard: Span("HARD", .danger)
        }
    }

    private static func undo(_ undoing: PastInvalidation.Undoing) -> Span {
        switch undoing {
        case .possible(let seconds): Span(FigureFormat.countdown(.seconds(min(seconds, 1e6))), .info)
        case .alreadyDone: Span("undone", .muted)
        case .tooLate: Span("over", .muted)
        case .notSoft: Span(FigureFormat.unknown, .muted)
        }
    }

    static func details(_ past: PastInvalidation, now: Date) -> [[Span]] {
        let undoing = past.undoing(at: now)
        let undo: [Span] =
            if let obstacle = undoing.obstacle { [Span("cannot be taken back: \(obstacle)", .muted)] } else {
                [Span("u", .keyHint), Span(" takes it back, for ", .muted), Self.undo(undoing), Span(" more", .muted)]
            }
        return [
            [Span(past.select.label, .title)],
            [Span("id        ", .muted), Span(past.id, .text), Span(past.cache.map { " in \($0)" } ?? "", .muted)],
            [Span("mode      ", .muted), Self.mode(past.mode), Span(", \(FigureFormat.count(past.matched)) entries", .text)],
            [Span("by        ", .muted), Span(Self.origin(past), .text)],
            [Span("why       ", .muted), Span(past.reason ?? "no reason was given", past.reason == nil ? .muted : .text)],
            undo,
        ]
    }
}
