import LarderAdminServer
import LarderConfiguration
import LarderEngine
import Testing

private struct WrongRow: CustomTestStringConvertible {
    let yaml: String
    let problems: [String]
    var testDescription: String { self.yaml }

    init(_ yaml: String, _ problems: String...) {
        self.yaml = yaml
        self.problems = problems
    }
}

private func problems(
    _ yaml: String, variables: [String: String] = [:], overrides: [FlagOverride] = []
) throws -> [String] {
    do {
        _ = try Settings.load(yaml: yaml, path: "l.yaml", variables: variables, overrides: overrides)
        return []
    } catch let error as ConfigurationError {
        return error.problems.map(\.description)
    }
}

@Suite struct SettingsTests {
    @Test func `a whole file is read`() throws {
        let settings = try Settings.load(
            yaml: """
                caches:
                  default: {backend: memory, memory_limit: 64MiB, policy: w-tinylfu, default_timeout: 5m}
                admin:
                  listen: "[::1]:9481"
                  hosts: [cache.example, cache.internal]
                  tls: {certificate: c.pem, key: k.pem}
                  tokens_file: tokens.yaml
                  environment: production
                  name: shop-1
                  undo_window: 90s
                  audit_file: audit.jsonl
                routes:
                  - match: /courses/
                    timeout: 250ms
                    stale_while_revalidate: 1m
                    vary_on: {query: [page, search], headers: [Accept-Language]}
                    tags: [course]
                  - {match: "/courses/{id}"}
                state_dir: /var/lib/larder
                """, path: "l.yaml"
        ).settings
        #expect(settings.cache.memoryLimit.bytes == 64 << 20)
        #expect(settings.cache.policy == .wTinyLFU)
        #expect(settings.cache.defaultTimeout == TimeSpan(.seconds(300)))
        #expect(settings.admin.listen == .tcp(host: "::1", port: 9481))
        #expect(settings.admin.hosts == ["cache.example", "cache.internal"])
        #expect(settings.admin.tls == CertificateFiles(certificate: "c.pem", key: "k.pem"))
        #expect(settings.admin.tokensFile == "tokens.yaml")
        #expect(settings.admin.environment == "production")
        #expect(settings.admin.name == "shop-1")
        #expect(settings.admin.undoWindow == TimeSpan(.seconds(90)))
        #expect(settings.admin.auditFile == "audit.jsonl")
        #expect(settings.routes.map(\.match) == ["/courses/", "/courses/{id}"])
        #expect(settings.routes[0].timeout == TimeSpan(.milliseconds(250)))
        #expect(settings.routes[0].staleWhileRevalidate == TimeSpan(.seconds(60)))
        #expect(settings.routes[0].queryParameters == ["page", "search"])
        #expect(settings.routes[0].headers == ["Accept-Language"])
        #expect(settings.routes[0].tags == ["course"])
        #expect(settings.routes[1].timeout == nil)
        #expect(settings.stateDirectory == "/var/lib/larder")
    }

    @Test(arguments: ["", "# nothing\n", "---\n"]) func `what is not said holds as it does without a file`(yaml: String) throws {
        let loaded = try Settings.load(yaml: yaml, path: "l.yaml")
        #expect(loaded.settings == Settings())
        #expect(loaded.effective.allSatisfy { $0.source == .usual })
    }

    @Test func `no routes and times of nothing can be said`() throws {
        let settings = try Settings.load(
            yaml: "routes: []\nadmin: {hosts: [], undo_window: 0s}", path: "l.yaml"
        ).settings
        #expect(settings.routes == [])
        #expect(settings.admin.hosts == [])
        #expect(settings.admin.undoWindow == TimeSpan(.zero))
    }

    @Test func `a unix socket is an address to listen at`() throws {
        let settings = try Settings.load(yaml: "admin: {listen: unix:/run/l.sock}", path: "l.yaml").settings
        #expect(settings.admin.listen == .unix(path: "/run/l.sock"))
    }

