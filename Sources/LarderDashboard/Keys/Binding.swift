import LarderTerminal

/// Keys, what they do where, and how the footer and the help say so.
struct Binding: Sendable, Equatable {
    enum Context: Sendable, Hashable, CaseIterable {
        case overview, keys, inspect, events, routes, backends, audit
        /// The filter's input line.
        case filtering
        /// The command's input line.
        case commanding
        /// The form that asks what to invalidate.
        case choosing
        /// A purge dialog over one entry: buttons alone.
        case confirming
        /// A purge dialog that wants something typed, with the focus on a button.
        case pressing
        /// A purge dialog with the focus on a text field.
        case typing
        /// A purge dialog that counts, waits for its answer, or has nothing to do.
        case waiting
        /// Help, and the details of a row.
        case reading
    }

    enum Group: String, Sendable, CaseIterable {
        case move = "Move"
        case view = "View"
        case time = "Time"
        case change = "Change the cache"
        case dialog = "In dialogs"
        case program = "Program"
    }

    /// Where a view has the keys.
    static let views: Set<Context> = [.overview, .keys, .inspect, .events, .routes, .backends, .audit]
    /// Views with a list.
    static let lists = Self.views.subtracting([.inspect])
    /// Lists whose rows are keys of the cache.
    static let keyLists: Set<Context> = [.overview, .keys]

    /// Place in the footer; where there is no room the largest rank goes first.
    struct Footer: Sendable, Equatable {
        var label: String
        var rank: Int
        /// Instead of the first key.
        var keys: String?
    }

    var keys: [Key]
    var command: Command
    var contexts: Set<Context>
    var group: Group
    var help: String
    var footer: Footer?

    init(
        _ keys: [Key], _ command: Command, in contexts: Set<Context> = Self.views, _ group: Group, _ help: String,
        footer: Footer? = nil
    ) {
        self.keys = keys
        self.command = command
        self.contexts = contexts
        self.group = group
        self.help = help
        self.footer = footer
    }

    var keyNames: String {
        self.keys.map(\.description).joined(separator: " ")
    }
}
