import Foundation
import LarderAdmin
import LarderAdminClient

extension State {
    /// `x`: the prefix under the cursor, the marked keys, or the one key.
    mutating func proposeInvalidation() -> [Effect] {
        if self.list == .tree, let child = self.currentChild, !child.leaf {
            return self.count(.pattern(KeyFilter.escaped(child.prefix) + "*"))
        }
        let marked = self.view == .inspect ? [] : self.marked.sorted()
        if marked.count > 1 {
            return self.count(.keys(marked))
        }
        guard let key = marked.first ?? self.currentKey else {
            self.report("no key is under the cursor; go to the hot keys, or press X for a pattern", .warning)
            return []
        }
        return self.count(.key(key))
    }

    /// `X`: asks what to select first.
    mutating func chooseSelection() {
        guard self.figures != nil else { return self.reportNoSource() }
        let filter = self.filterText
        self.overlay = .choosing(
            SelectionForm(kind: .pattern, input: TextInput(filter.contains("*") && !filter.hasPrefix("!") ? filter : "")))
    }

    mutating func changeKind(_ step: Int) {
        guard case .choosing(var form) = self.overlay else { return }
        let all = SelectionForm.Kind.allCases
        let index = all.firstIndex(of: form.kind) ?? 0
        form.kind = all[(index + step + all.count) % all.count]
        self.overlay = .choosing(form)
    }

    mutating func count(_ form: SelectionForm) -> [Effect] {
        form.selection.map { self.count($0) } ?? []
    }

    private mutating func reportNoSource() {
        self.report("nothing can be invalidated before the source has answered", .warning)
    }

    mutating func count(_ selection: Selection) -> [Effect] {
        guard let instance = self.figures?.snapshot.instance else {
            self.reportNoSource()
            return []
        }
        self.tickets += 1
        let dialog = PurgeDialog(selection: selection, ticket: self.tickets, instance: instance)
        self.overlay = .purge(dialog)
        return [.dryRun(InvalidationRequest(select: selection, mode: dialog.mode, dryRun: true), ticket: dialog.ticket)]
    }

    mutating func counted(_ result: Result<InvalidationResult, AdminClientError>, ticket: Int) {
        guard case .purge(var dialog) = self.overlay, dialog.ticket == ticket, dialog.step == .counting else { return }
        switch result {
        case .success(let found): dialog.step = .proposed(Proposal(found, isProduction: dialog.instance.isProduction))
        case .failure(let error): dialog.step = .failed("\(error)")
        }
        self.overlay = .purge(dialog)
    }

    mutating func changeMode() {
        guard case .purge(var dialog) = self.overlay, case .proposed(let proposal) = dialog.step,
            proposal.confirmation != .nothingToDo
        else { return }
        dialog.mode = dialog.mode == .soft ? .hard : .soft
        self.overlay = .purge(dialog)
    }

    mutating func moveDialogFocus(_ step: Int) {
        guard case .purge(var dialog) = self.overlay, case .proposed(var proposal) = dialog.step else { return }
        proposal.moveFocus(step)
        dialog.step = .proposed(proposal)
        self.overlay = .purge(dialog)
    }

    /// `y`, where one key is to go.
    mutating func confirmOne() -> [Effect] {
        guard case .purge(let dialog) = self.overlay, case .proposed(let proposal) = dialog.step,
            proposal.confirmation == .keyPress
        else { return [] }
        return self.send(dialog, proposal)
    }

    /// Enter presses what has the focus, and nothing else.
    mutating func pressFocused() -> [Effect] {
        guard case .purge(let dialog) = self.overlay else { return [] }
        guard case .proposed(let proposal) = dialog.step else {
            if case .failed = dialog.step {
                self.overlay = nil
            }
            return []
        }
        switch proposal.focus {
        case .cancel:
            self.overlay = nil
            return []
        case .mode:
            self.changeMode()
            return []
        case .field, .purge:
            return proposal.isConfirmed(instanceName: dialog.instance.name) ? self.send(dialog, proposal) : []
        }
    }

