import LarderAdmin

/// An invalidation on its way from the question to the answer. It acts on what it showed, whatever the table does meanwhile.
struct PurgeDialog: Sendable, Equatable {
    enum Step: Sendable, Equatable {
        case counting
        case proposed(Proposal)
        case sending(Proposal, since: Duration)
        case failed(PurgeFailure)
    }

    let selection: Selection
    /// Of the question that is open.
    var ticket: Int
    /// The instance and environment that were asked, frozen with the question.
    let instance: StatsSnapshot.Instance
    var mode = InvalidationMode.soft
    var step = Step.counting
    /// What the endpoint refused to exceed, where it is counted for that reason again.
    var exceeded: Int?

    var what: String { self.selection.label }

    /// True where letters go into a text field.
    var isTyping: Bool {
        guard case .proposed(let proposal) = self.step else { return false }
        return proposal.focus == .field || proposal.focus == .reason
    }

    func failed(_ failure: PurgeFailure) -> PurgeDialog {
        var dialog = self
        dialog.step = .failed(failure)
        return dialog
    }

    func typing(_ change: (inout TextInput) -> Void) -> PurgeDialog {
        guard case .proposed(var proposal) = self.step else { return self }
        proposal.type(change)
        var dialog = self
        dialog.step = .proposed(proposal)
        return dialog
    }
}

/// What the dry run found and what it takes to go on.
struct Proposal: Sendable, Equatable {
    enum Confirmation: Sendable, Equatable {
        case nothingToDo
        /// One entry: `y`, or the button.
        case keyPress
        /// Many, or production: the count or the instance's name.
        case typed(TextInput)
    }

    enum Focus: Sendable, CaseIterable {
        case reason, field, mode, purge, cancel
    }

    let result: InvalidationResult
    let stake: HitsAtStake?
    private(set) var confirmation: Confirmation
    /// For the audit; nil where nobody is asked why.
    private(set) var reason: TextInput?
    private(set) var focus: Focus

    init(_ result: InvalidationResult, isProduction: Bool, stake: HitsAtStake? = nil) {
        self.result = result
        self.stake = stake
        if result.matched == 0 {
            self.confirmation = .nothingToDo
            self.focus = .cancel
        } else if isProduction || result.matched > 1 {
            self.confirmation = .typed(TextInput())
            self.reason = isProduction ? TextInput() : nil
            self.focus = .field
        } else {
            self.confirmation = .keyPress
            self.focus = .cancel
        }
    }

    var focusable: [Focus] {
        switch self.confirmation {
        case .nothingToDo: [.cancel]
        case .keyPress: [.mode, .purge, .cancel]
        case .typed: (self.reason == nil ? [] : [.reason]) + [.field, .mode, .purge, .cancel]
        }
    }

    mutating func moveFocus(_ step: Int) {
        let all = self.focusable
        let index = all.firstIndex(of: self.focus) ?? 0
        self.focus = all[(index + step + all.count) % all.count]
    }

    mutating func type(_ change: (inout TextInput) -> Void) {
        switch self.focus {
        case .reason:
            var text = self.reason ?? TextInput()
            change(&text)
            self.reason = text
        case .field:
            guard case .typed(var input) = self.confirmation else { return }
            change(&input)
            self.confirmation = .typed(input)
        case .mode, .purge, .cancel: break
        }
    }

    func isConfirmed(instanceName: String) -> Bool {
        switch self.confirmation {
        case .nothingToDo: false
        case .keyPress: true
        case .typed(let input): input.text == "\(self.result.matched)" || (input.text == instanceName && !instanceName.isEmpty)
        }
    }

    /// With a tenth, at least ten, to spare: live traffic must not refuse an honest purge.
    var expectAtMost: Int {
        let (sum, isTooMuch) = self.result.matched.addingReportingOverflow(max(10, self.result.matched / 10))
        return isTooMuch ? .max : sum
    }
}

/// The hits that go to what a purge would select, of all that are served.
struct HitsAtStake: Sendable, Equatable {
    /// Of current hits, 0 to 1.
    let share: Double
    let hitRate: Double
    /// If every one of these hits missed.
    let hitRateWithout: Double

    /// Above this share of current hits the dialog warns.
    static let limit = 0.1

    var isMuch: Bool { self.share > Self.limit }

    /// Nil where no hits are known.
    init?(_ result: InvalidationResult, of rates: StatsSnapshot.Rates?) {
        guard let rates, result.hitsPerSecond.isFinite else { return nil }
        let hits = rates.hits + rates.staleHits
        guard hits > 0, hits.isFinite else { return nil }
        let lost = min(max(result.hitsPerSecond, 0), hits)
        self.share = lost / hits
        let asked = hits + (rates.misses.isFinite ? max(0, rates.misses) : 0)
        self.hitRate = hits / asked
        self.hitRateWithout = (hits - lost) / asked
    }
}
