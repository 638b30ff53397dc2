public import Foundation

/// The body of `POST /v1/invalidations`.
public struct InvalidationRequest: Codable, Sendable, Equatable {
    public var select: Selection
    public var mode: InvalidationMode?
    public var dryRun: Bool?
    public var reason: String?
    public var `operator`: String?
    /// More matches than this are refused and nothing is done.
    public var expectAtMost: Int?

    public init(
        select: Selection, mode: InvalidationMode? = nil, dryRun: Bool? = nil, reason: String? = nil, operator: String? = nil,
        expectAtMost: Int? = nil
    ) {
        self.select = select
        self.mode = mode
        self.dryRun = dryRun
        self.reason = reason
        self.operator = `operator`
        self.expectAtMost = expectAtMost
    }
}

/// What happens to the old copy.
public enum InvalidationMode: String, Codable, Sendable, CaseIterable {
    /// Served stale while one refresh runs, where the response allows it; can be undone.
    case soft
    /// Never served again without asking the origin.
    case revalidate
    /// Gone.
    case hard
}

/// What an invalidation is to hit; exactly one of these.
public enum Selection: Codable, Sendable, Equatable {
    case key(String)
    case keys([String])
    case url(String)
    case pattern(String)
    case tag(String)
    case tags([String])
    case route(String)
    case all

    public static let fields = ["key", "keys", "url", "pattern", "tag", "tags", "route", "all"]

    private struct Field: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) {
            nil
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Field.self)
        guard let field = container.allKeys.first, container.allKeys.count == 1 else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "select takes exactly one of \(Self.fields.joined(separator: ", "))"))
        }
        switch field.stringValue {
        case "key": self = .key(try container.decode(String.self, forKey: field))
        case "keys": self = .keys(try container.decode([String].self, forKey: field))
        case "url": self = .url(try container.decode(String.self, forKey: field))
        case "pattern": self = .pattern(try container.decode(String.self, forKey: field))
        case "tag": self = .tag(try container.decode(String.self, forKey: field))
        case "tags": self = .tags(try container.decode([String].self, forKey: field))
        case "route": self = .route(try container.decode(String.self, forKey: field))
        case "all":
            guard try container.decode(Bool.self, forKey: field) else {
                throw DecodingError.dataCorruptedError(forKey: field, in: container, debugDescription: "all can only be true")
            }
            self = .all
        default:
            throw DecodingError.dataCorruptedError(
                forKey: field, in: container,
                debugDescription: "unknown selector, expected one of \(Self.fields.joined(separator: ", "))")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Field.self)
        switch self {
        case .key(let key): try container.encode(key, forKey: Field(stringValue: "key"))
        case .keys(let keys): try container.encode(keys, forKey: Field(stringValue: "keys"))
        case .url(let url): try container.encode(url, forKey: Field(stringValue: "url"))
        case .pattern(let pattern): try container.encode(pattern, forKey: Field(stringValue: "pattern"))
        case .tag(let tag): try container.encode(tag, forKey: Field(stringValue: "tag"))
        case .tags(let tags): try container.encode(tags, forKey: Field(stringValue: "tags"))
        case .route(let route): try container.encode(route, forKey: Field(stringValue: "route"))
        case .all: try container.encode(true, forKey: Field(stringValue: "all"))
        }
    }
}

/// The answer to `POST /v1/invalidations`; of a dry run `id` and `undoUntil` are null.
public struct InvalidationResult: Codable, Sendable, Equatable {
    @Nullable public var id: String?
    public var mode: InvalidationMode
    /// Live entries, fresh and stale, that were selected.
    public var matched: Int
    /// False where `matched` is an upper bound.
    public var exact: Bool
    public var bytes: Int
    /// Hits that the selected entries get now.
    public var hitsPerSecond: Double
    /// Up to ten of the keys.
    public var sample: [String]
    /// Where nothing matched: up to three keys or prefixes like the selection.
    public var near: [String]
    public var at: Date
    @Nullable public var undoUntil: Date?

    public init(
        id: String?, mode: InvalidationMode, matched: Int, exact: Bool, bytes: Int, hitsPerSecond: Double, sample: [String],
        near: [String], at: Date, undoUntil: Date?
    ) {
        self.id = id
        self.mode = mode
        self.matched = matched
        self.exact = exact
        self.bytes = bytes
        self.hitsPerSecond = hitsPerSecond
        self.sample = sample
        self.near = near
        self.at = at
        self.undoUntil = undoUntil
    }
}

/// An item of `GET /v1/invalidations`.
public struct PastInvalidation: Codable, Sendable, Equatable {
    public enum Source: String, Codable, Sendable {
        case api, dashboard, cli, database
        case unsafeMethod = "unsafe_method"
    }

    public var id: String
    public var at: Date
    @Nullable public var `operator`: String?
    @Nullable public var reason: String?
    public var source: Source
    public var mode: InvalidationMode
    public var select: Selection
    public var matched: Int
    public var undone: Bool
    @Nullable public var undoUntil: Date?

    public init(
        id: String, at: Date, operator: String?, reason: String?, source: Source, mode: InvalidationMode, select: Selection,
        matched: Int, undone: Bool, undoUntil: Date?
    ) {
        self.id = id
        self.at = at
        self.operator = `operator`
        self.reason = reason
        self.source = source
        self.mode = mode
        self.select = select
        self.matched = matched
        self.undone = undone
        self.undoUntil = undoUntil
    }
}

/// The answer to `DELETE /v1/invalidations/{id}`.
public struct UndoResult: Codable, Sendable, Equatable {
    public var restored: Int

    public init(restored: Int) {
        self.restored = restored
    }
}
