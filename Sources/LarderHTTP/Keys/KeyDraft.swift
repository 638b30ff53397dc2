/// A key's resource while it is being put together.
struct KeyDraft {
    enum Discretion {
        case plain
        case redacted
    }

    private struct Parameter {
        let name: String
        let text: String
        let raw: QueryParameter
    }

    private let secret: KeySecret
    private var segments: [String] = []
    private var parameters: [Parameter] = []
    private var rawSegments: [Substring] = []
    private var spelling: Spelling = []

    init(secret: KeySecret) {
        self.secret = secret
    }

    mutating func append(segment raw: Substring) {
        let component = KeyComponent(segment: raw)
        self.segments.append(component.text)
        self.rawSegments.append(raw)
        self.spelling.formUnion(component.spelling)
    }

    mutating func append(user: UserIdentity) {
        let value =
            switch user {
            case .id(let id): PercentEncoding.encode(id.utf8)
            case .credential(let credential): self.secret.hash(credential.utf8, purpose: "credential")
            }
        // The names differ so that no id can be spelt like the hash of somebody's credential.
        let name =
            switch user {
            case .id: "user"
            case .credential: "credential"
            }
        self.segments.append("\(name)=\(value)")
    }

    mutating func append(_ part: KeyPartValue) {
        self.segments.append("\(PercentEncoding.encode(part.name.utf8))=\(PercentEncoding.encode(part.value.utf8))")
    }

    mutating func append(_ raw: QueryParameter, name: KeyComponent, discretion: Discretion) {
        self.spelling.formUnion(name.spelling)
        var text = name.text
        if let value = raw.value {
            switch discretion {
            case .plain:
                let component = KeyComponent(value: value)
                self.spelling.formUnion(component.spelling)
                text += "=\(component.text)"
            case .redacted:
                // Hashed as it was sent, so its spelling needs no mark.
                text += "=\(self.secret.hash(value.utf8, purpose: "query \(name.text)"))"
            }
        }
        self.parameters.append(Parameter(name: name.text, text: text, raw: raw))
    }

    func resource(of route: String) -> String {
        var resource = "\(route):\(self.segments.joined(separator: ":"))"
        guard !self.parameters.isEmpty else { return resource }
        resource += self.segments.isEmpty ? "?" : ":?"
        resource += self.sortedParameters.map(\.text).joined(separator: "&")
        return resource
    }

    /// What tells this spelling from others of the same text; nil where it is the plain one.
    var spellingMark: String? {
        if self.spelling.isPlain { return nil }
        if self.spelling.isForm { return "form" }
        var message: [UInt8] = []
        for segment in self.rawSegments {
            message.append(contentsOf: segment.utf8)
            message.append(UInt8(ascii: "/"))
        }
        message.append(UInt8(ascii: "?"))
        for parameter in self.sortedParameters {
            message.append(contentsOf: parameter.raw.name.utf8)
            if let value = parameter.raw.value {
                message.append(UInt8(ascii: "="))
                message.append(contentsOf: value.utf8)
            }
            message.append(UInt8(ascii: "&"))
        }
        // Keyed, for a redacted value may be among it.
        return self.secret.hash(message, purpose: "spelling")
    }

    /// Sorted by name; parameters of one name stay in the order they were sent.
    private var sortedParameters: [Parameter] {
        self.parameters.enumerated()
            .sorted { ($0.element.name, $0.offset) < ($1.element.name, $1.offset) }
            .map(\.element)
    }
}
