/// A key's resource while it is being put together.
struct KeyDraft {
    enum Discretion {
        case plain
        case redacted
    }

    private struct Parameter {
        let name: Substring
        let value: Substring?
        let raw: QueryParameter
    }

    private let secret: KeySecret
    /// The route and the segments.
    private var path: String
    private var hasSegments = false
    private var parameters: [Parameter] = []
    private var spelling: Spelling = []

    /// - Parameter route: With the `:` that follows it.
    init(route: String, secret: KeySecret) {
        self.secret = secret
        self.path = ""
        // As long as keys are: written without moving.
        self.path.reserveCapacity(RequestKey.longestPlain)
        self.path += route
    }

    mutating func append(segment raw: Substring) {
        let component = KeyComponent(segment: raw)
        self.append(written: component.text)
        self.spelling.formUnion(component.spelling)
    }

    mutating func append(user: UserIdentity) {
        // The names differ so that no id can be spelt like the hash of somebody's credential.
        switch user {
        case .id(let id): self.append(written: "user=\(PercentEncoding.encode(id.utf8))")
        case .credential(let credential):
            self.append(written: "credential=\(self.secret.hash(credential.utf8, purpose: "credential"))")
        }
    }

    mutating func append(_ part: KeyPartValue) {
        self.append(written: "\(PercentEncoding.encode(part.name.utf8))=\(PercentEncoding.encode(part.value.utf8))")
    }

    private mutating func append(written segment: Substring) {
        if self.hasSegments { self.path += ":" }
        self.path += segment
        self.hasSegments = true
    }

    mutating func append(_ raw: QueryParameter, name: KeyComponent, discretion: Discretion) {
        self.spelling.formUnion(name.spelling)
        let value: Substring? = raw.value.map {
            switch discretion {
            case .plain:
                let component = KeyComponent(value: $0)
                self.spelling.formUnion(component.spelling)
                return component.text
            case .redacted:
                // Hashed as it was sent, so its spelling needs no mark.
                return self.secret.hash($0.utf8, purpose: "query \(name.text)")[...]
            }
        }
        if self.parameters.isEmpty { self.parameters.reserveCapacity(4) }
        self.parameters.append(Parameter(name: name.text, value: value, raw: raw))
    }

    /// What follows the route's parts is in order from now on: by name, and parameters of one name as they were sent.
    mutating func sort() {
        let isSorted = self.parameters.indices.dropFirst().allSatisfy {
            self.parameters[$0 - 1].name <= self.parameters[$0].name
        }
        guard !isSorted else { return }
        self.parameters = self.parameters.enumerated()
            .sorted { ($0.element.name, $0.offset) < ($1.element.name, $1.offset) }
            .map(\.element)
    }

    consuming func resource() -> String {
        var separator = self.hasSegments ? ":?" : "?"
        for parameter in self.parameters {
            self.path += separator
            self.path += parameter.name
            if let value = parameter.value {
                self.path += "="
                self.path += value
            }
            separator = "&"
        }
        return self.path
    }

    /// What tells this spelling from others of the same text; nil where it is the plain one.
    ///
    /// - Parameter segments: The path parameters, undecoded.
    func spellingMark(segments: @autoclosure () -> [Substring]) -> String? {
        if self.spelling.isPlain { return nil }
        if self.spelling.isForm { return "form" }
        var message: [UInt8] = []
        for segment in segments() {
            message.append(contentsOf: segment.utf8)
            message.append(UInt8(ascii: "/"))
        }
        message.append(UInt8(ascii: "?"))
        for parameter in self.parameters {
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
}
