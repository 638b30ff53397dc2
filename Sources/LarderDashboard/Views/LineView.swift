import LarderAdmin
import LarderTerminal

/// The hit rate, in whatever room there is.
enum LineView {
    static func draw(_ state: State, into frame: inout Frame) {
        let columns = state.size.columns
        let all = Rect(state.size)
        guard let snapshot = state.shown?.snapshot, let ratio = snapshot.rates["10s"]?.hitRatio else {
            frame.put([Self.fitting(["connecting…", "HIT –", "–"], columns, .stale)], in: all)
            return
        }
        let exact = "\(FigureFormat.percent(ratio))%"
        let rounded = FigureFormat.wholePercent(ratio)
        let role: Role = state.isStale ? .stale : .hitRate(ratio)
        let marked = state.isStale ? ["STALE HIT \(exact)", "!\(exact)"] : ["HIT \(exact)"]
        frame.put([Self.fitting(marked + [exact, "\(rounded)%", rounded, String(rounded.prefix(1))], columns, role)], in: all)
        let segments = HeaderView.segments(snapshot, columns: columns).dropFirst()
        for (index, segment) in segments.enumerated() where segment.spans.columns <= columns {
            frame.put(segment.spans, in: all.row(index + 1))
        }
    }

    private static func fitting(_ texts: [String], _ columns: Int, _ role: Role) -> Span {
        Span(texts.first { DisplayText($0).columns <= columns } ?? "", role)
    }
}
