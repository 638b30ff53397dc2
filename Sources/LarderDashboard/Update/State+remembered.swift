import LarderAdmin

extension State {
    /// Looks as it did when it was left; what is unknown by now is passed over.
    mutating func restore(_ remembered: Remembered) {
        self.remembered = remembered
        self.window = remembered.window.flatMap(TimeWindow.init(rawValue:)) ?? self.window
        self.hot.restore(self.look(of: .hotKeys))
        self.keySpace.level.table.restore(self.look(of: .tree))
        self.events.restore(self.look(of: .events))
        self.routes.restore(self.look(of: .routes))
        self.backends.restore(self.look(of: .backends))
        self.audit.table.restore(self.look(of: .audit))
    }

    func look(of list: ListName) -> Remembered.ListLook? { self.remembered.lists?[list.rawValue] }

    /// After the look of the list was changed by hand.
    mutating func rememberLook() {
        guard let list else { return }
        let look: Remembered.ListLook? =
            switch list {
            case .hotKeys: self.hot.look
            case .tree: self.keySpace.level.table.look
            case .entries: self.keySpace.entries?.table.look
            case .events: self.events.look
            case .routes: self.routes.look
            case .backends: self.backends.look
            case .audit: self.audit.table.look
            }
        self.remembered.lists = (self.remembered.lists ?? [:]).merging([list.rawValue: look].compactMapValues { $0 }) { $1 }
    }
}

extension Theme {
    /// The one that was chosen last, else the first.
    static func remembered(_ remembered: Remembered?) -> Theme {
        let names = [remembered?.theme, Self.builtInNames.first].compactMap { $0 }
        return names.lazy.compactMap { try? Self.named($0) }.first ?? Theme(name: "plain") { _ in nil }
    }
}

extension TableState {
    var look: Remembered.ListLook {
        Remembered.ListLook(sort: self.sort.rawValue, isReversed: self.isReversed)
    }

    mutating func restore(_ look: Remembered.ListLook?) {
        guard let look else { return }
        self.sort = look.sort.flatMap(Row.Sort.init(rawValue:)) ?? self.sort
        self.isReversed = look.isReversed ?? self.isReversed
    }
}
