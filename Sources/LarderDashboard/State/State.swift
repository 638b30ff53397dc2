import Foundation
import LarderAdmin
public import LarderTerminal

/// All that the dashboard knows: values only, changed by `update` alone.
public struct State: Sendable, Equatable {
    /// The endpoint's address as the user gave it.
    public let source: String
    public let access: Access
    var theme: Theme
    var size: Size
    var now: Moment

    var polling: Polling
    var figures: Figures?
    /// What the screen shows while paused; polling goes on behind it.
    var frozen: Figures?
    var feed = EventFeed()
    var log: [LogEntry] = []

    var window = TimeWindow.fiveMinutes
    var focus = Panel.hotKeys
    var isExpanded = false
    /// Rows scrolled away in the panels without a cursor.
    var scroll: [Panel: Int] = [:]
    var hot = HotKeysState()
    var filterInput: TextInput?
    var overlay: Overlay?
    var outcome: Outcome?
    var undoable: Undoable?
    /// Numbers the questions of overlays, so that an answer to a closed one is not taken for another's.
    var tickets = 0

    public init(source: String, access: Access, theme: Theme, interval: Duration, size: Size, now: Moment) {
        self.source = source
        self.access = access
        self.theme = theme
        self.size = size
        self.now = now
        self.polling = Polling(interval: interval, due: now.elapsed)
    }

    /// What the panels draw.
    var shown: Figures? { self.frozen ?? self.figures }

    var isPaused: Bool { self.frozen != nil }

    /// How old the figures on the screen are.
    var age: Duration? {
        self.shown.map { max(.zero, self.now.elapsed - $0.receivedAt.elapsed) }
    }
}

/// Whether the dashboard may invalidate.
public enum Access: Sendable, Equatable {
    case readWrite
    /// `reason` completes "read-only: …".
    case readOnly(reason: String)
}

/// An answer of the endpoint and when it came.
struct Figures: Sendable, Equatable {
    var snapshot: StatsSnapshot
    var receivedAt: Moment
}

/// A panel of the overview; those with `isFocusable` take the focus.
enum Panel: String, Sendable, CaseIterable {
    case traffic = "Traffic"
    case hotKeys = "Hot keys"
    case evictions = "Evictions"
    case log = "Action log"
    case memory = "Memory"

    static let focusOrder: [Panel] = [.hotKeys, .evictions, .log, .memory, .traffic]
}

/// How far the traffic graph reaches back.
public enum TimeWindow: String, Sendable, CaseIterable {
    case oneMinute = "1m"
    case fiveMinutes = "5m"
    case fifteenMinutes = "15m"
    case oneHour = "1h"
    case oneDay = "24h"

    var duration: Duration {
        switch self {
        case .oneMinute: .seconds(60)
        case .fiveMinutes: .seconds(300)
        case .fifteenMinutes: .seconds(900)
        case .oneHour: .seconds(3600)
        case .oneDay: .seconds(86_400)
        }
    }
}

/// A line about the last thing that was done.
struct Outcome: Sendable, Equatable {
    var text: String
    var role: Role
    var at: Duration

    static let lifetime = Duration.seconds(12)
}

/// The last soft purge, as long as it can be taken back.
struct Undoable: Sendable, Equatable {
    var id: String
    var what: String
    var until: Duration
}

struct LogEntry: Sendable, Equatable {
    var at: Date
    var text: String
    var role: Role
}
