import LarderAdmin

extension State {
    /// Goes to a view; Esc leads back.
    mutating func show(_ view: ViewName) {
        if view == .inspect, let key = self.view == .inspect ? nil : self.currentKey {
            self.inspect(key)
            return
        }
        if view == .inspect, self.inspected == nil {
            self.report("no key to inspect yet: put the cursor on one and press Enter", .warning)
            return
        }
        self.enter(view)
    }

    /// The details of one key.
    mutating func inspect(_ key: String) {
        if self.inspected?.key != key {
            self.inspected = InspectState(key: key)
        }
        self.enter(.inspect)
    }

    private mutating func enter(_ view: ViewName) {
        guard view != self.view else { return }
        self.trail.removeAll { $0 == view }
        self.trail.append(self.view)
        self.arrive(at: view)
    }

    private mutating func arrive(at view: ViewName) {
        self.view = view
        // What it shows may not have been asked for in a while.
        self.polling.askSoon(at: self.now.elapsed)
        self.refreshView()
    }

    /// Asks anew for what the view shows beside the poll.
    mutating func refreshView() {
        switch self.view {
        case .keys: self.refreshKeySpace()
        case .inspect: self.inspected?.inquiry.restart()
        case .audit: self.audit.inquiry.restart()
        case .overview, .events, .routes, .backends: break
        }
    }

    /// One step back: what lies on top, then what narrows the list, then the view.
    mutating func back() {
        if self.overlay != nil {
            self.overlay = nil
        } else if let prompt {
            self.prompt = nil
            if prompt.purpose == .filter {
                self.setFilter("")
            }
        } else if self.pause?.cursor != nil, self.view == .overview {
            self.pause?.cursor = nil
        } else if self.isExpanded, self.view == .overview {
            self.isExpanded = false
        } else if !self.filterText.isEmpty {
            self.setFilter("")
        } else if self.view == .events, self.eventKind != .all {
            self.eventKind = .all
        } else if !self.marked.isEmpty, Binding.keyLists.contains(self.view.context) {
            self.marked = []
        } else if self.view == .keys, self.canAscend {
            self.ascend()
        } else if let previous = self.trail.popLast() {
            self.arrive(at: previous)
        }
    }

    /// Enter on a row.
    mutating func showDetails() {
        if let key = self.currentKey {
            self.inspect(key)
        } else if !self.rowDetails.isEmpty {
            self.overlay = .details(scroll: 0)
        }
    }
}
