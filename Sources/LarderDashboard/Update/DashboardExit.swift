/// Why the dashboard ended.
public enum DashboardExit: Sendable, Equatable {
    case quit, interrupted, terminated, hungUp

    /// 0, or 128 and the signal's number.
    public var code: Int32 {
        switch self {
        case .quit: 0
        case .interrupted: 130
        case .terminated: 143
        case .hungUp: 129
        }
    }
}
