/// The members of a `Cache-Control` as they were written, to be changed one by one: what is not changed stays to the byte.
///
/// From a quoted string on that never ends nobody knows what was meant. What remains of that part is what restricts in it, written
/// so that it counts: else a change before it, or a quote after it, could make it allow something.
struct DirectiveText {
    private struct Member {
        /// Nil where it has no name.
        let directive: CacheDirectives.Member?
        let text: String
    }

    private var members: [Member] = []

    /// - Parameter lines: The values of all lines of the field.
    init(_ lines: [String]) {
        var isDoubtful = false
        for line in lines {
            var scanner = FieldScanner(line)
            scanner.skipSeparators()
            while !scanner.isAtEnd {
                let start = scanner.rest
                let directive = CacheDirectives.readMember(&scanner, &isDoubtful)
                if isDoubtful {
                    if let strict = directive.flatMap(CacheControlField.Directive.init(strictReadingOf:)) { self.apply(strict) }
                } else {
                    var written = start[..<scanner.rest.startIndex]
                    while let last = written.last, FieldScanner.isSpace(last) { written.removeLast() }
                    self.members.append(Member(directive: directive, text: String(Substring(written))))
                }
                scanner.skipSeparators()
            }
        }
    }

    /// As one line.
    var text: String { self.members.map(\.text).joined(separator: ", ") }

    func says(_ directive: CacheControlField.Directive) -> Bool {
        self.read.contains(directive.name)
    }

    /// The whole response, not some fields of it.
    var isPrivate: Bool { FieldScope("private", in: self.read) == .response }

    mutating func remove(_ directive: CacheControlField.Directive) {
        self.members.removeAll { $0.directive?.name == directive.name }
    }

    mutating func apply(_ directive: CacheControlField.Directive) {
        switch directive.argument {
        case .none:
            if directive == .public, self.isPrivate { self.remove(.private) }
            if directive == .private { self.remove(.public) }
            self.put(directive)
        case .text:
            self.put(directive)
        case .seconds(let seconds):
            // One that is there and cannot be read makes the response stale (RFC 9111 §4.2.1), and stale it stays.
            switch self.read.seconds(directive.name) {
            case .seconds(let present) where present <= seconds: return
            case .unusable: self.put(directive.saying(.seconds(0)))
            case .seconds, .absent: self.put(directive)
            }
        case .fields(let names):
            switch FieldScope(directive.name, in: self.read) {
            case .response: self.put(directive.saying(.none))
            case .fields(let present) where present.isSuperset(of: names): return
            case .fields(let present): self.put(directive.saying(.fields(present.union(names))))
            case .nothing: self.put(directive)
            }
        }
    }

    private var read: CacheDirectives {
        CacheDirectives(members: self.members.compactMap(\.directive))
    }

    /// In the place of the first of that name, and of all others.
    private mutating func put(_ directive: CacheControlField.Directive) {
        let present = self.members.indices.filter { self.members[$0].directive?.name == directive.name }
        let member = Member(directive: directive.asRead, text: directive.text)
        if present.count == 1, self.members[present[0]].directive == member.directive { return }
        self.remove(directive)
        self.members.insert(member, at: present.first ?? self.members.endIndex)
    }
}

extension CacheControlField.Directive {
    /// What a reader makes of it.
    fileprivate var asRead: CacheDirectives.Member? {
        var scanner = FieldScanner(self.text)
        var isDoubtful = false
        return CacheDirectives.readMember(&scanner, &isDoubtful)
    }
}
