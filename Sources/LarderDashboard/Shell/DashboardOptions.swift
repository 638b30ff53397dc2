public import LarderAdminClient

/// How the dashboard is to be opened.
public struct DashboardOptions: Sendable {
    public enum Glyphs: Sendable {
        /// What the locale says the terminal takes.
        case automatic
        case ascii
    }

    public var endpoint: AdminEndpoint
    public var theme: Theme
    /// Where `theme` comes from; saved again while the dashboard runs it is loaded again.
    public var themeFile: String?
    public var interval: Duration
    public var access: Access
    public var glyphs: Glyphs
    public var token: String?
    /// A PEM file of the certificates to trust instead of the system's.
    public var authority: String?
    /// What the graph shows first.
    public var window: TimeWindow

    public init(
        endpoint: AdminEndpoint, theme: Theme, themeFile: String? = nil, interval: Duration = .seconds(1),
        access: Access = .readWrite,
        glyphs: Glyphs = .automatic, token: String? = nil, authority: String? = nil,
        window: TimeWindow = .fiveMinutes
    ) {
        self.endpoint = endpoint
        self.theme = theme
        self.themeFile = themeFile
        self.interval = interval
        self.access = access
        self.glyphs = glyphs
        self.token = token
        self.authority = authority
        self.window = window
    }
}

/// Why the dashboard could not be opened; the screen was not touched.
public enum DashboardError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No terminal, or none that can place the cursor; one line without a remedy, since that depends on the command.
    case noTerminal(String)

    public var description: String {
        switch self {
        case .noTerminal(let reason): reason
        }
    }
}
