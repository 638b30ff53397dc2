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
            SelectionForm(
                kind: .pattern, text: filter.contains("*") && !filter.hasPrefix("!") ? filter : "", at: self.now.elapsed))
    }

    mutating func changeKind(_ step: Int) {
        guard case .choosing(var form) = self.overlay else { return }
        form.changeKind(step, at: self.now.elapsed)
        self.overlay = .choosing(form)
    }

    /// Counts what is being typed, once typing rests.
    mutating func countWhatIsTyped() -> [Effect] {
        guard case .choosing(var form) = self.overlay, let due = form.due, due <= self.now.elapsed,
            let selection = form.selection
        else { return [] }
        self.tickets += 1
        form.count = .asked(ticket: self.tickets)
        self.overlay = .choosing(form)
        return [.dryRun(InvalidationRequest(select: selection, mode: .soft, dryRun: true), ticket: self.tickets)]
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
        if case .failure(let error) = result {
            self.learnAccess(from: error)
        }
        switch self.overlay {
        case .purge(var dialog) where dialog.ticket == ticket && dialog.step == .counting:
            switch result {
            case .success(let found):
                let stake = HitsAtStake(found, of: self.figures?.snapshot.rates["10s"])
                dialog.step = .proposed(Proposal(found, isProduction: dialog.instance.isProduction, stake: stake))
            case .failure(let error): dialog.step = .failed(PurgeFailure(error, of: .count))
            }
            self.overlay = .purge(dialog)
        case .choosing(var form) where form.count == .asked(ticket: ticket):
            switch result {
            case .success(let found): form.count = .found(found)
            case .failure(let error): form.count = .failed("\(error)")
            }
            self.overlay = .choosing(form)
        case .purge, .choosing, .help, .details, nil: return
        }
    }

    /// A token that may not purge is not asked to a second time.
    private mutating func learnAccess(from error: AdminClientError) {
        guard case .refused(let problem) = error, problem.status == 403, self.access == .readWrite else { return }
        self.access = .readOnly(reason: "this token may not purge; that takes one with the role purge (--token-file)")
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
        case .reason:
            self.moveDialogFocus(1)
            return []
        case .field, .purge:
            return proposal.isConfirmed(instanceName: dialog.instance.name) ? self.send(dialog, proposal) : []
        }
    }

    private mutating func send(_ dialog: PurgeDialog, _ proposal: Proposal) -> [Effect] {
        var dialog = dialog
        dialog.step = .sending(proposal, since: self.now.elapsed)
        self.overlay = .purge(dialog)
        let reason = proposal.reason?.text.trimmingCharacters(in: .whitespaces) ?? ""
        let request = InvalidationRequest(
            select: dialog.selection, mode: dialog.mode, reason: reason.isEmpty ? nil : reason, operator: self.operatorName,
            expectAtMost: proposal.expectAtMost)
        return [.purge(request, ticket: dialog.ticket)]
    }

    /// The answer counts whether or not its dialog is still open.
    mutating func purged(
        _ result: Result<InvalidationResult, AdminClientError>, _ request: InvalidationRequest, ticket: Int
    ) -> [Effect] {
        self.polling.askSoon(at: self.now.elapsed)
        self.refreshView()
        switch result {
        case .success(let done):
            self.relistEntries()
            self.purged(done, request.select)
            self.close(ticket)
            return []
        case .failure(let error):
            return self.purgeFailed(error, request, ticket: ticket)
        }
    }

    private mutating func purged(_ done: InvalidationResult, _ selection: Selection) {
        let what = selection.label
        self.unmark(selection)
        guard done.matched > 0 else {
            self.report("nothing matched \(what) any more, nothing was purged", .warning)
            self.record("\(done.mode.rawValue)-purge \(what) hit nothing", .warning)
            return
        }
        let entries = done.matched == 1 ? "" : " (\(FigureFormat.count(done.matched)) entries)"
        let line = "✓ \(done.mode.rawValue)-purged \(what)\(entries)"
        self.report(line, .ok)
        self.record("\(done.mode.rawValue)-purge \(what)\(entries) ok", .ok)
        self.undoable = nil
        if done.mode == .soft, let id = done.id, let until = done.undoUntil {
            let left = Duration.seconds(min(max(until.timeIntervalSince(done.at), 0), 86_400))
            self.undoable = Undoable(id: id, what: what, done: line, until: self.now.elapsed + left)
        }
        let listed = (self.keySpace.entries?.rows ?? []).map { ($0.key, $0.state) }
        let seen = (self.figures?.snapshot.hotKeys ?? []).map { ($0.key, $0.state) } + listed
        self.refills.begin(done, selection, seen: seen, at: self.now.elapsed)
    }

    /// What was purged is no longer marked; other marks were made for something else.
    private mutating func unmark(_ selection: Selection) {
        switch selection {
        case .keys(let keys): self.marked.subtract(keys)
        case .key(let key): self.marked.remove(key)
        case .url, .pattern, .tag, .tags, .route, .all: break
        }
    }

    private mutating func purgeFailed(
        _ error: AdminClientError, _ request: InvalidationRequest, ticket: Int
    ) -> [Effect] {
        let what = request.select.label
        let failure = PurgeFailure(error, of: .purge)
        self.learnAccess(from: error)
        self.report("✗ purge of \(what): \(error); \(failure.advice)", .danger)
        self.record("purge \(what) failed: \(error)", .danger)
        guard case .purge(var dialog) = self.overlay, dialog.ticket == ticket else { return [] }
        guard case .refused(let problem) = error, problem.status == 409 else {
            self.overlay = .purge(dialog.failed(failure))
            return []
        }
        // More than was agreed to: it is counted and asked again.
        self.tickets += 1
        dialog.ticket = self.tickets
        dialog.exceeded = request.expectAtMost
        dialog.step = .counting
        self.overlay = .purge(dialog)
        return [.dryRun(InvalidationRequest(select: dialog.selection, mode: dialog.mode, dryRun: true), ticket: dialog.ticket)]
    }

    private mutating func close(_ ticket: Int) {
        if case .purge(let dialog) = self.overlay, dialog.ticket == ticket {
            self.overlay = nil
        }
    }

    /// `u`
    mutating func undo() -> [Effect] {
        guard let undoable, !undoable.isAsked else {
            let isAsked = self.undoable != nil
            self.report(
                isAsked ? "the undo is on its way" : "nothing to undo: only the last soft purge can be taken back, for a while",
                .warning)
            return []
        }
        return self.takeBack(undoable.id, undoable.what)
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
        return self.takeBack(past.id, past.select.label)
    }

    private mutating func takeBack(_ id: String, _ what: String) -> [Effect] {
        if self.undoable?.id == id {
            self.undoable?.isAsked = true
        }
        self.report("taking back \(what)…", .info)
        return [.undo(Event.Undo(id: id, what: what))]
    }

    mutating func undone(_ result: Result<UndoResult, AdminClientError>, _ undo: Event.Undo) {
        switch result {
        case .success(let done):
            let entries = done.restored == 1 ? "1 entry" : "\(FigureFormat.count(done.restored)) entries"
            self.report("✓ taken back: \(undo.what), \(entries) restored", .ok)
            self.record("undo \(undo.what), \(entries) ok", .ok)
            self.relistEntries()
            self.refills.undone(undo.id)
            self.forget(undo)
        case .failure(let error):
            self.learnAccess(from: error)
            let failure = PurgeFailure(error, of: .undo)
            self.report("✗ undo of \(undo.what): \(error); \(failure.advice)", .danger)
            self.record("undo \(undo.what) failed: \(error)", .danger)
            switch error {
            case .problem(let problem) where problem.status < 500: self.forget(undo)
            case .refused(let problem) where problem.status == 409: self.forget(undo)
            default:
                // It may still be possible.
                if self.undoable?.id == undo.id {
                    self.undoable?.isAsked = false
                }
            }
        }
        self.polling.askSoon(at: self.now.elapsed)
        self.refreshView()
    }

    private mutating func forget(_ undo: Event.Undo) {
        if self.undoable?.id == undo.id {
            self.undoable = nil
        }
    }
}
