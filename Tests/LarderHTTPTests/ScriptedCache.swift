import HTTPTypes
import LarderHTTP

/// A cache of dictionaries before an origin that says what the test tells it to: the rules put together as a shell puts them
/// together, with nothing else in it.
struct ScriptedCache {
    struct Reply {
        var status = 200
        var fields: HTTPFields = [:]
        var body = "body"
    }

    struct Answer: Equatable {
        var status: Int
        var fields: HTTPFields
        var body: String
    }

    private struct Entry {
        var head: CachedHead
        var body: String
        var storedAt: Int64
        var isInvalid = false
    }

    private struct Resource {
        var selections = VarySelections()
        var entries: [String?: Entry] = [:]
    }

    var rules = CachingRules()
    /// Seconds since 1970.
    var now = Sample.now.seconds
    /// What the origin was asked, in order.
    private(set) var asked: [HTTPFields] = []
    private var resources: [String: Resource] = [:]
    private let origin: (HTTPRequest.Method, HTTPFields) -> Reply?
    private let keys = RequestKeyBuilder(
        policy: CachePolicy(route: "r", timeout: .seconds(1)), secret: KeySecret(bytes: Array(repeating: 7, count: 16)))

    /// - Parameter origin: Nil: it cannot be reached.
    init(origin: @escaping (HTTPRequest.Method, HTTPFields) -> Reply?) {
        self.origin = origin
    }

    private var exchange: Exchange { Exchange(receivedAt: HTTPDate(seconds: self.now)) }

    mutating func respond(_ method: HTTPRequest.Method, _ path: String, _ fields: HTTPFields) -> Answer {
        let terms = RequestTerms(
            method: method, fields: fields, credentials: RequestCredentials(fields, user: nil, stance: .respectResponse))
        let selected = self.select(path, fields)
        let reuse = Reuse(of: self.candidate(path, selected), for: terms, rules: self.rules)
        switch reuse {
        case .fresh:
            return self.serve(selected!.entry, method, fields)
        case .stale(_, let refresh):
            let answer = self.serve(selected!.entry, method, fields)
            if refresh == .due {
                var question = fields
                selected!.entry.head.validators.validate(with: &question)
                _ = self.ask(
                    method, path, fields, question, terms,
                    after: .validate(selected!.entry.head.validators, because: .stale, .none))
            }
            return answer
        case .validate(let validators, _, _):
            var question = fields
            validators.validate(with: &question)
            return self.ask(method, path, fields, question, terms, after: reuse)
        case .forward(let reason, _):
            var question = fields
            if method == .get, reason != .bypass, fields[.range] == nil { Validators.makeUnconditional(&question) }
            return self.ask(method, path, fields, question, terms, after: reuse)
        case .gatewayTimeout:
            return Answer(status: 504, fields: [:], body: "")
        }
    }

    private mutating func ask(
        _ method: HTTPRequest.Method, _ path: String, _ fields: HTTPFields, _ question: HTTPFields, _ terms: RequestTerms,
        after reuse: Reuse
    ) -> Answer {
        self.asked.append(question)
        let selected = self.select(path, fields)
        guard let reply = self.origin(method, question) else {
            if let selected, reuse.fallback.permitsStale(after: .zero) { return self.serve(selected.entry, method, fields) }
            return Answer(status: reuse.fallback == .gatewayTimeout ? 504 : 502, fields: [:], body: "")
        }
        let status = HTTPResponse.Status(code: reply.status)
        let passed = Answer(status: reply.status, fields: reply.fields, body: reply.body)
        let target = ResourceURI(scheme: "http", authority: "localhost", path: path, query: nil)
        for resource in Invalidation.resources(method: method, target: target, status: status, fields: reply.fields) {
            self.resources[resource.path]?.entries.keys.forEach { self.resources[resource.path]?.entries[$0]?.isInvalid = true }
        }
        let reception = Reception(
            status: status, fields: reply.fields, to: terms, after: reuse, stored: selected?.entry.head, elapsed: .zero,
            rules: self.rules, exchange: self.exchange)
        switch reception {
        case .store(let kept):
            let head = CachedHead(
                status: status,
                fields: StoredFields.kept(of: reply.fields, withheld: kept.withheldFields, setCookie: self.rules.setCookie),
                terms: kept, receivedAt: HTTPDate(seconds: self.now))
            self.store(Entry(head: head, body: reply.body, storedAt: self.now), path, fields)
            return self.serve(Entry(head: head, body: reply.body, storedAt: self.now), method, fields)
        case .pass:
            if method == .head, let selected { self.update(selected, path, by: reply, terms) }
            return passed
        case .freshen(let head):
            self.replace(selected!, path, Entry(head: head, body: selected!.entry.body, storedAt: self.now))
            return self.serve(Entry(head: head, body: selected!.entry.body, storedAt: self.now), method, fields)
        case .freshenOnce(let updated, _):
            self.replace(selected!, path, nil)
            return Answer(status: selected!.entry.head.status.code, fields: updated, body: selected!.entry.body)
        case .serveStale:
            return self.serve(selected!.entry, method, fields)
        case .askUnconditionally:
            var question = fields
            Validators.makeUnconditional(&question)
            return self.ask(method, path, fields, question, terms, after: .forward(.stale))
        }
    }

