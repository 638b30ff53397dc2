import HTTPTypes

extension CachePolicy {
    /// What is wrong with this policy, a sentence each with its remedy. Empty where it can be used.
    public var problems: [String] {
        var problems: [String] = []
        if self.route.isEmpty || !self.route.utf8.allSatisfy(PercentEncoding.isUnreserved) {
            problems.append("The route name \"\(self.route)\" needs at least one and only letters, digits, '-', '.', '_' or '~'.")
        }
        let windows =
            [self.timeout ?? .zero, self.staleWhileRevalidate, self.staleIfError, self.patience] + self.errorTimeouts.values
        if windows.contains(where: { $0 < .zero }) {
            problems.append("The route \(self.route) has a negative timeout, stale window or patience; zero is the least.")
        }
        if !(0...1).contains(self.jitter) || !(0...1).contains(self.refreshAhead) {
            problems.append(
                "The route \(self.route) has a jitter or refresh-ahead that is no part of a lifetime; both are 0 to 1.")
        }
        if self.maximumEntrySize < 0 {
            problems.append("The route \(self.route) has a negative maximum entry size; zero is the least.")
        }
        for template in self.tags {
            for name in TagTemplate(template).parameters where !self.pathParameters.contains(name) {
                problems.append(
                    "The tag \(template) of the route \(self.route) names \(name), which is none of its path parameters; add it there."
                )
            }
        }
        for name in self.varyOn.headers where KeyVariants.reservedNames.contains(name.canonicalName) {
            problems.append(
                "The route \(self.route) varies on \(name.rawName), a name that keys use themselves; the host is part of every key."
            )
        }
        return problems
    }
}
