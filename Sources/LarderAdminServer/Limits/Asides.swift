/// The threads that answers are made on; never those that the API's requests run on.
struct Asides: Sendable {
    /// For figures, which many ask for at the same moment.
    let figures: Aside
    /// For looks at many keys, which take seconds in a large cache.
    let looks: Aside
    /// For what takes entries out of use: nobody who looks holds up who purges.
    let changes: Aside

    init(_ limits: AdminLimits) {
        self.figures = Aside(limit: limits.requestsAtOnce, pace: .resting)
        self.looks = Aside(limit: limits.looksAtOnce, pace: .resting)
        self.changes = Aside(limit: limits.requestsAtOnce, pace: .full)
    }

    func start() {
        for aside in [self.figures, self.looks, self.changes] {
            aside.start()
        }
    }

    func stop() async {
        for aside in [self.figures, self.looks, self.changes] {
            await aside.stop()
        }
    }
}
