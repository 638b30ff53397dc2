import HTTPTypes
import Hummingbird
import LarderHTTP

/// The parts of a key, sorted by what makes them.
struct KeyRecipe<Context: RequestContext>: Sendable {
    static var bodyLimit: Int { 64 << 10 }

    struct Custom: Sendable {
        let name: String
        let value: @Sendable (Request, Context) async throws -> String
    }

    var query = QuerySelection.none
    var headers: [HTTPField.Name] = []
    var user: (@Sendable (Request, Context) async throws -> UserIdentity?)?
    var custom: [Custom] = []
    var body = Body.ignored

    enum Body: Sendable {
        case ignored
        case keyed
    }

    var resourcesOfURL: CachedRoute.ResourcesOfURL {
        self.custom.isEmpty && self.body == .ignored ? .one : .several
    }

    init(_ parts: [KeyPart<Context>]) {
        for part in parts {
            switch part {
            case .query(let names): self.add(names)
            case .allQuery: self.query = .all
            case .pagination: self.add(["page", "perpage", "page_size", "limit", "offset", "cursor"])
            case .user(let user): self.user = user
            case .header(let name): self.headers.append(name)
            case .language: self.headers.append(.acceptLanguage)
            case .format:
                self.headers.append(.accept)
                self.add(["format"])
            case .body: self.body = .keyed
            case .custom(let name, let value): self.custom.append(Custom(name: name, value: value))
            }
        }
    }

    private mutating func add(_ names: [String]) {
        switch self.query {
        case .all: break
        case .none: self.query = .only(Set(names))
        case .only(let known): self.query = .only(known.union(names))
        }
    }
}
