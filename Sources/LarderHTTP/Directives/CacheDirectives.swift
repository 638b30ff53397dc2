/// The directives of a `Cache-Control` field, as they were sent (RFC 9111 §5.2).
///
/// Names are compared without case, an argument may be a token or a quoted string, empty members mean nothing. What is malformed
/// can only restrict: its name still counts, its argument does not, and the same holds for all that follows a quoted string that
/// never ends.
struct CacheDirectives {
    struct Member: Equatable {
        /// In lower case.
        let name: String
        let argument: Argument
    }

    enum Argument: Equatable {
        case none
        case text(String)
        case malformed
    }

    private(set) var members: [Member] = []
    /// False where there were more members than are read.
    private(set) var isComplete = true

    static let memberLimit = 64

    /// - Parameter lines: The values of all lines of the field.
    init(_ lines: some Sequence<String>) {
        var isDoubtful = false
        for line in lines {
            var scanner = FieldScanner(line)
            scanner.skipSeparators()
            while !scanner.isAtEnd {
                guard self.members.count < Self.memberLimit else {
                    self.isComplete = false
                    return
                }
                if let member = Self.readMember(&scanner, &isDoubtful) { self.members.append(member) }
                scanner.skipSeparators()
            }
        }
    }

    init(members: [Member]) {
        self.members = members
    }

    /// Those of a targeted field (RFC 9213 §2.1): a number is an integer there, a list of fields a string. Of another type an
    /// argument is malformed; `?0` says that the directive is not there.
    init(_ dictionary: StructuredDictionary) {
        for (key, value) in dictionary.members {
            switch value {
            case .boolean(true): self.members.append(Member(name: key, argument: .none))
            case .boolean(false): continue
            case .integer(let number): self.members.append(Member(name: key, argument: .text(String(number))))
            case .string(let fields) where key == "private" || key == "no-cache":
                self.members.append(Member(name: key, argument: .text(fields)))
            case .string, .other: self.members.append(Member(name: key, argument: .malformed))
            }
        }
    }

    func contains(_ name: String) -> Bool {
        self.members.contains { $0.name == name }
    }

    /// Of a directive that allows something: with an argument it does not define it is not believed.
    func allows(_ name: String) -> Bool {
        let named = self.members.filter { $0.name == name }
        return !named.isEmpty && named.allSatisfy { $0.argument == .none }
    }

    enum Seconds: Equatable {
        case absent
        /// Where a number is missing, malformed or said twice differently, nothing can be relied on: the response counts as stale
        /// (RFC 9111 §4.2.1).
        case unusable
        case seconds(Int64)

        /// Zero where it is unusable, nil where it is absent.
        var lifetime: Duration? {
            switch self {
            case .absent: nil
            case .unusable: .zero
            case .seconds(let seconds): .seconds(seconds)
            }
        }
    }

    /// The argument of `max-age` and the like (RFC 9111 §1.2.2): digits, counted as 2^31 where there are more.
    func seconds(_ name: String) -> Seconds {
        var found = Seconds.absent
        for member in self.members where member.name == name {
            guard case .text(let text) = member.argument, let seconds = DeltaSeconds.parse(text.utf8) else { return .unusable }
            guard found == .absent || found == .seconds(seconds) else { return .unusable }
            found = .seconds(seconds)
        }
        return found
    }

    /// Takes one member off the front; nil where it has no name.
    ///
    /// - Parameter isDoubtful: Whether a quoted string before it never ended.
    static func readMember(_ scanner: inout FieldScanner, _ isDoubtful: inout Bool) -> Member? {
        guard let name = scanner.token() else {
            // A stray quote hides nothing that would restrict.
            if scanner.quotedString() == .unterminated { isDoubtful = true }
            scanner.skipMember()
            return nil
        }
        var argument = Argument.none
        if scanner.take(UInt8(ascii: "=")) {
            switch scanner.quotedString() {
            case .text(let text):
                argument = .text(text)
            case .unterminated:
                isDoubtful = true
            case nil:
                argument = scanner.token().map { .text(String($0)) } ?? .malformed
            }
        }
        if !scanner.isAtMemberEnd() || isDoubtful {
            argument = .malformed
            scanner.skipMember()
        }
        return Member(name: name.lowercased(), argument: argument)
    }
}
