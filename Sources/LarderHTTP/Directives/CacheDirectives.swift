/// The directives of a `Cache-Control` field, as they were sent (RFC 9111 §5.2).
///
/// Names are compared without case, an argument may be a token or a quoted string, empty members mean nothing. What is
/// malformed is skipped up to the next comma; a quoted string that never ends takes the rest with it.
struct CacheDirectives {
    private var arguments: [String: [String?]] = [:]

    /// - Parameter lines: The values of all lines of the field.
    init(_ lines: some Sequence<String>) {
        for line in lines {
            var rest = Substring(line)
            while !rest.isEmpty {
                self.readMember(&rest)
            }
        }
    }

    func contains(_ name: String) -> Bool {
        self.arguments[name] != nil
    }

    enum Seconds: Equatable {
        case absent
        /// Where a number is missing, malformed or said twice differently, nothing can be relied on: the response counts as stale
        /// (RFC 9111 §4.2.1).
        case unusable
        case seconds(Int64)

        /// Zero where it is unusable, nil where it is absent.
        var lifetime: Int64? {
            switch self {
            case .absent: nil
            case .unusable: 0
            case .seconds(let seconds): seconds
            }
        }
    }

    /// The argument of `max-age` and the like (RFC 9111 §1.2.2): digits, counted as 2^31 where there are more.
    func seconds(_ name: String) -> Seconds {
        guard let arguments = self.arguments[name], let first = arguments.first else { return .absent }
        guard let text = first, arguments.allSatisfy({ $0 == text }), let seconds = Self.deltaSeconds(text) else {
            return .unusable
        }
        return .seconds(seconds)
    }

    private static func deltaSeconds(_ text: String) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return min(Int64(text) ?? .max, 1 << 31)
    }

    private mutating func readMember(_ rest: inout Substring) {
        rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "," }
        let name = rest.prefix { $0 != "=" && $0 != "," }
        rest = rest[name.endIndex...]
        var argument: String?
        if rest.first == "=" {
            rest.removeFirst()
            argument = Self.readArgument(&rest)
        }
        rest = rest[(rest.firstIndex(of: ",") ?? rest.endIndex)...]
        let trimmed = Self.trimmed(name)
        guard !trimmed.isEmpty else { return }
        self.arguments[trimmed.lowercased(), default: []].append(argument)
    }

    private static func readArgument(_ rest: inout Substring) -> String {
        guard rest.first == "\"" else {
            let token = rest.prefix { $0 != "," }
            rest = rest[token.endIndex...]
            return String(self.trimmed(token))
        }
        rest.removeFirst()
        var text = ""
        while let character = rest.popFirst(), character != "\"" {
            if character == "\\", let escaped = rest.popFirst() {
                text.append(escaped)
            } else {
                text.append(character)
            }
        }
        return text
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
