/// The part of a URL that names a course.
enum Slug {
    static let longest = 220

    /// Letters and digits of ASCII in lower case, everything between them one hyphen.
    static func made(from title: String) -> String {
        var slug = ""
        var needsHyphen = false
        for scalar in title.unicodeScalars {
            guard scalar.isASCII, scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) else {
                needsHyphen = !slug.isEmpty
                continue
            }
            if needsHyphen { slug.append("-") }
            needsHyphen = false
            slug.append(Character(scalar).lowercased())
        }
        return String(slug.prefix(longest))
    }

    static func isValid(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }
}