    private mutating func send(_ dialog: PurgeDialog, _ proposal: Proposal) -> [Effect] {
        var dialog = dialog
        dialog.step = .sending(proposal)
        self.overlay = .purge(dialog)
        let request = InvalidationRequest(
            select: dialog.selection, mode: dialog.mode, reason: "from the dashboard", expectAtMost: proposal.expectAtMost)
        return [.purge(request, ticket: dialog.ticket)]
    }

    /// The answer counts whether or not its dialog is still open.
    mutating func purged(
        _ result: Result<InvalidationResult, AdminClientError>, _ request: InvalidationRequest, ticket: Int
    ) -> [Effect] {
        let what = request.select.label
        switch result {
        case .success(let done):
            self.close(ticket)
            self.marked = []
            let entries = done.matched == 1 ? "" : " (\(FigureFormat.count(done.matched)) entries)"
            if done.matched == 0 {
                self.report("nothing matched \(what) any more", .warning)
            } else {
                self.report("✓ \(done.mode.rawValue)-purged \(what)\(entries)", .ok)
            }
            self.record("\(done.mode.rawValue)-purge \(what)\(entries) ok", .ok)
            self.undoable = nil
            if done.mode == .soft, done.matched > 0, let id = done.id, let until = done.undoUntil {
                let left = Duration.seconds(until.timeIntervalSince(done.at))
                self.undoable = Undoable(id: id, what: what, until: self.now.elapsed + left)
            }
        case .failure(let error):
            if case .purge(let dialog) = self.overlay, dialog.ticket == ticket {
                self.overlay = .purge(dialog.failed("\(error)"))
            }
            self.report("✗ \(what) was not purged: \(error)", .danger)
            self.record("purge \(what) failed: \(error)", .danger)
        }
        self.polling.askSoon(at: self.now.elapsed)
        self.refreshView()
        return []
    }

    private mutating func close(_ ticket: Int) {
        if case .purge(let dialog) = self.overlay, dialog.ticket == ticket {
            self.overlay = nil
        }
    }

    /// `u`
    mutating func undo() -> [Effect] {
        guard let undoable else {
            self.report("nothing to undo: only the last soft purge can be taken back, for a while", .warning)
            return []
        }
        self.undoable = nil
        self.report("taking back \(undoable.what)…", .info)
        return [.undo(Event.Undo(id: undoable.id, what: undoable.what))]
    }

    /// `u` in the audit.
    mutating func undoSelected() -> [Effect] {
        guard let past = self.currentPastInvalidation else {
            self.report("no purge is under the cursor", .warning)
            return []
        }
        if let obstacle = past.undoing(at: self.serverNow).obstacle {
            self.report("\(past.id) cannot be taken back: \(obstacle)", .warning)
            return []
        }
        let what = past.select.label
        if self.undoable?.id == past.id {
            self.undoable = nil
        }
        self.report("taking back \(what)…", .info)
        return [.undo(Event.Undo(id: past.id, what: what))]
    }

    mutating func undone(_ result: Result<UndoResult, AdminClientError>, _ undo: Event.Undo) -> [Effect] {
        switch result {
        case .success(let done):
            let entries = done.restored == 1 ? "1 entry" : "\(FigureFormat.count(done.restored)) entries"
            self.report("✓ taken back: \(undo.what), \(entries) restored", .ok)
            self.record("undo \(undo.what), \(entries) ok", .ok)
        case .failure(let error):
            self.report("✗ \(undo.what) was not taken back: \(error)", .danger)
            self.record("undo \(undo.what) failed: \(error)", .danger)
        }
        self.polling.askSoon(at: self.now.elapsed)
        self.refreshView()
        return []
    }
}

extension PurgeDialog {
    /// True where letters go into the text field.
    var isTyping: Bool {
        guard case .proposed(let proposal) = self.step, case .typed = proposal.confirmation else { return false }
        return proposal.focus == .field
    }

    func failed(_ reason: String) -> PurgeDialog {
        var dialog = self
        dialog.step = .failed(reason)
        return dialog
    }

    func typing(_ change: (inout TextInput) -> Void) -> PurgeDialog {
        guard self.isTyping, case .proposed(var proposal) = self.step, case .typed(var input) = proposal.confirmation else {
            return self
        }
        change(&input)
        proposal.confirmation = .typed(input)
        var dialog = self
        dialog.step = .proposed(proposal)
        return dialog
    }
}
