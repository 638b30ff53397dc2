import Foundation
import HTTPTypes
import LarderAdmin

/// The body of `POST /v1/invalidations`, read strictly: a misspelt `dry_run` must not become a purge.
struct InvalidationBody: Decodable {
    var request: InvalidationRequest

    static let largestBody = 64 * 1024
    static let longestReason = 1000
    static let longestOperator = 200
    static let longestKey = 8192
    static let mostKeys = 1000

    /// - Throws: 400 that names the field and what it takes.
    static func parse(_ data: Data) throws(Refusal) -> InvalidationRequest {
        let request: InvalidationRequest
        do {
            request = try JSONDecoder().decode(Self.self, from: data).request
        } catch let refusal as Refusal {
            throw refusal
        } catch let error as DecodingError {
            throw Refusal(.badRequest, Self.describe(error))
        } catch {
            throw Refusal(.badRequest, Self.notJSON)
        }
        try Self.validate(request)
        return request
    }

    private enum Field: String, CodingKey, CaseIterable {
        case select, mode, reason, `operator`
        case dryRun = "dry_run"
        case expectAtMost = "expect_at_most"
    }

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

    init(from decoder: any Decoder) throws {
        let names = try decoder.container(keyedBy: AnyField.self).allKeys.map(\.stringValue)
        if let unknown = names.first(where: { Field(rawValue: $0) == nil }) {
            let known = Field.allCases.map(\.rawValue).sorted().joined(separator: ", ")
            throw Refusal(.badRequest, "Unknown field \(Refusal.quote(unknown)). There are \(known)")
        }
        let fields = try decoder.container(keyedBy: Field.self)
        func optional<Value: Decodable>(_ field: Field, as: Value.Type) throws -> Value? {
            fields.contains(field) ? try fields.decode(Value.self, forKey: field) : nil
        }
        self.request = InvalidationRequest(
            select: try fields.decode(Selection.self, forKey: .select), mode: try optional(.mode, as: InvalidationMode.self),
            dryRun: try optional(.dryRun, as: Bool.self), reason: try optional(.reason, as: String.self),
            operator: try optional(.operator, as: String.self),
            expectAtMost: try fields.contains(.expectAtMost) ? Self.count(fields) : nil)
    }

    /// JSON has one kind of number; what is not a whole one in range counts as broken JSON to the decoder.
    private static func count(_ fields: KeyedDecodingContainer<Field>) throws(Refusal) -> Int {
        guard let count = try? fields.decode(Int.self, forKey: .expectAtMost), count >= 0 else {
            throw Refusal(.badRequest, "expect_at_most is a whole number from 0")
        }
        return count
    }

    private static func validate(_ request: InvalidationRequest) throws(Refusal) {
        try Self.bound(request.reason, "reason", longest: Self.longestReason)
        try Self.bound(request.operator, "operator", longest: Self.longestOperator)
        switch request.select {
        case .key(let key): try Self.require([key], "select.key", longest: Self.longestKey)
        case .keys(let keys): try Self.require(keys, "select.keys", longest: Self.longestKey)
        case .url(let url): try Self.require([url], "select.url", longest: Self.longestKey)
        case .pattern(let pattern): try Self.require([pattern], "select.pattern", longest: Self.longestKey)
        case .tag(let tag): try Self.require([tag], "select.tag", longest: Self.longestKey)
        case .tags(let tags): try Self.require(tags, "select.tags", longest: Self.longestKey)
        case .route(let route): try Self.require([route], "select.route", longest: Self.longestKey)
        case .all: break
        }
    }

    private static func require(_ texts: [String], _ field: String, longest: Int) throws(Refusal) {
        guard (1...Self.mostKeys).contains(texts.count) else {
            throw Refusal(.badRequest, "\(field) takes 1 to \(Self.mostKeys) items, not \(texts.count)")
        }
        for text in texts {
            guard !text.isEmpty else { throw Refusal(.badRequest, "\(field) must not be empty") }
            try Self.bound(text, field, longest: longest)
        }
    }

    private static func bound(_ text: String?, _ field: String, longest: Int) throws(Refusal) {
        if let text, text.utf8.count > longest {
            throw Refusal(.badRequest, "\(field) has at most \(longest) bytes, not \(text.utf8.count)")
        }
    }
}

// What went wrong, in the words of the field.
extension InvalidationBody {
    private static let notJSON =
        "The body is not JSON. Send an object such as {\"select\": {\"pattern\": \"course_list:*\"}, \"dry_run\": true}"

    private static func describe(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context):
            "\(Self.name(context.codingPath + [key])) is missing"
        case .typeMismatch(let type, let context):
            "\(Self.name(context.codingPath)) must be \(Self.words(type))"
        case .valueNotFound(let type, let context):
            "\(Self.name(context.codingPath)) must be \(Self.words(type)), not null: leave it out instead"
        case .dataCorrupted(let context) where context.codingPath.first?.stringValue == Field.mode.rawValue:
            "mode is one of \(InvalidationMode.allCases.map(\.rawValue).joined(separator: ", "))"
        case .dataCorrupted(let context) where context.codingPath.first?.stringValue == Field.select.rawValue:
            context.debugDescription
        default:
            Self.notJSON
        }
    }

    private static func name(_ path: [any CodingKey]) -> String {
        let name = path.filter { $0.intValue == nil }.map(\.stringValue).joined(separator: ".")
        return name.isEmpty ? "The body" : name
    }

    private static func words(_ type: any Any.Type) -> String {
        switch type {
        case is Bool.Type: "true or false"
        case is Int.Type: "a whole number"
        case is String.Type: "a string"
        case is [Any].Type, is [String].Type: "a list of strings"
        default: "an object"
        }
    }
}
