import Foundation

/// Memory of the whole process that is in RAM now.
enum ResidentMemory {
    /// Nil where the system does not tell.
    static var bytes: Int? {
        // proc(5): sizes in pages, the second one is the resident set.
        guard let statm = FileManager.default.contents(atPath: "/proc/self/statm") else { return nil }
        let fields = String(decoding: statm, as: UTF8.self).split(separator: " ")
        return fields.count > 1 ? Int(fields[1]).map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) } : nil
    }
}
