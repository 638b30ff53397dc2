import Foundation
import LarderAdmin
import LarderTerminal

/// The details of one key.
enum EntryView {
    static func draw(_ entry: EntryOverlay, _ state: State, into frame: inout Frame) {
        let lines: [[Span]]
        switch entry.content {
        case .loading: lines = [[Span("asking…", .muted)]]
        case .failed(let reason): lines = [[Span(reason, .danger)]]
        case .loaded(let detail): lines = Self.lines(detail, state)
        }
        let title = DisplayText(entry.key).truncatedInside(to: max(0, min(frame.size.columns, 90) - 8))
        let box = Box(
            [Span(title.description, .title)], columns: 90, rows: lines.count,
            into: &frame)
        for (index, line) in lines.prefix(box.inside.rows).enumerated() {
            frame.put(line, in: box.inside.row(index))
        }
    }

    private static func lines(_ detail: KeyDetail, _ state: State) -> [[Span]] {
        let look = HotKeysView.state(detail.state)
        let server = (state.figures?.snapshot.at ?? state.now.wall).addingTimeInterval(state.sinceAnswer.inSeconds)
        func ago(_ date: Date?) -> String {
            date.map { "\(FigureFormat.age(server.timeIntervalSince($0))) ago" } ?? "never"
        }
        func left(_ date: Date?) -> String {
            guard let seconds = date?.timeIntervalSince(server) else { return FigureFormat.unknown }
            return seconds >= 0 ? "for \(FigureFormat.age(seconds)) more" : "until \(FigureFormat.age(-seconds)) ago"
        }
        func field(_ name: String, _ spans: Span...) -> [Span] {
            [Span(name + String(repeating: " ", count: max(1, 12 - name.count)), .muted)] + spans
        }
        let status = detail.status.map { "\($0)" } ?? FigureFormat.unknown
        var lines: [[Span]] = [
            field("state", Span(look.0, look.1)),
            field("fresh", Span(left(detail.freshUntil), .ttl)),
            field("servable", Span(left(detail.staleUntil), .ttl)),
            field("stored", Span(ago(detail.createdAt), .text)),
            field("last hit", Span(ago(detail.lastHitAt), .text)),
            field("hits", Span(FigureFormat.count(detail.hits), .hit)),
            field("size", Span(FigureFormat.bytes(detail.sizeBytes), .size)),
            field("cost", Span(FigureFormat.latency(detail.costUs), .latency)),
            field("route", Span(detail.route ?? FigureFormat.unknown, .text)),
            field("tags", Span(detail.tags.isEmpty ? FigureFormat.unknown : detail.tags.joined(separator: " "), .text)),
            field("response", Span("\(status) \(detail.contentType ?? "")", .text)),
            field("etag", Span(detail.etag ?? FigureFormat.unknown, .text)),
        ]
        if let preview = detail.preview?.wrappedValue, !preview.isEmpty {
            lines.append([])
            lines += Self.wrapped(preview, columns: 86, rows: 8).map { [Span($0, .muted)] }
        }
        return lines
    }

    private static func wrapped(_ text: String, columns: Int, rows: Int) -> [String] {
        var rest = Substring(text)
        var lines: [String] = []
        while !rest.isEmpty, lines.count < rows {
            lines.append(String(rest.prefix(columns)))
            rest = rest.dropFirst(columns)
        }
        return lines
    }
}
