import CourseCatalogue
import HTTPTypes
import LarderConfiguration
import LarderHTTP

/// What settings mean to the course catalogue.
struct CatalogueSettings {
    private let settings: Settings

    init(_ settings: Settings) {
        self.settings = settings
    }

    /// Its routes' policies as they are configured; a route that is not mentioned stays as it is.
    var policies: CataloguePolicies {
        var policies = CataloguePolicies()
        for route in self.settings.routes {
            _ = policies.adjust(route.match) { $0.apply(route) }
        }
        if let timeout = self.settings.cache.defaultTimeout {
            for path in CataloguePolicies.cachedPaths {
                _ = policies.adjust(path.description) { $0.timeout = $0.timeout ?? timeout.duration }
            }
        }
        return policies
    }

    /// - Parameter file: The configuration's path.
    func problems(in file: String) -> [ConfigurationProblem] {
        var policies = CataloguePolicies()
        var seen: Set<PathTemplate?> = []
        return self.settings.routes.flatMap { route in
            func problem(_ message: String) -> ConfigurationProblem {
                ConfigurationProblem(.file(file, line: route.line), message)
            }
            guard seen.insert(PathTemplate(route.match)).inserted else {
                return [problem("\(route.match) is there twice; say all of a route in one place")]
            }
            var problems: [ConfigurationProblem] = []
            if route.keyedByUser == true {
                problems.append(problem("the catalogue's routes know no users, so 'user' cannot be true"))
            }
            for name in route.headers ?? [] where HTTPField.Name(name) == nil {
                problems.append(problem("'\(name)' is no name of a header"))
            }
            let isKnown = policies.adjust(route.match) { policy in
                policy.apply(route)
                problems += policy.problems.map(problem)
            }
            guard isKnown else {
                return [
                    problem(
                        "no cached route has the path \(route.match); there are "
                            + CataloguePolicies.cachedPaths.map(\.description).joined(separator: ", "))
                ]
            }
            return problems
        }
    }
}

extension CachePolicy {
    fileprivate mutating func apply(_ route: RouteSettings) {
        if let timeout = route.timeout { self.timeout = timeout.duration }
        if let window = route.staleWhileRevalidate { self.staleWhileRevalidate = window.duration }
        if let names = route.queryParameters { self.varyOn.query = .only(Set(names)) }
        if let names = route.headers { self.varyOn.headers = names.compactMap { HTTPField.Name($0) } }
        // Its own stay: changes of the database are told by them.
        if let tags = route.tags { self.tags += tags.filter { !self.tags.contains($0) } }
    }
}
