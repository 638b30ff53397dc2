import LarderAdmin
import LarderTerminal

extension State {
    /// Which part of the key table counts.
    var context: Binding.Context {
        switch self.overlay {
        case nil: self.filterInput == nil ? .overview : .filtering
        case .help, .entry: .reading
        case .choosing: .choosing
        case .purge(let dialog): dialog.isTyping ? .typing : .confirming
        }
    }

    mutating func press(_ key: Key) -> [Effect] {
        let context = self.context
        if let command = KeyMap.standard.command(for: key, in: context) {
            return self.perform(command)
        }
        self.type(key)
        return []
    }

    private mutating func type(_ key: Key) {
        switch self.overlay {
        case nil:
            if self.filterInput?.take(key) == true {
                self.applyFilter()
            }
        case .choosing(var form):
            if form.kind != .all, form.input.take(key) {
                self.overlay = .choosing(form)
            }
        case .purge(let dialog): self.overlay = .purge(dialog.typing { input in _ = input.take(key) })
        case .help, .entry: break
        }
    }

    /// Pasted text is text: never a command.
    mutating func paste(_ text: String) {
        switch self.overlay {
        case nil:
            self.filterInput?.paste(text)
            if self.filterInput != nil {
                self.applyFilter()
            }
        case .choosing(var form):
            if form.kind != .all {
                form.input.paste(text)
                self.overlay = .choosing(form)
            }
        case .purge(let dialog): self.overlay = .purge(dialog.typing { input in input.paste(text) })
        case .help, .entry: break
        }
    }

    private mutating func perform(_ command: Command) -> [Effect] {
        if command.isDestructive, case .readOnly(let reason) = self.access {
            self.report("read-only: \(reason)", .readonly)
            return []
        }
        switch command {
        case .quit: return [.quit(.quit)]
        case .interrupt: return [.quit(.interrupted)]
        case .suspend: return [.suspend]
        case .help: self.toggleHelp()
        case .back: self.back()

        case .up: self.move(by: -1)
        case .down: self.move(by: 1)
        case .pageUp: self.move(by: -self.page)
        case .pageDown: self.move(by: self.page)
        case .top: self.move(by: -.max / 2)
        case .bottom: self.move(by: .max / 2)
        case .scrollUp: self.scroll(by: -self.page / 2)
        case .scrollDown: self.scroll(by: self.page / 2)

        case .nextPanel: self.moveFocus(1)
        case .previousPanel: self.moveFocus(-1)
        case .expand: self.isExpanded.toggle()
        case .details: return self.inspect()

        case .filter: self.filterInput = TextInput(self.hot.filter.text)
        case .sort: self.changeSort()
        case .reverse: self.hot.isReversed.toggle()
        case .pause: self.frozen = self.isPaused ? nil : self.figures
        case .follow: self.follow()
        case .shorterWindow: self.changeWindow(-1)
        case .longerWindow: self.changeWindow(1)
        case .faster: self.polling.changeInterval(-1)
        case .slower: self.polling.changeInterval(1)
        case .theme: self.nextTheme()

        case .mark: self.toggleMark()
        case .invalidate: return self.proposeInvalidation()
        case .selectAndInvalidate: self.chooseSelection()
        case .undo: return self.undo()

        case .accept: return self.accept()
        case .confirmOne: return self.confirmOne()
        case .changeMode: self.changeMode()
        case .nextField: self.moveDialogFocus(1)
        case .previousField: self.moveDialogFocus(-1)
        case .nextKind: self.changeKind(1)
        case .previousKind: self.changeKind(-1)
        }
        return []
    }

    private mutating func toggleHelp() {
        if case .help = self.overlay {
            self.overlay = nil
        } else {
            self.overlay = .help(scroll: 0)
        }
    }

    /// One step back: what lies on top, then what was expanded, filtered or marked.
    private mutating func back() {
        if self.overlay != nil {
            self.overlay = nil
        } else if self.filterInput != nil {
            self.filterInput = nil
            self.hot.filter = KeyFilter("")
        } else if self.isExpanded {
            self.isExpanded = false
        } else if !self.hot.filter.isEmpty {
            self.hot.filter = KeyFilter("")
        } else {
            self.hot.marked = []
        }
    }

    private mutating func accept() -> [Effect] {
        switch self.overlay {
        case nil:
            self.filterInput = nil
            return []
        case .choosing(let form): return self.count(form)
        case .purge: return self.pressFocused()
        case .help, .entry: return []
        }
    }

    private mutating func applyFilter() {
        self.hot.filter = KeyFilter(self.filterInput?.text ?? "")
        self.hot.top = 0
        self.hot.cursor = .top
    }
}
