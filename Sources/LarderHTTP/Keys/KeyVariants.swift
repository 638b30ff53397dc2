import HTTPTypes

/// The part of a key after its `#`: `name=value`, sorted by name, joined by `&`.
struct KeyVariants {
    static let host = "host"
    static let spelling = "spelling"
    /// Names that a keyed header cannot have.
    static let reservedNames: Set<String> = [host, spelling]

    /// Nil for an absent header.
    private var values: [(name: String, value: String?)] = []

    /// `value` is written percent-encoded.
    mutating func append(_ name: String, bytes: some Sequence<UInt8>) {
        self.values.append((PercentEncoding.encode(name.utf8), PercentEncoding.encode(bytes)))
    }

    /// A header as `Vary` compares it (RFC 9111 §4.1). An absent one is left out and differs from an empty one.
    mutating func append(header name: HTTPField.Name, of fields: HTTPFields, secret: KeySecret) {
        guard let value = NormalisedField.value(of: name, in: fields) else { return }
        if Self.credentials.contains(name) {
            self.append(name.canonicalName, bytes: secret.hash(value, purpose: name.canonicalName).utf8)
        } else {
            self.append(name.canonicalName, bytes: value)
        }
    }

    /// A header that a stored response was found to depend on: its absence is a value too, for responses that depend on other
    /// headers lie under the same resource.
    mutating func append(learned name: HTTPField.Name, of fields: HTTPFields, secret: KeySecret) {
        let encoded = PercentEncoding.encode(name.canonicalName.utf8)
        // The host is part of every key as it is.
        guard name.canonicalName != Self.host, !self.values.contains(where: { $0.name == encoded }) else { return }
        if fields.contains(name) {
            self.append(header: name, of: fields, secret: secret)
        } else {
            self.values.append((encoded, nil))
        }
    }

    var text: String? {
        guard !self.values.isEmpty else { return nil }
        return self.values.sorted { $0.name < $1.name }.map { variant in
            variant.value.map { "\(variant.name)=\($0)" } ?? variant.name
        }.joined(separator: "&")
    }

    /// They appear in keys as keyed hashes only.
    static let credentials: Set<HTTPField.Name> = [.authorization, .proxyAuthorization, .cookie]
}
