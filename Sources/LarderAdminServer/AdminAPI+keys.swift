import HTTPTypes
import LarderAdmin
import LarderEngine

extension AdminAPI {
    private static let limits = 1...1000

    func keys(_ query: Substring?) throws(Refusal) -> KeyPage {
        let (parameters, scope) = try self.parameters(query, ["pattern", "tag", "sort", "order", "limit", "cursor"])
        var list = ListQuery(limit: try parameters.integer("limit", in: Self.limits) ?? 100)
        if let pattern = try parameters.text("pattern") {
            list.pattern = try Glob(pattern, named: "pattern")
        }
        list.tag = try parameters.text("tag")
        list.sort = try parameters.choice("sort", of: ListQuery.Sort.self) ?? .key
        list.order = try parameters.choice("order", of: KeyPage.Order.self) == .descending ? .descending : .ascending
        if let cursor = try parameters.text("cursor", longest: 8192) {
            guard let after = ListCursor(cursor), after.sort == list.sort, after.order == list.order else {
                throw Refusal(
                    .badRequest,
                    "cursor \(Refusal.quote(cursor)) belongs to no listing in this order. Pass \"next_cursor\" back as it is")
            }
            list.after = after
        }
        let wall = self.wall
        let page = scope.list(list)
        return KeyPage(
            items: page.items.map { KeyDetail($0, wall) }, nextCursor: page.next?.description, matched: page.matched)
    }

    func tree(_ query: Substring?) throws(Refusal) -> TreePage {
        let (parameters, scope) = try self.parameters(query, ["prefix", "limit"])
        return TreePage(
            scope.tree(
                prefix: try parameters.text("prefix", longest: 4096) ?? "",
                limit: try parameters.integer("limit", in: Self.limits) ?? 100))
    }

    /// - Parameter caller: Who may not see values gets no preview of one either.
    func key(_ key: String, _ query: Substring?, for caller: Caller) throws(Refusal) -> KeyDetail {
        let (info, value) = try self.entry(key, query)
        var detail = KeyDetail(info, value: value, self.wall)
        if caller.role < .inspect {
            detail.preview = Nullable(wrappedValue: nil)
        }
        return detail
    }

    func value(_ key: String, _ query: Substring?) throws(Refusal) -> Answer {
        let (info, value) = try self.entry(key, query)
        return .value(value.bytes, contentType: info.contentType)
    }

    func hotKeys(_ query: Substring?) throws(Refusal) -> ItemList<StatsSnapshot.HotKey> {
        let (parameters, scope) = try self.parameters(query, ["by", "limit"])
        let limit = try parameters.integer("limit", in: Self.limits) ?? 50
        let order = try parameters.choice("by", of: HotKeyOrder.self) ?? .requests
        return ItemList(items: scope.hotKeys(by: order, limit: limit).map { StatsSnapshot.HotKey($0) })
    }

    private func entry(_ key: String, _ query: Substring?) throws(Refusal) -> (info: EntryInfo, value: CacheValue) {
        let (_, scope) = try self.parameters(query)
        guard let entry = scope.peek(key) else {
            throw Refusal(
                .notFound,
                "There is no entry \(Refusal.quote(key)). Keys are written with their #variant; /v1/keys?pattern=… finds them")
        }
        return entry
    }
}

extension TreePage {
    fileprivate init(_ tree: KeyTree) {
        self.init(
            prefix: tree.prefix, entries: tree.entries, bytes: tree.bytes,
            children: tree.children.map {
                Child(
                    prefix: $0.prefix, leaf: $0.isLeaf, entries: $0.entries, bytes: $0.bytes, hits: $0.hits, misses: $0.misses)
            })
    }
}
