import Foundation
import HTTPTypes
import LarderAdmin
import LarderEngine
import LarderHTTP

extension InvalidationResult {
    /// What the caches that it was of reported, in one answer.
    init(_ reports: CacheScope.Reports, _ wall: WallTime) {
        let matched = reports.reduce(0) { $0 + $1.matched }
        let ids = reports.compactMap { $0.id?.description }
        self.init(
            id: ids.isEmpty ? nil : ids.joined(separator: Self.joint), mode: LarderAdmin.InvalidationMode(reports[0].mode),
            matched: matched, exact: reports.allSatisfy(\.isExact), bytes: reports.reduce(0) { $0 + $1.bytes },
            hitsPerSecond: reports.reduce(0) { $0 + $1.hitsPerSecond }, sample: Array(reports.flatMap(\.sample).prefix(10)),
            near: matched == 0 ? Array(reports.flatMap(\.near).prefix(3)) : [], at: wall.date(reports[0].at),
            undoUntil: reports.compactMap(\.undoUntil).min().map(wall.date))
    }

    /// Between the ids that several caches gave to one invalidation.
    private static let joint = "+"

    /// Nil where the text is no id.
    static func ids(in text: String) -> [InvalidationID]? {
        let parts = text.components(separatedBy: Self.joint)
        let ids = parts.compactMap { InvalidationID($0) }
        return ids.count == parts.count ? ids : nil
    }
}

extension PastInvalidation {
    init(_ record: InvalidationRecord, of cache: String, _ wall: WallTime) {
        self.init(
            id: record.id.description, at: wall.date(record.at), operator: record.cause.operator, reason: record.cause.reason,
            source: Source(record.cause.source), mode: LarderAdmin.InvalidationMode(record.mode),
            select: LarderAdmin.Selection(record.selection), matched: record.matched, undone: record.isUndone,
            undoUntil: record.undoUntil.map(wall.date), cache: cache)
    }
}

extension PastInvalidation.Source {
    init(_ source: InvalidationCause.Source) {
        self =
            switch source {
            case .api: .api
            case .dashboard: .dashboard
            case .cli: .cli
            case .database: .database
            case .unsafeMethod: .unsafeMethod
            }
    }
}

extension LarderAdmin.InvalidationMode {
    init(_ mode: LarderEngine.InvalidationMode) {
        self =
            switch mode {
            case .soft: .soft
            case .revalidate: .revalidate
            case .hard: .hard
            }
    }
}

extension LarderEngine.InvalidationMode {
    init(_ mode: LarderAdmin.InvalidationMode) {
        self =
            switch mode {
            case .soft: .soft
            case .revalidate: .revalidate
            case .hard: .hard
            }
    }
}

extension LarderAdmin.Selection {
    init(_ selection: LarderEngine.Selection) {
        self =
            switch selection {
            case .key(let key): .key(key)
            case .keys(let keys): .keys(keys)
            case .prefix(let prefix): .pattern(Self.escape(prefix) + "*")
            case .pattern(let glob): .pattern(glob.text)
            case .family(let family): .key(family.resource)
            case .tags(let tags): tags.count == 1 ? .tag(tags[0]) : .tags(tags)
            case .route(let route): .route(route)
            case .all: .all
            }
    }

    /// The pattern that matches exactly this text.
    static func escape(_ text: String) -> String {
        text.reduce(into: "") { pattern, character in
            if "*?[\\".contains(character) {
                pattern.append("\\")
            }
            pattern.append(character)
        }
    }
}

extension LarderEngine.Selection {
    /// - Parameter urls: Nil where this process knows no URLs.
    init(_ selection: LarderAdmin.Selection, urls: (any CachedURLs<LarderEngine.Selection>)?) throws(Refusal) {
        switch selection {
        case .key(let key): self = .key(key)
        case .keys(let keys): self = .keys(keys)
        case .pattern(let pattern): self = .pattern(try Glob(pattern, named: "select.pattern"))
        case .tag(let tag): self = .tags([tag])
        case .tags(let tags): self = .tags(tags)
        case .route(let route): self = .route(route)
        case .all: self = .all
        case .url(let url):
            guard let urls else {
                throw Refusal(
                    .badRequest, "select.url: this process cannot tell the keys of a URL. Select by key or pattern instead")
            }
            do throws(URLProblem) {
                self = try urls.selection(of: url)
            } catch {
                throw Refusal(error, parameter: "select.url")
            }
        }
    }
}

extension Glob {
    init(_ pattern: String, named name: String) throws(Refusal) {
        do {
            try self.init(pattern)
        } catch {
            throw Refusal(.badRequest, "\(name) does not parse: \(error)")
        }
    }
}
