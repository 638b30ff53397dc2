public import HTTPTypes

/// Whether a client has this representation already (RFC 9110 §13, for GET and HEAD).
public enum Precondition {
    public enum Verdict: Sendable, Hashable {
        /// 304: what the client has is current.
        case notModified
        case send
    }

    /// `If-None-Match` decides alone where it is there (RFC 9110 §13.2.2). `If-Modified-Since` is compared with `Last-Modified`
    /// where the response has one, and ignored where either is no date.
    ///
    /// - Parameter response: The fields of the 200 response.
    public static func evaluate(request: HTTPFields, response: HTTPFields) -> Verdict {
        if request.contains(.ifNoneMatch) {
            return self.ifNoneMatch(request[values: .ifNoneMatch], tag: response[.eTag].flatMap { EntityTag($0) })
        }
        guard let since = request[.ifModifiedSince].flatMap({ HTTPDate($0) }),
            let modified = response[.lastModified].flatMap({ HTTPDate($0) })
        else { return .send }
        return modified.seconds <= since.seconds ? .notModified : .send
    }

    /// Compared weakly (RFC 9110 §13.1.2). A malformed member ends its line: what precedes it counts.
    private static func ifNoneMatch(_ lines: [String], tag: EntityTag?) -> Verdict {
        for line in lines {
            var rest = Substring(line).utf8
            self.skipSpace(&rest)
            if rest.first == UInt8(ascii: "*"), rest.dropFirst().allSatisfy(self.isSpace) { return .notModified }
            while !rest.isEmpty {
                guard let candidate = EntityTag.read(&rest) else { break }
                if let tag, candidate.matchesWeakly(tag) { return .notModified }
                self.skipSpace(&rest)
                guard rest.first == UInt8(ascii: ",") else { break }
                while rest.first == UInt8(ascii: ",") {
                    rest.removeFirst()
                    self.skipSpace(&rest)
                }
            }
        }
        return .send
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    private static func skipSpace(_ rest: inout Substring.UTF8View) {
        rest = rest.drop(while: self.isSpace)
    }

    /// The fields of a 304 in place of this 200 (RFC 9110 §15.4.5): what describes the body stays out.
    public static func notModifiedFields(_ fields: HTTPFields) -> HTTPFields {
        var kept = HTTPFields()
        kept.reserveCapacity(self.keptFields.count)
        for field in fields where self.keptFields.contains(field.name) || !self.isOfBody(field.name) {
            kept.append(field)
        }
        return kept
    }

    private static let keptFields: Set<HTTPField.Name> = [
        .cacheControl, .contentLocation, .date, .eTag, .expires, .vary, .lastModified,
    ]

    private static func isOfBody(_ name: HTTPField.Name) -> Bool {
        name.canonicalName.hasPrefix("content-") || name == .acceptRanges || name == .transferEncoding
    }
}
