public import HTTPTypes

extension CacheControlField {
    /// One directive of a response. Durations are said in whole seconds, rounded down: not below zero, and at most 2^31
    /// (RFC 9111 §1.2.2).
    public struct Directive: Sendable, Hashable {
        /// In lower case.
        let name: String
        let argument: Argument

        enum Argument: Sendable, Hashable {
            case none
            case seconds(Int64)
            /// In lower case.
            case fields(Set<String>)
            case text(String)
        }

        private init(_ name: String, _ argument: Argument = .none) {
            self.name = name
            self.argument = argument
        }

        private init(_ name: String, _ duration: Duration) {
            self.init(name, Argument.seconds(min(max(0, duration.components.seconds), DeltaSeconds.greatest)))
        }

        private init(_ name: String, _ fields: [HTTPField.Name]) {
            self.init(name, Argument.fields(Set(fields.map(\.canonicalName))))
        }

        func saying(_ argument: Argument) -> Self {
            Self(self.name, argument)
        }
    }
}

extension CacheControlField.Directive {
    /// Any cache may store it, answers to requests with `Authorization` included (RFC 9111 §5.2.2.9).
    public static let `public` = Self("public")
    /// For one user: shared caches do not store it (RFC 9111 §5.2.2.7).
    public static let `private` = Self("private")
    /// Shared caches store it without these fields (RFC 9111 §5.2.2.7). Many do not know this form and store nothing.
    public static func `private`(_ first: HTTPField.Name, _ more: HTTPField.Name...) -> Self { Self("private", [first] + more) }

    /// No cache stores it (RFC 9111 §5.2.2.5).
    public static let noStore = Self("no-store")
    /// May be stored; is not used before the origin has been asked (RFC 9111 §5.2.2.4).
    public static let noCache = Self("no-cache")
    /// As ``noCache``, for these fields only (RFC 9111 §5.2.2.4). Many caches do not know this form and ask each time.
    public static func noCache(_ first: HTTPField.Name, _ more: HTTPField.Name...) -> Self { Self("no-cache", [first] + more) }

    /// How long it is fresh (RFC 9111 §5.2.2.1).
    public static func maxAge(_ age: Duration) -> Self { Self("max-age", age) }
    /// The same for shared caches, which then ask before they use it stale (RFC 9111 §5.2.2.10).
    public static func sharedMaxAge(_ age: Duration) -> Self { Self("s-maxage", age) }
    /// Never used stale without asking. Lets shared caches store answers to requests with `Authorization` (RFC 9111 §5.2.2.2).
    public static let mustRevalidate = Self("must-revalidate")
    /// As ``mustRevalidate``, for shared caches (RFC 9111 §5.2.2.8).
    public static let proxyRevalidate = Self("proxy-revalidate")
    /// Only caches that know the status store it. Goes with ``noStore``, for those that do not know this directive
    /// (RFC 9111 §5.2.2.3).
    public static let mustUnderstand = Self("must-understand")
    /// Does not change while it is fresh: not asked for again when a page is reloaded (RFC 8246).
    public static let immutable = Self("immutable")
    /// Intermediaries do not convert the body (RFC 9111 §5.2.2.6).
    public static let noTransform = Self("no-transform")
    /// How long it may be used stale while it is refreshed (RFC 5861 §3).
    public static func staleWhileRevalidate(_ window: Duration) -> Self { Self("stale-while-revalidate", window) }
    /// How long it may be used stale where the origin fails (RFC 5861 §4).
    public static func staleIfError(_ window: Duration) -> Self { Self("stale-if-error", window) }

    /// One that is not listed here (RFC 9111 §5.2.3). Replaces the one of that name that a response has.
    ///
    /// - Parameters:
    ///   - name: A token that is none of the standard directives. Traps otherwise.
    ///   - argument: Without control characters; written as a quoted string where it is no token. Traps otherwise.
    public static func `extension`(_ name: String, _ argument: String? = nil) -> Self {
        let name = name.lowercased()
        precondition(!name.isEmpty && name.utf8.allSatisfy(FieldScanner.isToken), "A directive's name is a token, not '\(name)'.")
        precondition(!self.standard.contains(name), "The directive '\(name)' has a name of its own here.")
        guard let argument else { return Self(name) }
        precondition(
            argument.utf8.allSatisfy { $0 == 0x09 || $0 >= 0x20 && $0 != 0x7F },
            "A directive's argument has no control characters.")
        return Self(name, .text(argument))
    }

    /// Whether no response is stored for longer, or for more people, because it says this.
    var onlyRestricts: Bool {
        ["private", "no-store", "no-cache", "no-transform", "proxy-revalidate"].contains(self.name)
    }

    /// What a directive restricts whose argument cannot be read; nil where that is nothing.
    init?(strictReadingOf member: CacheDirectives.Member) {
        switch member.name {
        case "private", "no-store", "no-cache", "no-transform", "must-revalidate", "proxy-revalidate": self.init(member.name)
        case "max-age", "s-maxage", "stale-while-revalidate", "stale-if-error": self.init(member.name, .seconds(0))
        default: return nil
        }
    }

    /// As it is written.
    var text: String {
        switch self.argument {
        case .none: self.name
        case .seconds(let seconds): "\(self.name)=\(seconds)"
        case .fields(let names): "\(self.name)=\"\(names.sorted().joined(separator: ", "))\""
        case .text(let text) where !text.isEmpty && text.utf8.allSatisfy(FieldScanner.isToken): "\(self.name)=\(text)"
        case .text(let text): "\(self.name)=\(Self.quoted(text))"
        }
    }

    /// RFC 9110 §5.6.4.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for character in text.unicodeScalars {
            if character == "\"" || character == "\\" { quoted.unicodeScalars.append("\\") }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }

    private static let standard: Set<String> = [
        "public", "private", "no-store", "no-cache", "max-age", "s-maxage", "must-revalidate", "proxy-revalidate",
        "must-understand", "immutable", "no-transform", "stale-while-revalidate", "stale-if-error",
    ]
}
