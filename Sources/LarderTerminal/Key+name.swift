extension Key {
    private static let named: [Key] = [
        .character(" "), .enter, .escape, .tab, .backTab, .backspace, .delete, .insert, .up, .down, .left, .right, .home, .end,
        .pageUp, .pageDown,
    ]
    private static let spelled: [String: Key] = [
        "up": .up, "down": .down, "left": .left, "right": .right, "space": .character(" "),
    ]

    /// The key that `description` names, in any case; arrows by word too.
    public init?(name: String) {
        let lower = name.lowercased()
        if name.unicodeScalars.count == 1, let scalar = name.unicodeScalars.first, scalar.value > 0x20 {
            self = Self.named.first { $0.description == name } ?? .character(scalar)
        } else if let key = Self.named.first(where: { $0.description.lowercased() == lower }) ?? Self.spelled[lower] {
            self = key
        } else if lower.hasPrefix("ctrl-"), lower.utf8.count == 6, let letter = lower.unicodeScalars.last,
            ("a"..."z").contains(letter)
        {
            self = .control(letter)
        } else if lower.first == "f", let number = Int(lower.dropFirst()), (1...12).contains(number) {
            self = .function(number)
        } else {
            return nil
        }
    }
}
