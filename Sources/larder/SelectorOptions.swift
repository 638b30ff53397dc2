import ArgumentParser
import LarderAdmin

/// What a purge is to hit; exactly one of these.
struct SelectorOptions: ParsableArguments {
    @Option(
        name: .customLong("key"), parsing: .upToNextOption,
        help: ArgumentHelp("Keys; without a #variant all variants of each.", valueName: "key"))
    var keys: [String] = []

    @Option(help: ArgumentHelp("Keys that match, as in 'larder keys'.", valueName: "pattern"))
    var pattern: String?

    @Option(
        name: .customLong("tag"), parsing: .upToNextOption, help: ArgumentHelp("Entries with one of these.", valueName: "tag"))
    var tags: [String] = []

    @Option(help: ArgumentHelp("Everything of a route.", valueName: "route"))
    var route: String?

    @Option(help: ArgumentHelp("What a URL of the API is cached under.", valueName: "url"))
    var forURL: String?

    @Flag(help: "Everything.")
    var all = false

    func validate() throws {
        guard self.selections.count == 1 else {
            throw ValidationError(
                "\(self.selections.isEmpty ? "nothing is selected" : "several things are selected"): "
                    + "give one of --key, --pattern, --tag, --route, --for-url, --all")
        }
    }

    var selection: Selection { self.selections[0] }

    private var selections: [Selection] {
        var selections: [Selection] = []
        if !self.keys.isEmpty { selections.append(self.keys.count == 1 ? .key(self.keys[0]) : .keys(self.keys)) }
        if let pattern { selections.append(.pattern(pattern)) }
        if !self.tags.isEmpty { selections.append(self.tags.count == 1 ? .tag(self.tags[0]) : .tags(self.tags)) }
        if let route { selections.append(.route(route)) }
        if let forURL { selections.append(.url(forURL)) }
        if self.all { selections.append(.all) }
        return selections
    }
}
