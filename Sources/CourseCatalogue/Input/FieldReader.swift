/// Reads fields of a payload one by one and collects what is wrong with them, worded as DRF words it.
struct FieldReader {
    /// Whether fields that the payload leaves out are missed.
    enum Completeness: Sendable {
        /// `POST` and `PUT`: required fields must be there.
        case full
        /// `PATCH`: what is left out stays as it is.
        case partial
    }

    enum Presence { case required, optional }
    enum Blank { case allowed, refused }

    struct TextRule {
        var presence: Presence = .optional
        var blank: Blank = .allowed
        /// In Unicode scalars.
        var longest: Int
    }

    private let payload: RequestPayload
    private let completeness: Completeness
    private(set) var errors = FieldErrors()

    init(_ payload: RequestPayload, _ completeness: Completeness) {
        self.payload = payload
        self.completeness = completeness
    }

    mutating func refuse(_ field: String, _ message: String) { errors.add(message, to: field) }

    /// White space around the text is dropped.
    mutating func text(_ field: String, _ rule: TextRule) -> Change<String> {
        guard let value = given(field, rule.presence) else { return .unchanged }
        let text: String
        switch value {
        case .string(let string): text = string.trimmed
        case .integer(let integer): text = String(integer)
        case .number(let number): text = String(number)
        case .null, .bool, .array, .object:
            refuse(field, value == .null ? "This field may not be null." : "Not a valid string.")
            return .unchanged
        }
        if text.isEmpty, rule.blank == .refused {
            refuse(field, "This field may not be blank.")
        }
        if text.unicodeScalars.contains("\0") {
            refuse(field, "Null characters are not allowed.")
        }
        if text.unicodeScalars.count > rule.longest {
            refuse(field, "Ensure this field has no more than \(rule.longest) characters.")
        }
        return .to(text)
    }

    mutating func slug(_ field: String) -> Change<String> {
        let change = text(field, TextRule(longest: Slug.longest))
        if case .to(let text) = change, !Slug.isValid(text) {
            refuse(field, "Enter a valid \"slug\" consisting of letters, numbers, underscores or hyphens.")
        }
        return change
    }

    /// A calendar date or null.
    mutating func date(_ field: String) -> Change<String?> {
        guard let value = given(field, .optional) else { return .unchanged }
        if value == .null { return .to(nil) }
        guard case .string(let text) = value, let date = CalendarDate(text) else {
            refuse(field, "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.")
            return .unchanged
        }
        return .to(date.description)
    }

    /// The id of a row elsewhere; whether that exists only the database can tell.
    mutating func reference(_ field: String) -> Change<Int64> {
        guard let value = given(field, .required) else { return .unchanged }
        switch value {
        case .null:
            refuse(field, "This field may not be null.")
        case .integer(let id):
            return .to(id)
        case .number(let number):
            if let id = Int64(exactly: number) { return .to(id) }
            refuse(field, "Incorrect type. Expected pk value, received float.")
        case .string(let text):
            if let id = lenientInteger(text) { return .to(Int64(id)) }
            refuse(field, "Incorrect type. Expected pk value, received str.")
        case .bool, .array, .object:
            refuse(field, "Incorrect type. Expected pk value, received \(value.typeName).")
        }
        return .unchanged
    }

    private mutating func given(_ field: String, _ presence: Presence) -> JSONValue? {
        if let value = payload.fields[field] { return value }
        if presence == .required, completeness == .full { refuse(field, "This field is required.") }
        return nil
    }
}

/// What an input says about one column.
enum Change<Value> {
    case unchanged
    case to(Value)

    func applied(to current: Value) -> Value {
        switch self {
        case .unchanged: current
        case .to(let value): value
        }
    }
}
