public import HTTPTypes

/// The request headers that a response says it depends on (RFC 9110 §12.5.5).
public struct Vary: Sendable, Hashable {
    /// Sorted, each once. Empty for ``dependsOnAnything``.
    public let headers: [HTTPField.Name]
    /// `*`, and what cannot be read: no request is known to select it.
    public let dependsOnAnything: Bool

    /// More names than these are as good as `*`: each is a part of a key.
    static let headerLimit = 16

    public static let none = Vary(HTTPFields())

    private init(headers: [HTTPField.Name]) {
        self.headers = headers
        self.dependsOnAnything = false
    }

    public init(_ fields: HTTPFields) {
        guard fields.contains(.vary), let names = Self.names(fields[values: .vary]) else {
            self.headers = []
            self.dependsOnAnything = fields.contains(.vary)
            return
        }
        self.headers = names
        self.dependsOnAnything = false
    }

    private static func names(_ lines: [String]) -> [HTTPField.Name]? {
        var names: Set<String> = []
        for line in lines {
            var scanner = FieldScanner(line)
            scanner.skipSeparators()
            while !scanner.isAtEnd {
                guard let name = scanner.token(), scanner.isAtMemberEnd(), name != "*", names.count < self.headerLimit else {
                    return nil
                }
                names.insert(name.lowercased())
                scanner.skipSeparators()
            }
        }
        return names.sorted().compactMap { HTTPField.Name($0) }
    }

    /// Whether keys can tell apart what the response tells apart. The name that keys use themselves is none that they learn.
    func isAllowed(by stance: VaryStance) -> Bool {
        guard !self.dependsOnAnything, !self.headers.contains(where: { $0.canonicalName == KeyVariants.spelling }) else {
            return false
        }
        switch stance {
        case .learned: return true
        case .learnedButCredentials(let declared):
            return self.headers.allSatisfy { !KeyVariants.credentials.contains($0) || declared.contains($0) }
        }
    }

    /// What is left to key on where keys hold these headers anyway, and the host, as they always do.
    public func beyond(_ declared: [HTTPField.Name]) -> Vary {
        guard !self.headers.isEmpty else { return self }
        return Vary(headers: self.headers.filter { $0.canonicalName != KeyVariants.host && !declared.contains($0) })
    }

    /// Names `keyed` in `Vary`, after what is there.
    public static func add(_ keyed: [HTTPField.Name], to fields: inout HTTPFields) {
        guard !keyed.isEmpty else { return }
        let present = Vary(fields)
        guard !present.dependsOnAnything else { return }
        let missing = keyed.filter { !present.headers.contains($0) }
        guard !missing.isEmpty else { return }
        let named = missing.map(\.rawName).joined(separator: ", ")
        fields[.vary] = fields[.vary].map { "\($0), \(named)" } ?? named
    }
}
