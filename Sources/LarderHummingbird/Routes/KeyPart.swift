public import HTTPTypes
public import Hummingbird
public import LarderHTTP

/// What a cached response depends on, beside the route, its path parameters and the host, which are in every key.
///
/// What no part names does not reach the handler of a shared response: a query parameter that is in no key could otherwise change
/// what others get.
public enum KeyPart<Context: RequestContext>: Sendable {
    /// These query parameters.
    case query([String])
    case allQuery
    /// `page`, `perpage`, `page_size`, `limit`, `offset` and `cursor`.
    case pagination
    /// Who asks.
    case user(@Sendable (Request, Context) async throws -> UserIdentity?)
    case header(HTTPField.Name)
    /// `Accept-Language`, in one spelling.
    case language
    /// `Accept`, in one spelling, and the query parameter `format`.
    case format
    /// The request's body with its type: then `POST` is cached like `GET`, for searches that need one. At most 64 KiB; larger ones
    /// are not cached.
    case body
    /// A part of one's own. Its name is seen in keys: letters, digits, `-`, `.`, `_` and `~`.
    case custom(name: String, @Sendable (Request, Context) async throws -> String)

    public static func query(_ names: String...) -> KeyPart { .query(names) }
}
