import LarderTerminal

/// Keys, what they do where, and how the footer and the help say so.
struct Binding: Sendable, Equatable {
    enum Context: Sendable, Hashable, CaseIterable {
        case overview
        /// The filter's input line.
        case filtering
        /// The form that asks what to invalidate.
        case choosing
        /// A purge dialog with the focus on a button.
        case confirming
        /// A purge dialog with the focus on its text field.
        case typing
        /// Help, and the details of an entry.
        case reading
    }

    enum Group: String, Sendable, CaseIterable {
        case move = "Move"
        case view = "View"
        case change = "Change the cache"
        case dialog = "In dialogs"
        case program = "Program"
    }

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
        _ keys: [Key], _ command: Command, in contexts: Set<Context> = [.overview], _ group: Group, _ help: String,
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
