/// Finds the share of the window by hill climbing: it keeps its direction while the hit ratio rises and turns when it falls
/// (Einziger et al., Adaptive software cache management, Middleware 2018; constants as in Caffeine).
struct WindowClimber: Sendable {
    private static let bounds = 0.01...0.8
    private static let firstStep = 0.0625
    private static let stepDecay = 0.98
    /// A change of the hit ratio that means that the workload is another one.
    private static let restart = 0.05
    /// Requests per entry between two steps.
    private static let sampleFactor = 10

    /// Of what is held.
    private(set) var share = bounds.lowerBound
    private var step = firstStep
    private var hits = 0
    private var misses = 0
    private var previousRatio = 0.0

    mutating func hit() {
        self.hits += 1
    }

    mutating func miss(entries: Int) {
        self.misses += 1
        if self.hits + self.misses >= Self.sampleFactor * max(entries, 1) {
            self.climb()
        }
    }

    private mutating func climb() {
        let ratio = Double(self.hits) / Double(self.hits + self.misses)
        let change = ratio - self.previousRatio
        let amount = change >= 0 ? self.step : -self.step
        self.share = min(max(self.share + amount, Self.bounds.lowerBound), Self.bounds.upperBound)
        self.step =
            abs(change) >= Self.restart ? (amount < 0 ? -Self.firstStep : Self.firstStep) : amount * Self.stepDecay
        self.previousRatio = ratio
        self.hits = 0
        self.misses = 0
    }
}
