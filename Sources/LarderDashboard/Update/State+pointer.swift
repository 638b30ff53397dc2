import LarderTerminal

extension State {
    private static let wheelStep = 3

    mutating func point(_ mouse: Mouse) -> [Effect] {
        switch mouse.action {
        case .press(.left): return self.click(mouse)
        case .drag(.left): self.scrub(to: mouse)
        case .release(.left): self.pointer.isScrubbing = false
        case .wheelUp: self.wheel(-Self.wheelStep, mouse)
        case .wheelDown: self.wheel(Self.wheelStep, mouse)
        case .press, .drag, .release: break
        }
        return []
    }

    private mutating func click(_ mouse: Mouse) -> [Effect] {
        let isDouble = self.pointer.isDoubleClick(mouse, at: self.now.elapsed)
        self.pointer.isScrubbing = false
        switch self.target(x: mouse.x, y: mouse.y) {
        case .command(let command): return self.isConfirming(command) ? [] : self.perform(command)
        case .viewName: self.showNextView()
        case .row(let index): self.click(row: index, isDouble: isDouble)
        case .panel(let panel): self.focus = panel
        case .graph:
            self.focus = Layout(for: self).panels[.traffic] == nil ? self.focus : .traffic
            self.pointer.isScrubbing = true
            if self.isPaused {
                self.scrub(to: mouse)
            }
        case nil: break
        }
        return []
    }

    /// The second click on `x` in the footer must not land on what purges: that is for the keyboard.
    private mutating func isConfirming(_ command: Command) -> Bool {
        guard case .purge = self.overlay, command == .accept || command == .confirmOne else { return false }
        self.report("a purge is confirmed with the keyboard", .info)
        return true
    }

    /// A double click opens what its first half put the cursor on, wherever that row went meanwhile.
    private mutating func click(row index: Int, isDouble: Bool) {
        let isOther = self.view == .overview && self.focus != .hotKeys
        if self.view == .overview {
            self.focus = .hotKeys
        }
        guard isDouble || (index == self.cursorIndex && !isOther) else {
            self.applyToList(.select(index))
            return
        }
        if self.view == .keys {
            self.openKeySpaceRow()
        } else {
            self.showDetails()
        }
    }

    private mutating func showNextView() {
        let all = ViewName.allCases
        var index = (all.firstIndex(of: self.view) ?? 0) + 1
        if all[index % all.count] == .inspect, self.inspected == nil, self.currentKey == nil {
            index += 1
        }
        self.show(all[index % all.count])
    }

    /// The graph's cursor follows the pointer while the button is held, and holds the screen still.
    private mutating func scrub(to mouse: Mouse) {
        guard self.pointer.isScrubbing else { return }
        if !self.isPaused {
            self.togglePause()
        }
        let (plot, window) = (Layout(for: self).plot, self.window)
        self.pause?.place(at: mouse.x - plot.x, of: plot.columns, window: window)
    }

    private mutating func wheel(_ step: Int, _ mouse: Mouse) {
        switch self.overlay {
        case .choosing, .purge: return
        case .help, .details: self.move(by: step)
        case nil:
            if self.view != .overview {
                self.scroll(by: step)
            } else if let panel = self.panel(x: mouse.x, y: mouse.y, Layout(for: self)) {
                self.scroll(panel, by: step)
            }
        }
    }

    mutating func toggleMouse() {
        self.mouse = self.mouse == .captured ? .released : .captured
        let key = self.keys.name(of: .mouse)
        self.report(
            self.mouse == .captured
                ? "the mouse is the dashboard's; \(key) gives it back"
                : "the mouse is the terminal's and selects text; \(key) takes it again", .info)
    }
}
