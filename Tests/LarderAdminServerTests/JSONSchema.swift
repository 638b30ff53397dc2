import Foundation

/// A JSON document, as it was written.
enum JSON: Decodable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    init(_ text: String) throws {
        self = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSON].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSON].self))
        }
    }

    subscript(name: String) -> JSON? { self.object?[name] }

    var object: [String: JSON]? {
        if case .object(let object) = self { object } else { nil }
    }

    var array: [JSON]? {
        if case .array(let array) = self { array } else { nil }
    }

    var string: String? {
        if case .string(let string) = self { string } else { nil }
    }

    var number: Double? {
        if case .number(let number) = self { number } else { nil }
    }

    /// By the words of JSON Schema.
    func isOfType(_ type: String) -> Bool {
        switch self {
        case .null: type == "null"
        case .bool: type == "boolean"
        case .number(let number): type == "number" || type == "integer" && number.rounded() == number
        case .string: type == "string"
        case .array: type == "array"
        case .object: type == "object"
        }
    }
}

/// As much of JSON Schema as the OpenAPI document uses; a keyword that it does not know is a violation, so that none is passed
/// over in silence.
struct JSONSchema {
    let document: JSON

    private static let annotations: Set<String> = ["description", "default", "format"]

    /// Where and how a value does not fit.
    func violations(_ value: JSON, _ schema: JSON, at place: String = "$") -> [String] {
        (schema.object ?? [:]).filter { !Self.annotations.contains($0.key) }.flatMap { keyword, rule in
            self.violations(value, keyword, rule, schema, at: place)
        }
    }

    private func violations(_ value: JSON, _ keyword: String, _ rule: JSON, _ schema: JSON, at place: String) -> [String] {
        let holds: Bool
        switch keyword {
        case "$ref": return self.violations(value, self.resolved(schema), at: place)
        case "type": holds = (rule.array ?? [rule]).contains { value.isOfType($0.string ?? "") }
        case "const": holds = value == rule
        case "enum": holds = rule.array?.contains(value) == true
        case "oneOf": holds = rule.array?.count { self.violations(value, $0, at: place).isEmpty } == 1
        case "properties":
            return (rule.object ?? [:]).flatMap { name, schema in
                value[name].map { self.violations($0, schema, at: "\(place).\(name)") } ?? []
            }
        case "required": holds = value.object == nil || rule.array?.allSatisfy { value[$0.string ?? ""] != nil } == true
        case "additionalProperties":
            let others = (value.object ?? [:]).filter { schema["properties"]?[$0.key] == nil }
            return others.flatMap { name, field in
                rule == .bool(false)
                    ? ["\(place): unknown field \(name)"] : self.violations(field, rule, at: "\(place).\(name)")
            }
        case "items":
            return (value.array ?? []).enumerated().flatMap { self.violations($1, rule, at: "\(place)[\($0)]") }
        case "minItems": holds = value.array.map { Double($0.count) >= rule.number! } ?? true
        case "maxItems": holds = value.array.map { Double($0.count) <= rule.number! } ?? true
        case "minLength": holds = value.string.map { Double($0.count) >= rule.number! } ?? true
        case "maxLength": holds = value.string.map { Double($0.count) <= rule.number! } ?? true
        case "minimum": holds = value.number.map { $0 >= rule.number! } ?? true
        case "maximum": holds = value.number.map { $0 <= rule.number! } ?? true
        case "pattern": holds = value.string?.range(of: rule.string!, options: .regularExpression) != nil
        default: return ["\(place): the schema has an unknown keyword \(keyword)"]
        }
        return holds ? [] : ["\(place): \(keyword) \(rule), got \("\(value)".prefix(200))"]
    }

    /// The node, or what its `$ref` points to within the document.
    func resolved(_ node: JSON) -> JSON {
        guard let reference = node["$ref"]?.string else { return node }
        return reference.split(separator: "/").dropFirst().reduce(self.document) { $0[String($1)] ?? .null }
    }
}
