public import HTTPTypes

/// What tells two requests to one route apart, besides the path parameters and the host.
public struct VaryOn: Sendable, Hashable {
    public var query: QuerySelection
    public var user: UserKeying
    /// Request headers that responses depend on. `Authorization` and `Cookie` appear in keys as keyed hashes only.
    public var headers: [HTTPField.Name]

    public init(query: QuerySelection = .all, user: UserKeying = .shared, headers: [HTTPField.Name] = []) {
        self.query = query
        self.user = user
        self.headers = headers
    }
}

/// The query parameters that belong to the key.
public enum QuerySelection: Sendable, Hashable {
    case all
    /// Responses depend on no other parameter; others may be sent and change nothing.
    case only(Set<String>)
    case none

    func includes(_ name: Substring) -> Bool {
        switch self {
        case .all: true
        case .only(let names): names.contains(String(name))
        case .none: false
        }
    }
}

public enum UserKeying: Sendable, Hashable {
    /// One copy for everybody.
    case shared
    /// A copy for each user, and one for requests that name none.
    case perUser
}

/// Who asks, as the application knows them.
public enum UserIdentity: Sendable, Hashable {
    /// A public identifier, such as a primary key. It appears in the key as it is.
    case id(String)
    /// A token or a session id. It appears in the key as a keyed hash.
    case credential(String)
}
