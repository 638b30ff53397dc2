import HTTPTypes
import Hummingbird
import LarderHTTP
import NIOCore

/// What the cached routes of a group have in common.
struct CacheSetting<Context: RequestContext>: Sendable {
    let cache: ResponseCache
    var user: UserOfRequest<Context>?
    /// Whether a request goes past the cache.
    var bypasses: (@Sendable (Request, Context) async throws -> Bool)?
    var recipe = KeyRecipe<Context>([])

    /// Whether the application is asked for the key of a request, or whether it is cached.
    var asks: Bool {
        self.user != nil || self.bypasses != nil || !self.recipe.custom.isEmpty || self.recipe.body == .keyed
    }

    /// - Parameter request: Its body can still be read afterwards.
    /// - Throws: What the application throws.
    func identity(of request: inout Request, _ context: Context) async throws -> RequestIdentity {
        var identity = RequestIdentity()
        for custom in self.recipe.custom {
            identity.parts.append(KeyPartValue(name: custom.name, value: try await custom.value(request, context)))
        }
        if self.recipe.body == .keyed, let length = request.bodyLength, length <= KeyRecipe<Context>.bodyLimit {
            let bytes = try await request.body.collect(upTo: KeyRecipe<Context>.bodyLimit)
            request.body = RequestBody(buffer: bytes)
            identity.parts.append(.body(bytes.readableBytesView, type: request.headers[.contentType]))
            identity.body = bytes
        }
        identity.user = try await self.user?(request, context)
        return identity
    }
}
