import ArgumentParser

/// Choices by their names, with commas between them: `hit,scan`. Each once, in the order given.
struct ChoiceList<Choice: CaseIterable & RawRepresentable & Hashable & Sendable>: ExpressibleByArgument, Sendable
where Choice.RawValue == String {
    let choices: [Choice]

    init(_ choices: [Choice]) {
        self.choices = choices
    }

    init?(argument: String) {
        var choices: [Choice] = []
        for name in argument.split(separator: ",", omittingEmptySubsequences: false) {
            guard let choice = Choice(rawValue: String(name)) else { return nil }
            if !choices.contains(choice) {
                choices.append(choice)
            }
        }
        self.choices = choices
    }

    static var allValueStrings: [String] {
        Choice.allCases.map(\.rawValue)
    }

    var defaultValueDescription: String {
        self.choices.map(\.rawValue).joined(separator: ",")
    }
}
