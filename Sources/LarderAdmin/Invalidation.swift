public import Foundation

/// The body of `POST /v1/invalidations`.
public struct InvalidationRequest: Codable, Sendable, Equatable {
    /// Reads a body as it was sent.
    ///
    /// - Throws: `DecodingError` with the field; without a place where it is not JSON.
    public init(json: Data) throws {
        // Names stay as they are: `dryRun` is a misspelling.
        self = try JSONDecoder().decode(Self.self, from: json)
    }

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

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case select, mode, reason, `operator`
        case dryRun = "dry_run"
        case expectAtMost = "expect_at_most"
    }

    /// Reads strictly: a misspelt `dry_run` must not become a purge.
    public init(from decoder: any Decoder) throws {
        let names = try decoder.container(keyedBy: AnyField.self).allKeys.map(\.stringValue)
        if let unknown = names.sorted().first(where: { CodingKeys(rawValue: $0) == nil }) {
            let known = CodingKeys.allCases.map(\.rawValue).sorted().joined(separator: ", ")
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath + [AnyField(stringValue: unknown)],
                    debugDescription: "Unknown field \"\(unknown.prefix(80))\". There are \(known)"))
        }
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        // A null is not a field left out: whoever sends one meant something.
        func optional<Value: Decodable>(_ field: CodingKeys, as: Value.Type) throws -> Value? {
            fields.contains(field) ? try fields.decode(Value.self, forKey: field) : nil
        }
        self.init(
            select: try fields.decode(Selection.self, forKey: .select), mode: try optional(.mode, as: InvalidationMode.self),
            dryRun: try optional(.dryRun, as: Bool.self), reason: try optional(.reason, as: String.self),
            operator: try optional(.operator, as: String.self),
            expectAtMost: try fields.contains(.expectAtMost) ? Self.count(fields) : nil)
    }

    /// JSON has one kind of number; what is not a whole one in range counts as broken JSON to the decoder.
    private static func count(_ fields: KeyedDecodingContainer<CodingKeys>) throws -> Int {
        guard let count = try? fields.decode(Int.self, forKey: .expectAtMost) else {
            throw DecodingError.typeMismatch(
                Int.self,
                .init(codingPath: fields.codingPath + [CodingKeys.expectAtMost], debugDescription: "not a whole number in range"))
        }
        return count
    }
}

/// A name as it stands in the document.
private struct AnyField: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) {
        nil
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

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: AnyField.self)
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
        var container = encoder.container(keyedBy: AnyField.self)
        switch self {
        case .key(let key): try container.encode(key, forKey: AnyField(stringValue: "key"))
        case .keys(let keys): try container.encode(keys, forKey: AnyField(stringValue: "keys"))
        case .url(let url): try container.encode(url, forKey: AnyField(stringValue: "url"))
        case .pattern(let pattern): try container.encode(pattern, forKey: AnyField(stringValue: "pattern"))
        case .tag(let tag): try container.encode(tag, forKey: AnyField(stringValue: "tag"))
        case .tags(let tags): try container.encode(tags, forKey: AnyField(stringValue: "tags"))
        case .route(let route): try container.encode(route, forKey: AnyField(stringValue: "route"))
        case .all: try container.encode(true, forKey: AnyField(stringValue: "all"))
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

    private enum CodingKeys: String, CodingKey {
        case id, mode, matched, exact, bytes, sample, near, at
        case hitsPerSecond = "hits_per_second"
        case undoUntil = "undo_until"
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
    /// The name of the cache.
    public var cache: String?

    public init(
        id: String, at: Date, operator: String?, reason: String?, source: Source, mode: InvalidationMode, select: Selection,
        matched: Int, undone: Bool, undoUntil: Date?, cache: String? = nil
    ) {
        self.cache = cache
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

    private enum CodingKeys: String, CodingKey {
        case id, at, `operator`, reason, source, mode, select, matched, undone, cache
        case undoUntil = "undo_until"
    }
}

/// The answer to `DELETE /v1/invalidations/{id}`.
public struct UndoResult: Codable, Sendable, Equatable {
    public var restored: Int

    public init(restored: Int) {
        self.restored = restored
    }
}
