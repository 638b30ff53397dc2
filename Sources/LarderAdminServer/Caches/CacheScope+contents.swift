import LarderEngine

extension CacheScope {
    func list(_ query: ListQuery) -> ListPage {
        guard self.engines.count > 1 else { return self.engines[0].list(query) }
        let pages = self.engines.map { engine in
            var page = engine.list(query)
            for place in page.items.indices {
                page.items[place].cache = engine.name
            }
            return page
        }
        return ListPage.merge(pages, of: query)
    }

    func tree(prefix: String, limit: Int) -> KeyTree {
        var trees = self.engines.map { $0.tree(prefix: prefix, limit: limit) }
        var whole = trees.removeFirst()
        for tree in trees {
            whole.entries += tree.entries
            whole.bytes += tree.bytes
            whole.add(tree.children)
        }
        guard !trees.isEmpty else { return whole }
        whole.children.sort { $0.bytes == $1.bytes ? $0.prefix < $1.prefix : $0.bytes > $1.bytes }
        whole.children.removeLast(max(0, whole.children.count - limit))
        return whole
    }

    /// Of the first cache that has it.
    func peek(_ key: String) -> (info: EntryInfo, value: CacheValue)? {
        for engine in self.engines {
            guard var entry = engine.peek(key) else { continue }
            entry.info.cache = self.engines.count > 1 ? engine.name : nil
            return entry
        }
        return nil
    }
}

extension KeyTree {
    fileprivate mutating func add(_ children: [Child]) {
        for child in children {
            guard let place = self.children.firstIndex(where: { $0.prefix == child.prefix && $0.isLeaf == child.isLeaf }) else {
                self.children.append(child)
                continue
            }
            self.children[place].entries += child.entries
            self.children[place].bytes += child.bytes
            self.children[place].hits += child.hits
            self.children[place].misses += child.misses
        }
    }
}
