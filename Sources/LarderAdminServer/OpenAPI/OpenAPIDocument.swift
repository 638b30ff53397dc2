import NIOCore

/// The OpenAPI 3.1 document of the stats endpoint.
enum OpenAPIDocument {
    static let json = ByteBuffer(bytes: PackageResources.openapi_json)
}
