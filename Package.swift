// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
    .treatAllWarnings(as: .error),  // SE-0443
]

/// Fuzzing needs its own compiler flags, which no user of the package is to have; `.ci/run` shows how it is run.
let isFuzzing = Context.environment["LARDER_FUZZ"] == "1"
let fuzzed: [SwiftSetting] = isFuzzing ? [.unsafeFlags(["-sanitize=fuzzer,address"])] : []

/// The parts of other packages that rooms name, each spelled once.
extension Target.Dependency {
    static let configuration = product(name: "Configuration", package: "swift-configuration")
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let asyncHTTPClient = product(name: "AsyncHTTPClient", package: "async-http-client")
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let deque = product(name: "DequeModule", package: "swift-collections")
    static let heap = product(name: "HeapModule", package: "swift-collections")
    static let histogram = product(name: "Histogram", package: "hdrhistogram-swift")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
    static let hummingbirdTesting = product(name: "HummingbirdTesting", package: "hummingbird")
    static let logging = product(name: "Logging", package: "swift-log")
    static let coreMetrics = product(name: "CoreMetrics", package: "swift-metrics")
    static let metricsTestKit = product(name: "MetricsTestKit", package: "swift-metrics")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioLocks = product(name: "NIOConcurrencyHelpers", package: "swift-nio")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
    static let subprocess = product(name: "Subprocess", package: "swift-subprocess")
    static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let serviceLifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let yams = product(name: "Yams", package: "Yams")
}

