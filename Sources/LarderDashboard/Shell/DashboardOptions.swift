public import LarderAdminClient
public import LarderTerminal

/// How the dashboard is to be opened.
public struct DashboardOptions: Sendable {
    public enum Glyphs: Sendable {
        /// What the locale says the terminal takes.
        case automatic
        case ascii
    }

    public var endpoint: AdminEndpoint
    /// Nil shows the one that was chosen last.
    public var theme: Theme?
    /// Where `theme` comes from; saved again while the dashboard runs it is loaded again.
    public var themeFile: String?
    public var interval: Duration
    public var access: Access
    public var glyphs: Glyphs
    public var token: String?
    /// A PEM file of the certificates to trust instead of the system's.
    public var authority: String?
    /// What the graph shows first, where nothing was chosen before.
    public var window: TimeWindow
    public var mouse: MouseCapture

    public init(
        endpoint: AdminEndpoint, theme: Theme? = nil, themeFile: String? = nil, interval: Duration = .seconds(1),
        access: Access = .readWrite,
        glyphs: Glyphs = .automatic, token: String? = nil, authority: String? = nil,
        window: TimeWindow = .fiveMinutes, mouse: MouseCapture = .captured
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
        self.mouse = mouse
    }
}

/// Why the dashboard could not be opened; the screen was not touched.
public enum DashboardError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No terminal, or none that can place the cursor; one line without a remedy, since that depends on the command.
    case noTerminal(String)
    /// The user's file of keys has a mistake; names the file and the line.
    case badKeys(String)

    public var description: String {
        switch self {
        case .noTerminal(let reason), .badKeys(let reason): reason
        }
    }
}
