import Foundation
import HTTPTypes
import LarderAdmin

/// Reads the body of `POST /v1/invalidations`, and says in the words of its fields what does not fit.
enum InvalidationBody {
    static let longestReason = 1000
    static let longestOperator = 200
    static let longestKey = 8192
    static let mostKeys = 1000

    /// - Throws: 400 that names the field and what it takes.
    static func parse(_ data: Data) throws(Refusal) -> InvalidationRequest {
        let request: InvalidationRequest
        do {
            request = try InvalidationRequest(json: data)
        } catch let error as DecodingError {
            throw Refusal(.badRequest, Self.describe(error))
        } catch {
            throw Refusal(.badRequest, Self.notJSON)
        }
        try Self.validate(request)
        return request
    }

    private static func validate(_ request: InvalidationRequest) throws(Refusal) {
        try Self.bound(request.reason, "reason", longest: Self.longestReason)
        try Self.bound(request.operator, "operator", longest: Self.longestOperator)
        if let count = request.expectAtMost, count < 0 {
            throw Refusal(.badRequest, Self.notACount)
        }
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

    private static let notACount = "expect_at_most is a whole number from 0"

    private static func describe(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context):
            "\(Self.name(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context) where context.codingPath.first?.stringValue == "expect_at_most":
            Self.notACount
        case .typeMismatch(let type, let context):
            "\(Self.name(context.codingPath)) must be \(Self.words(type))"
        case .valueNotFound(let type, let context):
            "\(Self.name(context.codingPath)) must be \(Self.words(type)), not null: leave it out instead"
        case .dataCorrupted(let context):
            // Without a place it is not JSON, and the decoder's words are about bytes.
            switch context.codingPath.first?.stringValue {
            case nil: Self.notJSON
            case "expect_at_most": Self.notACount
            case "mode": "mode is one of \(InvalidationMode.allCases.map(\.rawValue).joined(separator: ", "))"
            default: context.debugDescription
            }
        @unknown default:
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
