public import HTTPTypes

/// The request headers that a response says it depends on (RFC 9110 §12.5.5).
public struct Vary: Sendable, Hashable {
    /// In lower case.
    private let names: Set<String>

    public init(_ fields: HTTPFields) {
        self.names = Set(
            fields[values: .vary].flatMap { $0.split(separator: ",") }
                .map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
                .filter { !$0.isEmpty })
    }

    /// Whether the key tells apart what the response tells apart. `*` never is covered; the host always is.
    func isCovered(by keyed: [HTTPField.Name]) -> Bool {
        self.names.allSatisfy { name in name == "host" || keyed.contains { $0.canonicalName == name } }
    }

    /// Names `keyed` in `Vary`, after what is there.
    public static func add(_ keyed: [HTTPField.Name], to fields: inout HTTPFields) {
        let present = Vary(fields).names
        guard !present.contains("*") else { return }
        let missing = keyed.filter { !present.contains($0.canonicalName) }
        guard !missing.isEmpty else { return }
        let named = missing.map(\.rawName).joined(separator: ", ")
        fields[.vary] = fields[.vary].map { "\($0), \(named)" } ?? named
    }
}
