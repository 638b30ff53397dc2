import LarderAdmin
import LarderTerminal

extension State {
    /// Which part of the key table counts.
    var context: Binding.Context {
        switch self.overlay {
        case nil: self.prompt?.context ?? self.view.context
        case .help, .details: .reading
        case .choosing: .choosing
        case .purge(let dialog): dialog.context
        }
    }

    mutating func press(_ key: Key) -> [Effect] {
        let context = self.context
        if let command = self.keys.command(for: key, in: context) {
            return self.perform(command)
        }
        self.type(key)
        return []
    }

    private mutating func type(_ key: Key) {
        switch self.overlay {
        case nil:
            if self.prompt?.input.take(key) == true {
                self.promptEdited()
            }
        case .choosing(var form):
            form.type(at: self.now.elapsed) { input in _ = input.take(key) }
            self.overlay = .choosing(form)
        case .purge(let dialog): self.overlay = .purge(dialog.typing { input in _ = input.take(key) })
        case .help, .details: break
        }
    }

    /// Pasted text is text: never a command.
    mutating func paste(_ text: String) {
        switch self.overlay {
        case nil:
            if self.prompt != nil {
                self.prompt?.input.paste(text)
                self.promptEdited()
            }
        case .choosing(var form):
            form.type(at: self.now.elapsed) { input in input.paste(text) }
            self.overlay = .choosing(form)
        case .purge(let dialog): self.overlay = .purge(dialog.typing { input in input.paste(text) })
        case .help, .details: break
        }
    }

    mutating func perform(_ command: Command) -> [Effect] {
        if command.isDestructive, self.isRefusedAsReadOnly() {
            return []
        }
        if command.isDestructive || (command.isOfDialogs && self.isAskedToPurge), Layout(for: self).kind == .line {
            self.report("the screen is too small to ask", .warning)
            return []
        }
        if let view = command.view {
            self.show(view)
            return []
        }
        switch command {
        case .quit: return [.quit(.quit)]
        case .interrupt: return [.quit(.interrupted)]
        case .suspend: return [.suspend]
        case .help: self.toggleHelp()
        case .back: self.back()
        case .prompt: self.prompt = Prompt(.command)

        case .up: self.move(by: -1)
        case .down: self.move(by: 1)
        case .pageUp: self.move(by: -self.page)
        case .pageDown: self.move(by: self.page)
        case .top: self.move(by: -.max / 2)
        case .bottom: self.move(by: .max / 2)
        case .scrollUp: self.scroll(by: -max(1, self.page / 2))
        case .scrollDown: self.scroll(by: max(1, self.page / 2))

        case .nextPanel: self.moveFocus(1)
        case .previousPanel: self.moveFocus(-1)
        case .expand: self.isExpanded.toggle()
        case .details: self.showDetails()
        case .open: self.openKeySpaceRow()
        case .ascend: self.ascend()

        case .filter: self.prompt = Prompt(.filter, self.filterText)
        case .sort: self.applyToList(.sort)
        case .reverse: self.applyToList(.reverse)
        case .follow: self.follow()
        case .eventKind: self.changeEventKind()
        case .faster: self.polling.changeInterval(-1)
        case .slower: self.polling.changeInterval(1)
        case .theme: self.nextTheme()

        case .pause: self.togglePause()
        case .earlier: self.scrub(by: -1)
        case .later: self.scrub(by: 1)
        case .shorterWindow: self.changeWindow(-1)
        case .longerWindow: self.changeWindow(1)
        case .graph: self.nextGraph()
        case .scale: self.scale = self.scale == .linear ? .logarithmic : .linear

        case .copy: return self.copy()
        case .export: return self.export()
        case .mouse: self.toggleMouse()

        case .mark: self.toggleMark()
        case .invalidate: return self.proposeInvalidation()
        case .selectAndInvalidate: self.chooseSelection()
        case .undo: return self.undo()
        case .undoSelected: return self.undoSelected()

        case .accept: return self.accept()
        case .confirmOne: return self.confirmOne()
        case .changeMode: self.changeMode()
        case .nextField: self.moveDialogFocus(1)
        case .previousField: self.moveDialogFocus(-1)
        case .nextKind: self.changeKind(1)
        case .previousKind: self.changeKind(-1)
        case .complete: self.complete(1)
        case .completeBackwards: self.complete(-1)
        case .recallEarlier: self.recall(1)
        case .recallLater: self.recall(-1)

        case .overview, .keys, .inspect, .events, .routes, .backends, .audit: break
        }
        return []
    }

    private var isAskedToPurge: Bool {
        switch self.overlay {
        case .choosing, .purge: true
        case .help, .details, nil: false
        }
    }

    /// True where nothing may be changed; says so.
    mutating func isRefusedAsReadOnly() -> Bool {
        guard case .readOnly(let reason) = self.access else { return false }
        self.report("read-only: \(reason)", .readonly)
        return true
    }

    private mutating func toggleHelp() {
        if case .help = self.overlay {
            self.overlay = nil
        } else {
            self.overlay = .help(scroll: 0)
        }
    }

    private mutating func accept() -> [Effect] {
        switch self.overlay {
        case nil: return self.acceptPrompt()
        case .choosing(let form): return self.count(form)
        case .purge: return self.pressFocused()
        case .help, .details: return []
        }
    }
}

extension ViewName {
    var context: Binding.Context {
        switch self {
        case .overview: .overview
        case .keys: .keys
        case .inspect: .inspect
        case .events: .events
        case .routes: .routes
        case .backends: .backends
        case .audit: .audit
        }
    }
}

extension PurgeDialog {
    fileprivate var context: Binding.Context {
        guard case .proposed(let proposal) = self.step else { return .waiting }
        switch proposal.confirmation {
        case .nothingToDo: return .waiting
        case .keyPress: return .confirming
        case .typed: return self.isTyping ? .typing : .pressing
        }
    }
}

extension Prompt {
    fileprivate var context: Binding.Context {
        switch self.purpose {
        case .filter: .filtering
        case .command: .commanding
        }
    }
}
