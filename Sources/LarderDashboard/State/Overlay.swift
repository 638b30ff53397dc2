import LarderAdmin

/// What lies over the panels and takes the keys.
enum Overlay: Sendable, Equatable {
    case help(scroll: Int)
    /// All about the row under the cursor.
    case details(scroll: Int)
    case choosing(SelectionForm)
    case purge(PurgeDialog)
}

/// Where `X` asks what is to be invalidated.
struct SelectionForm: Sendable, Equatable {
    enum Kind: String, Sendable, CaseIterable {
        case pattern, tag, route, all
    }

    var kind: Kind
    var input: TextInput

    /// Nil until there is something to look for.
    var selection: Selection? {
        let text = self.input.text
        switch self.kind {
        case .all: return .all
        case _ where text.isEmpty: return nil
        case .pattern: return .pattern(text)
        case .tag: return .tag(text)
        case .route: return .route(text)
        }
    }
}

/// An invalidation on its way from the question to the answer. It acts on what it showed, whatever the table does meanwhile.
struct PurgeDialog: Sendable, Equatable {
    enum Step: Sendable, Equatable {
        case counting
        case proposed(Proposal)
        case sending(Proposal)
        case failed(String)
    }

    let selection: Selection
    let ticket: Int
    /// The instance and environment that were asked, frozen with the question.
    let instance: StatsSnapshot.Instance
    var mode = InvalidationMode.soft
    var step = Step.counting

    var what: String { self.selection.label }
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
        case field, mode, purge, cancel
    }

    let result: InvalidationResult
    var confirmation: Confirmation
    var focus: Focus

    init(_ result: InvalidationResult, isProduction: Bool) {
        self.result = result
        if result.matched == 0 {
            self.confirmation = .nothingToDo
            self.focus = .cancel
        } else if isProduction || result.matched > 1 {
            self.confirmation = .typed(TextInput())
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
        case .typed: [.field, .mode, .purge, .cancel]
        }
    }

    mutating func moveFocus(_ step: Int) {
        let all = self.focusable
        let index = all.firstIndex(of: self.focus) ?? 0
        self.focus = all[(index + step + all.count) % all.count]
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

extension StatsSnapshot.Instance {
    var isProduction: Bool { self.environment.lowercased() == "production" }
}

extension Selection {
    /// As a person says it.
    var label: String {
        switch self {
        case .key(let key): key
        case .keys(let keys): "\(keys.count) marked keys"
        case .url(let url): url
        case .pattern(let pattern): pattern
        case .tag(let tag): "tag \(tag)"
        case .tags(let tags): "tags \(tags.joined(separator: ", "))"
        case .route(let route): "route \(route)"
        case .all: "everything"
        }
    }
}