let package = Package(
    name: "larder",
    products: [
        .library(name: "LarderEngine", targets: ["LarderEngine"]),
        .library(name: "LarderHTTP", targets: ["LarderHTTP"]),
        .library(name: "LarderHummingbird", targets: ["LarderHummingbird"]),
        .library(name: "LarderData", targets: ["LarderData"]),
        .library(name: "LarderAdminServer", targets: ["LarderAdminServer"]),
        .library(name: "LarderAdminClient", targets: ["LarderAdminClient"]),
        .executable(name: "larder", targets: ["larder"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        // Files are read by Yams, which knows lines.
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // The engine: no HTTP, no sockets, no Foundation.
        .target(
            name: "LarderEngine", dependencies: [.nioCore, .nioLocks, .deque, .heap],
            swiftSettings: settings + fuzzed),
        .target(
            name: "EngineProperties", dependencies: ["LarderEngine", .nioCore], path: "Tests/EngineProperties",
            swiftSettings: settings + fuzzed),
        .testTarget(
            name: "LarderEngineTests", dependencies: ["LarderEngine", "EngineProperties", .nioCore], swiftSettings: settings),

        // HTTP caching as pure functions, and what API authors write.
        .target(name: "LarderHTTP", dependencies: [.httpTypes, .crypto], swiftSettings: settings),
        .target(
            name: "HTTPScenarios", dependencies: ["LarderHTTP", .httpTypes], path: "Tests/HTTPScenarios",
            swiftSettings: settings),
        .testTarget(
            name: "LarderHTTPTests", dependencies: ["LarderHTTP", "HTTPScenarios", "EngineProperties", .httpTypes],
            swiftSettings: settings),
        .target(
            name: "LarderHummingbird",
            dependencies: [
                "LarderEngine", "LarderHTTP", .hummingbird, .nioCore, .nioLocks, .httpTypes, .logging, .serviceLifecycle,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "LarderHummingbirdTests",
            dependencies: [
                "LarderHummingbird", "LarderEngine", "LarderHTTP", "HTTPScenarios", "EngineProperties", .hummingbird,
                .hummingbirdTesting,
                .httpTypes, .nioCore, .nioLocks,
            ],
            swiftSettings: settings),
        .target(name: "LarderData", dependencies: ["LarderEngine", .grdb, .crypto], swiftSettings: settings),
        .testTarget(
            name: "LarderDataTests", dependencies: ["LarderData", "LarderEngine", .grdb, .nioCore], swiftSettings: settings),

        // The stats endpoint: its wire types, its server, its client.
        .target(name: "LarderAdmin", swiftSettings: settings),
        .testTarget(name: "LarderAdminTests", dependencies: ["LarderAdmin"], swiftSettings: settings),
        .target(
            name: "LarderAdminServer",
            dependencies: [
                "LarderAdmin", "LarderEngine", "LarderHTTP", .httpTypes, .hummingbird, .hummingbirdCore, .nioCore, .nioHTTP1,
                .nioLocks, .nioPosix, .nioSSL, .deque, .crypto, .yams, .coreMetrics, .logging, .serviceLifecycle,
            ],
            resources: [.embedInCode("OpenAPI/openapi.json")], swiftSettings: settings),
        .target(
            name: "ServedEngines", dependencies: ["LarderAdminServer", .logging, .serviceLifecycle], path: "Tests/ServedEngines",
            swiftSettings: settings),
        .testTarget(
            name: "LarderAdminServerTests",
            dependencies: [
                "ServedEngines", "LarderAdminServer", "LarderAdminClient", "LarderAdmin", "LarderEngine", "LarderHTTP",
                .httpTypes, .logging,
                .nioCore, .nioLocks, .nioPosix, .nioSSL, .crypto, .coreMetrics, .metricsTestKit, .serviceLifecycle,
            ],
            swiftSettings: settings),
        .target(
            name: "LarderAdminClient", dependencies: ["LarderAdmin", .asyncHTTPClient, .nioCore, .nioHTTP1, .nioPosix, .nioSSL],
            swiftSettings: settings),
        .testTarget(
            name: "LarderAdminClientTests",
            dependencies: ["LarderAdminClient", "LarderAdmin", .hummingbird, .nioCore, .nioPosix],
            swiftSettings: settings),

        // A cache in somebody's application, with its stats endpoint.
        .testTarget(
            name: "EmbeddingTests",
            dependencies: [
                "ServedEngines", "LarderAdmin", "LarderAdminClient", "LarderAdminServer", "LarderData", "LarderEngine",
                "LarderHTTP", "LarderHummingbird", .grdb, .hummingbird, .hummingbirdTesting, .logging, .nioCore, .nioLocks,
            ],
            swiftSettings: settings),

        // The dashboard, which knows only the wire.
        .target(
            name: "CNcurses",
            linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
        .target(name: "LarderTerminal", dependencies: ["CNcurses"], swiftSettings: settings),
        .testTarget(name: "LarderTerminalTests", dependencies: ["LarderTerminal"], swiftSettings: settings),
        .target(
            name: "LarderDashboard",
            dependencies: ["LarderAdmin", "LarderAdminClient", "LarderTerminal", .nioLocks, .yams],
            resources: [.embedInCode("Themes")], swiftSettings: settings),
        .testTarget(
            name: "LarderDashboardTests",
            dependencies: ["LarderDashboard", "LarderAdmin", "LarderAdminClient", "LarderTerminal"],
            exclude: ["Golden"], swiftSettings: settings),

        // The demo API and the traffic that exercises it.
        .target(
            name: "CourseCatalogue",
            dependencies: [
                "LarderEngine", "LarderHTTP", "LarderHummingbird", "LarderData", .hummingbird, .grdb, .asyncHTTPClient,
                .httpTypes, .nioCore, .nioLocks, .product(name: "NIOHTTP1", package: "swift-nio"), .histogram, .logging,
                .serviceLifecycle,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "CourseCatalogueTests",
            dependencies: [
                "CourseCatalogue", "LarderEngine", "LarderHTTP", "LarderHummingbird", .hummingbird, .hummingbirdTesting, .grdb,
                .httpTypes, .nioCore, .logging,
                .serviceLifecycle,
            ],
            swiftSettings: settings),

        .target(
            name: "LarderConfiguration", dependencies: ["LarderAdminServer", "LarderEngine", .configuration, .yams],
            swiftSettings: settings),
        .testTarget(
            name: "LarderConfigurationTests", dependencies: ["LarderConfiguration", "LarderAdminServer", "LarderEngine"],
            swiftSettings: settings),
        .systemLibrary(name: "CAllocator"),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .executableTarget(
            name: "larder",
            dependencies: [
                "CAllocator", "CZlib", "CourseCatalogue", "LarderAdmin", "LarderAdminClient", "LarderAdminServer",
                "LarderConfiguration", "LarderDashboard", "LarderData", "LarderEngine", "LarderHTTP", "LarderHummingbird",
                "LarderTerminal", .httpTypes, .argumentParser, .histogram, .hummingbird, .logging,
                .nioCore, .nioLocks, .serviceLifecycle, .unixSignals,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "larderTests",
            dependencies: [
                "ServedEngines", "larder", "CourseCatalogue", "LarderAdmin", "LarderAdminServer", "LarderEngine", .argumentParser,
                .logging, .nioCore,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "EndToEnd",
            dependencies: ["larder", "LarderAdmin", .asyncHTTPClient, .nioCore, .nioHTTP1, .subprocess], path: "Tests/EndToEnd",
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)

if isFuzzing {
    package.targets += [
        .executableTarget(
            name: "Fuzz", dependencies: ["EngineProperties"], path: "Tests/Fuzz",
            swiftSettings: settings + fuzzed + [.unsafeFlags(["-parse-as-library"])],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])])
    ]
}
