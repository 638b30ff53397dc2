import Foundation
import LarderAdmin
public import LarderTerminal

/// All that the dashboard knows: values only, changed by `update` alone.
public struct State: Sendable, Equatable {
    /// The endpoint's address as the user gave it.
    public let source: String
    /// As given at the start, or learned from a refusal.
    public internal(set) var access: Access
    /// Whom the audit is to name.
    var operatorName: String?
    var theme: Theme
    var size: Size
    var now: Moment

    var polling: Polling
    var figures: Figures?
    /// Of the question on its way, where it asks for the history.
    var askedCut: HistoryCut?
    /// What the screen shows while paused; polling goes on behind it.
    var pause: Pause?
    var feed = EventFeed()
    var log: [LogEntry] = []

    var view = ViewName.overview
    /// Where Esc leads back to, the latest last.
    var trail: [ViewName] = []

    var window = TimeWindow.fiveMinutes
    var graph = Graph.traffic
    var scale = GraphScale.linear
    var focus = Panel.hotKeys
    var isExpanded = false
    /// Rows scrolled away in the panels without a cursor.
    var scroll: [Panel: Int] = [:]
    var hot = TableState<StatsSnapshot.HotKey>(sort: .hits)
    /// Keys, wherever they were marked.
    var marked: Set<String> = []
    var keySpace = KeySpaceState()
    var inspected: InspectState?
    var events = TableState<EventRow>(sort: .time, anchor: .rows)
    var eventKind = EventKindFilter.all
    var routes = TableState<StatsSnapshot.Route>(sort: .requests)
    var backends = TableState<StatsSnapshot.Backend>(sort: .state)
    var audit = AuditState()

    var prompt: Prompt?
    var commands = CommandHistory()
    var overlay: Overlay?
    var outcome: Outcome?
    var undoable: Undoable?
    var refills = Refills()
    /// Numbers the questions, so that an answer to one that nobody waits for is not taken for another's.
    var tickets = 0

    /// The user's own table of keys.
    var keys = KeyMap.standard
    var mouse = MouseCapture.captured
    var pointer = Pointer()
    /// What is kept for the next start.
    var remembered = Remembered()

    public init(source: String, access: Access, theme: Theme, interval: Duration, size: Size, now: Moment) {
        self.source = source
        self.access = access
        self.theme = theme
        self.size = size
        self.now = now
        self.polling = Polling(interval: interval, due: now.elapsed)
    }

    /// What the panels draw.
    var shown: Figures? { self.pause?.figures ?? self.figures }

    var shownFeed: EventFeed { self.pause?.feed ?? self.feed }

    var isPaused: Bool { self.pause != nil }

    /// The moment in the past that is looked at, where it is one.
    var shownMoment: RecordedMoment? { self.view == .overview ? self.pause?.moment : nil }

    /// What the endpoint's clock says, as far as is known.
    var serverNow: Date {
        (self.figures?.snapshot.at ?? self.now.wall).addingTimeInterval(self.sinceAnswer.inSeconds)
    }

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
    /// Hot keys and history are those of the last answer that had them.
    var snapshot: StatsSnapshot
    var receivedAt: Moment
    /// When the history came, which not every view asks for.
    var historyAt: Moment
    var historyCut: HistoryCut?
}

/// How a history is asked for.
struct HistoryCut: Sendable, Equatable {
    var window: Duration
    var points: Int
}

/// What the graph of the overview shows.
enum Graph: String, Sendable, CaseIterable {
    case traffic = "Traffic"
    case latency = "Latency"
    case memory = "Memory used"
}

enum GraphScale: Sendable {
    case linear, logarithmic
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
    /// What was selected.
    var what: String
    /// What was done, in words.
    var done: String
    var until: Duration
    /// The undo is on its way.
    var isAsked = false
}

struct LogEntry: Sendable, Equatable {
    var at: Date
    var text: String
    var role: Role
}
