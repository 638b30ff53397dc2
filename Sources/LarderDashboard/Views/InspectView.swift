import Foundation
import LarderAdmin
import LarderTerminal

/// One entry: what is known of it, and how its value begins.
enum InspectView {
    static func notes(_ state: State) -> [Span] {
        switch state.inspected?.content {
        case .gone: [Span("GONE", .warning)]
        case .failed: [Span("no answer", .danger)]
        case .loading, .loaded, nil: []
        }
    }

    static func draw(_ state: State, in rect: Rect, into frame: inout Frame) {
        let area = rect.inset(columns: 1)
        let lines = Self.lines(state)
        let top = min(state.inspected?.top ?? 0, max(0, lines.count - area.rows))
        for (index, line) in lines.dropFirst(top).prefix(area.rows).enumerated() {
            frame.put(line, in: area.row(index))
        }
    }

    static func lines(_ state: State) -> [[Span]] {
        guard let inspected = state.inspected else { return [[Span("no key was chosen yet", .muted)]] }
        let columns = max(10, state.size.columns - 4)
        var lines = Self.wrapped(inspected.key, columns: columns, rows: 3).map { [Span($0, .title)] }
        switch inspected.content {
        case .loading: lines += [[], [Span("asking…", .muted)]]
        case .loaded(let detail): lines += [[]] + Self.fields(detail, state, columns: columns)
        case .gone(let detail):
            let cause = Self.cause(of: inspected.key, state)
            lines += [[], [Span("not in the cache", .warning), Span(cause, .muted)]]
            if let detail {
                lines += [[], [Span("as it was last seen:", .muted)]] + Self.fields(detail, state, columns: columns)
            }
        case .failed(let reason, let detail):
            lines += [[], [Span(reason, .danger)]]
            if let detail {
                lines += [[], [Span("as it was last seen:", .muted)]] + Self.fields(detail, state, columns: columns)
            }
        }
        return lines
    }

    /// Why it left, where that was seen.
    private static func cause(of key: String, _ state: State) -> String {
        guard let event = state.feed.rows.lazy.compactMap(\.event).first(where: { $0.kind == .evicted && $0.key == key }) else {
            return ""
        }
        return ": \(event.reason ?? "evicted") at \(state.now.timeOfDay(event.at))"
    }

    private static func fields(_ detail: KeyDetail, _ state: State, columns: Int) -> [[Span]] {
        let look = HotKeysView.state(detail.state)
        let now = state.serverNow
        func ago(_ date: Date?) -> String {
            date.map { "\(FigureFormat.age(now.timeIntervalSince($0))) ago" } ?? "never"
        }
        func left(_ date: Date?) -> String {
            guard let seconds = date?.timeIntervalSince(now) else { return FigureFormat.unknown }
            return seconds >= 0 ? "for \(FigureFormat.age(seconds)) more" : "until \(FigureFormat.age(-seconds)) ago"
        }
        func field(_ name: String, _ text: String, _ role: Role) -> [Span] {
            [Span(name + String(repeating: " ", count: max(1, 10 - name.count)), .muted), Span(text, role)]
        }
        let status = detail.status.map { "\($0) " } ?? ""
        var lines: [[Span]] = [
            field("state", look.0, look.1),
            field("fresh", left(detail.freshUntil), .ttl),
            field("servable", left(detail.staleUntil), .ttl),
            field("stored", ago(detail.createdAt), .text),
            field("last hit", ago(detail.lastHitAt), .text),
            field("hits", FigureFormat.count(detail.hits), .hit),
            field("size", FigureFormat.bytes(detail.sizeBytes), .size),
            field("cost", FigureFormat.latency(detail.costUs), .latency),
            field("route", detail.route ?? FigureFormat.unknown, .text),
            field("tags", detail.tags.isEmpty ? FigureFormat.unknown : detail.tags.joined(separator: "  "), .text),
            field("response", status + (detail.contentType ?? FigureFormat.unknown), .text),
            field("etag", detail.etag ?? FigureFormat.unknown, .text),
        ]
        if let preview = detail.preview {
            lines.append([])
            if let text = preview.wrappedValue {
                lines += Self.wrapped(text, columns: columns, rows: 64).map { [Span($0, .muted)] }
            } else {
                lines.append([Span("no preview: not text, or the token may not see values", .muted)])
            }
        }
        return lines
    }

    /// Cut where the screen ends and where the text has lines; what is left are single characters to `DisplayText`.
    private static func wrapped(_ text: String, columns: Int, rows: Int) -> [String] {
        var lines: [String] = []
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            var rest = line
            repeat {
                guard lines.count < rows else { return lines }
                lines.append(String(rest.prefix(columns)))
                rest = rest.dropFirst(columns)
            } while !rest.isEmpty
        }
        return lines
    }
}
