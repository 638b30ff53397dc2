/// Any JSON value; what is nested below an object's fields is known by its type alone.
enum JSONValue: Equatable, Sendable {
    case null
    case bool
    case integer(Int64)
    case number(Double)
    case string(String)
    case array
    case object([String: JSONValue])

    /// The name that messages of the peer give the type.
    var typeName: String {
        switch self {
        case .null: "NoneType"
        case .bool: "bool"
        case .integer: "int"
        case .number: "float"
        case .string: "str"
        case .array: "list"
        case .object: "dict"
        }
    }
}

extension JSONValue: Decodable {
    init(from decoder: any Decoder) throws {
        if let object = try? decoder.container(keyedBy: FieldName.self) {
            var fields: [String: JSONValue] = [:]
            // Fields of fields are not looked at, so hostile nesting costs one level.
            for name in object.allKeys where decoder.codingPath.isEmpty {
                fields[name.stringValue] = try object.decode(JSONValue.self, forKey: name)
            }
            self = .object(fields)
        } else if (try? decoder.unkeyedContainer()) != nil {
            self = .array
        } else {
            self = try Self.scalar(decoder.singleValueContainer())
        }
    }

    private static func scalar(_ container: any SingleValueDecodingContainer) throws -> JSONValue {
        if container.decodeNil() { return .null }
        if (try? container.decode(Bool.self)) != nil { return .bool }
        if let integer = try? container.decode(Int64.self) { return .integer(integer) }
        if let number = try? container.decode(Double.self) { return .number(number) }
        return .string(try container.decode(String.self))
    }

    private struct FieldName: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
