import Foundation

enum PercentEncoding {
    /// RFC 3986's unreserved set less the dot, so that no key reads as a dot segment of a path.
    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~")

    /// `text` as one path segment or query value.
    static func component(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: Self.unreserved) ?? ""
    }

    /// `path?name=value&…`; without items the path alone.
    static func path(_ path: String, query: [(name: String, value: String)]) -> String {
        guard !query.isEmpty else { return path }
        return path + "?" + query.map { "\($0.name)=\(Self.component($0.value))" }.joined(separator: "&")
    }
}