    @Test(arguments: [
        WrongRow("cache:\n  default: {}", "l.yaml:1: 'cache' is not known; known there: admin, caches, log, routes, state_dir"),
        WrongRow(
            "caches:\n  default:\n    polcy: lru",
            "l.yaml:3: 'polcy' is not known in caches.default; known there: backend, default_timeout, key_prefix, memory_limit, policy, version"
        ),
        WrongRow(
            "caches:\n  default:\n    policy: mru", "l.yaml:3: policy cannot be 'mru': it takes s3-fifo, lru, w-tinylfu"),
        WrongRow(
            "caches: {default: {memory_limit: 4KiB}}",
            "l.yaml:1: memory_limit cannot be '4KiB': it takes a size of at least 256KiB, such as 256MiB"),
        WrongRow("caches: {default: {backend: reddis}}", "l.yaml:1: backend cannot be 'reddis': it takes memory"),
        WrongRow(
            "caches:\n  default: {}\n  other: {}",
            "l.yaml:3: 'other' cannot be had: a process has one cache, named default"),
        WrongRow(
            "admin:\n  undo_window: 5",
            "l.yaml:2: undo_window cannot be '5': it takes a time such as 0s, 250ms, 30s, 15m, 2h or 7d"),
        WrongRow(
            "admin:\n  listen: 9480",
            "l.yaml:2: listen cannot be '9480': it takes an address and a port, such as 127.0.0.1:9480, or unix:/path"),
        WrongRow("admin: {tls: {certificate: a.pem}}", "l.yaml:1: tls takes both a certificate and a key"),
        WrongRow("admin:\n  name: [a, b]", "l.yaml:2: name takes one value, and is a list here"),
        WrongRow("admin:\n  name: {a: b}", "l.yaml:2: name takes one value, and is a section here"),
        WrongRow("admin:\n  name:", "l.yaml:2: 'name' has no value"),
        WrongRow("admin:\n  hosts: {a: b}", "l.yaml:2: hosts takes a list of texts"),
        WrongRow("admin: 5", "l.yaml:1: admin takes a section of 'key: value', not a value"),
        WrongRow("routes:\n  - timeout: 5m", "l.yaml:2: a route needs 'match', the path it is about"),
        WrongRow(
            "routes:\n  - match: courses",
            "l.yaml:2: match cannot be 'courses': it takes the path of a route, such as /courses/{id}"),
        WrongRow(
            "admin:\n  tls: cert.pem", "l.yaml:2: tls takes a section of 'key: value', not a value"),
        WrongRow("caches: {default: 64MiB}", "l.yaml:1: default takes a section of 'key: value', not a value"),
        WrongRow("caches: [{default: {}}]", "l.yaml:1: caches takes a section of 'key: value', not a list of sections"),
        WrongRow("routes: {match: /x}", "l.yaml:1: routes takes a list of sections, not a section of 'key: value'"),
        WrongRow(
            "routes:\n  - match: /x\n    vary_on: [page]",
            "l.yaml:3: vary_on takes a section of 'key: value', not a value"),
        WrongRow("routes: /courses/", "l.yaml:1: routes takes a list of sections, not a value"),
        WrongRow("a: [", "l.yaml:2: is no YAML: did not find expected node content"),
        WrongRow("just text", "l.yaml:1: is no list of 'key: value'"),
        WrongRow("admin: {name: a}\nadmin: {name: b}", "l.yaml:1: says 'admin' twice"),
        WrongRow(
            "admin:\n  name: \"a\\e[2J\"\n  listen: \"\\e[2J\"",
            "l.yaml:3: listen cannot be '[2J': it takes an address and a port, such as 127.0.0.1:9480, or unix:/path"),
    ])
    private func `what cannot be meant is told with its line and what is allowed`(row: WrongRow) throws {
        #expect(try problems(row.yaml) == row.problems)
    }

    @Test func `all problems are told at once, in the order of the file`() throws {
        let told = try problems(
            """
            caches:
              default:
                policy: mru
                memory_limit: much
            admin:
              listen: nowhere
              port: 5
            """)
        #expect(told.map { $0.prefix(8) } == ["l.yaml:3", "l.yaml:4", "l.yaml:6", "l.yaml:7"])
    }

    @Test func `the environment overrides the file, and a flag both`() throws {
        let yaml = "caches: {default: {memory_limit: 1MiB, policy: lru}}\nadmin: {name: a, hosts: [x]}"
        let loaded = try Settings.load(
            yaml: yaml, path: "l.yaml",
            variables: [
                "LARDER_CACHES_DEFAULT_MEMORY_LIMIT": "2MiB", "LARDER_ADMIN_NAME": "b", "LARDER_ADMIN_HOSTS": "y,z",
                "LARDER_URL": "http://127.0.0.1:1",
            ],
            overrides: [FlagOverride("caches.default.memory_limit", flag: "--memory", value: "3MiB")])
        #expect(loaded.settings.cache.memoryLimit.bytes == 3 << 20)
        #expect(loaded.settings.cache.policy == .lru)
        #expect(loaded.settings.admin.name == "b")
        #expect(loaded.settings.admin.hosts == ["y", "z"])
        let sources = Dictionary(uniqueKeysWithValues: loaded.effective.map { ($0.name, $0.source.description) })
        #expect(sources["caches.default.memory_limit"] == "--memory")
        #expect(sources["caches.default.policy"] == "line 1")
        #expect(sources["admin.name"] == "$LARDER_ADMIN_NAME")
        #expect(sources["admin.undo_window"] == "default")
    }

    @Test func `a variable that says something impossible is named`() throws {
        #expect(
            try problems("", variables: ["LARDER_CACHES_DEFAULT_POLICY": "x"]) == [
                "$LARDER_CACHES_DEFAULT_POLICY: policy cannot be 'x': it takes s3-fifo, lru, w-tinylfu"
            ])
    }

    @Test func `a variable of no setting is named`() throws {
        #expect(
            try problems("", variables: ["LARDER_CACHES_DEFAULT_MEMORY": "1MiB"]) == [
                "$LARDER_CACHES_DEFAULT_MEMORY: is no setting; a setting's variable is its name in capitals, such as "
                    + "LARDER_CACHES_DEFAULT_MEMORY_LIMIT"
            ])
    }

    @Test func `a file that is not there is named`() {
        let error = #expect(throws: ConfigurationError.self) { try Settings.load(file: "/nowhere/l.yaml", variables: [:]) }
        #expect(error?.description == "/nowhere/l.yaml: cannot be read; name a file that is there")
    }

    @Test func `a file that makes much of little is refused`() throws {
        let doubling = (1...20).map { "l\($0): &l\($0) {a: *l\($0 - 1), b: *l\($0 - 1)}" }
        let yaml = (["l0: &l0 {a: x, b: y}"] + doubling).joined(separator: "\n")
        let error = #expect(throws: ConfigurationError.self) { try Settings.load(yaml: yaml, path: "l.yaml") }
        #expect(error?.problems.contains { $0.message == "has more than 10000 values" } == true)
    }
}
