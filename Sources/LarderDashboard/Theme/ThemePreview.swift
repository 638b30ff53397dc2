public import LarderTerminal

/// What a theme makes of the dashboard's words, for a terminal without the dashboard.
public enum ThemePreview {
    public typealias Piece = (text: String, style: Style)

    private typealias Word = (text: String, role: Role)

    private static let lines: [[Word]] = [
        [
            ("catalogue-1 ", .header), ("[PROD]", .production), ("  ● LIVE", .live), ("  STALE 7s", .stale),
            ("  PAUSED", .paused), ("  RO", .readonly),
        ],
        [
            ("HIT ", .muted), ("94.7%", .hitRateGood), (" 71.0%", .hitRateMiddle), (" 32.1%", .hitRateBad), ("  hit", .hit),
            (" miss", .miss), (" stale", .staleHit), (" bypass", .bypass), ("  38µs", .latency),
        ],
        [
            ("╭─", .focusedBorder), ("Hot keys", .title), ("─╮", .focusedBorder), ("╭─", .border), ("Log", .title),
            ("─╮", .border), (" ⣀⣤⣶⣿", .hit), ("╌╌", .graphGap), ("──", .graphGrid), (" mem ", .muted), ("██", .memoryLow),
            ("██", .memoryMiddle), ("██", .memoryHigh),
        ],
        [
            ("▶ ", .mark), ("course_list:?", .key), ("page", .match), ("=1", .key), ("  4.1K", .size), ("  43s", .ttl),
            ("  fresh", .ok),
        ],
        [
            ("capacity", .evictedCapacity), (" expired", .evictedExpired), (" invalidated", .evictedInvalidated),
            (" replaced", .evictedReplaced), (" rejected", .evictedRejected),
        ],
        [
            ("✓ ok", .ok), ("  info", .info), ("  warning", .warning), ("  danger", .danger), ("   q", .keyHint),
            (" Quit", .muted),
        ],
    ]

    /// Six lines of at most 64 columns; the fourth is a selected row in the second half.
    public static func lines(of theme: Theme, at depth: ColourDepth) -> [[Piece]] {
        Self.lines.enumerated().map { index, words in
            let plain = words.map { (text: $0.text, style: theme.style($0.role, over: nil, at: depth)) }
            guard index == 3 else { return plain }
            return plain + [(text: "  ", style: theme.style(.text, over: nil, at: depth))]
                + [(text: "single_course:42 ", style: theme.style(.key, over: .selection, at: depth))]
        }
    }

    /// One line, for a list of themes.
    public static func swatch(of theme: Theme, at depth: ColourDepth) -> [Piece] {
        let words: [Word] = [
            (" course_list ", .key), ("94.7% ", .hitRateGood), ("hit ", .hit), ("miss ", .miss), ("stale ", .staleHit),
            ("● LIVE ", .live),
            ("warning ", .warning), ("danger ", .danger), ("[PROD]", .production), (" key ", .keyHint), ("muted ", .muted),
        ]
        return words.map { (text: $0.text, style: theme.style($0.role, over: nil, at: depth)) }
            + [(text: " selected ", style: theme.style(.key, over: .selection, at: depth))]
    }
}
