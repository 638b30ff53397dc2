import HTTPTypes
import Hummingbird

/// The id in a path: a positive integer as the API itself writes it.
///
/// Every other spelling (`042`, `+42`, `%34%32`) is a 404: one row has one address, so what is cached for it has one tag.
enum RowID {
    static func parse(_ text: String) -> Int64? {
        guard let id = Int64(text), id > 0, String(id) == text else { return nil }
        return id
    }

    static func required(in parameters: Parameters) throws(Rejection) -> Int64 {
        guard let id = parameters.get("id").flatMap(parse) else { throw .notFound }
        return id
    }
}