    private mutating func update(
        _ selected: (variant: String?, entry: Entry), _ path: String, by reply: Reply, _ terms: RequestTerms
    ) {
        let finding = HeadFinding(
            status: .init(code: reply.status), fields: reply.fields, to: terms, stored: selected.entry.head, rules: self.rules,
            exchange: self.exchange)
        switch finding {
        case .freshen(let head): self.replace(selected, path, Entry(head: head, body: selected.entry.body, storedAt: self.now))
        case .outdated: self.resources[path]?.entries[selected.variant]?.isInvalid = true
        case .nothing: break
        }
    }

    private func serve(_ entry: Entry, _ method: HTTPRequest.Method, _ fields: HTTPFields) -> Answer {
        let serving = Serving(
            of: entry.head, to: method, fields: fields, length: entry.body.utf8.count, now: HTTPDate(seconds: self.now))
        let age = entry.head.terms.initialAge + .seconds(self.now - entry.storedAt)
        let sent = serving.fields(
            of: entry.head, length: entry.body.utf8.count, age: age, status: CacheStatus(.hit(timeToLive: nil)))
        let body =
            switch serving {
            case .whole: entry.body
            case .partial(let range): String(decoding: Array(entry.body.utf8)[range.bytes], as: UTF8.self)
            case .notModified, .unsatisfiable: ""
            }
        return Answer(status: serving.status(of: entry.head).code, fields: sent, body: body)
    }

    // MARK: The store

    private func variant(_ vary: Vary, _ fields: HTTPFields) -> String? {
        self.keys.key(query: nil, host: .own, user: nil, fields: fields, learned: vary, pathParameter: { _ in nil }).variant
    }

    private func select(_ path: String, _ fields: HTTPFields) -> (variant: String?, entry: Entry)? {
        guard let resource = self.resources[path] else { return nil }
        return resource.selections.newestFirst
            .compactMap { vary in
                let variant = self.variant(vary, fields)
                return resource.entries[variant].map { (variant, $0) }
            }
            .max { $0.entry.head.date < $1.entry.head.date }
    }

    private func candidate(_ path: String, _ selected: (variant: String?, entry: Entry)?) -> StoredCandidate {
        guard let entry = selected?.entry else {
            return .absent(self.resources[path]?.entries.isEmpty == false ? .varyMiss : .uriMiss)
        }
        return .stored(
            entry.head, residence: .seconds(self.now - entry.storedAt), standing: entry.isInvalid ? .invalid : .undisturbed)
    }

    private mutating func store(_ entry: Entry, _ path: String, _ fields: HTTPFields) {
        let vary = Vary(entry.head.fields)
        self.resources[path, default: Resource()].selections.learn(vary.beyond([]))
        let variant = self.variant(vary, fields)
        self.resources[path]?.entries[variant] = entry
    }

    private mutating func replace(_ selected: (variant: String?, entry: Entry), _ path: String, _ entry: Entry?) {
        self.resources[path]?.entries[selected.variant] = entry
    }
}
