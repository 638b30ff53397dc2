import LarderAdmin

extension State {
    /// After the text of the prompt changed by hand.
    mutating func promptEdited() {
        self.prompt?.edited()
        if let prompt, prompt.purpose == .filter {
            self.setFilter(prompt.input.text)
        }
    }

    /// Enter in the prompt.
    mutating func acceptPrompt() -> [Effect] {
        guard let prompt else { return [] }
        let line = prompt.input.text
        guard prompt.purpose == .command, line.contains(where: { $0 != " " }) else {
            self.prompt = nil
            return []
        }
        do {
            let instruction = try PromptCommand.read(line)
            try self.check(instruction)
            self.prompt = nil
            self.commands.remember(line)
            return self.perform(instruction)
        } catch {
            self.prompt?.complaint = error.text
            return []
        }
    }

    /// What only the state can tell to be wrong.
    private func check(_ instruction: PromptInstruction) throws(PromptError) {
        switch instruction {
        case .sort(let name) where !self.sortNames.contains(name):
            let known = self.sortNames.joined(separator: ", ")
            throw PromptError(text: known.isEmpty ? "there is nothing to sort here" : "no column '\(name)'; there are \(known)")
        case .filter where self.list == nil: throw PromptError(text: "there is nothing to filter here")
        case .theme(let name):
            do {
                _ = try Theme.named(name)
            } catch {
                throw PromptError(text: "\(error)")
            }
        case .purge:
            if case .readOnly(let reason) = self.access {
                throw PromptError(text: "read-only: \(reason)")
            }
        default: break
        }
    }

    private mutating func perform(_ instruction: PromptInstruction) -> [Effect] {
        switch instruction {
        case .show(let view): self.show(view)
        case .inspect(let key): self.inspect(key)
        case .filter(let text): self.setFilter(text)
        case .sort(let name): self.sort(by: name)
        case .purge(let selection): return self.count(selection)
        case .window(let window): self.setWindow(window)
        case .interval(let interval): self.polling.setInterval(interval)
        case .theme(let name): self.setTheme(name)
        case .quit: return [.quit(.quit)]
        }
        return []
    }

    /// Tab: the next of what the typed text can become.
    mutating func complete(_ step: Int) {
        guard var prompt, prompt.purpose == .command else { return }
        let last = prompt.completion
        let candidates = last?.candidates ?? PromptCommand.completions(of: prompt.input.text, self.promptValues)
        guard !candidates.isEmpty else { return }
        let index = last.map { ($0.index + step + candidates.count) % candidates.count } ?? (step > 0 ? 0 : candidates.count - 1)
        prompt.input = TextInput(candidates[index])
        prompt.edited()
        // The only one is done; Tab then goes on behind it.
        if candidates.count > 1 {
            prompt.completion = .init(candidates: candidates, index: index)
        } else if !candidates[0].contains(" ") {
            prompt.input = TextInput(candidates[0] + " ")
        }
        self.prompt = prompt
    }

    /// The arrows: what was typed before.
    mutating func recall(_ step: Int) {
        guard self.prompt?.purpose == .command, !self.commands.lines.isEmpty else { return }
        let index = (self.prompt?.recalled ?? -1) + step
        guard index < self.commands.lines.count else { return }
        self.prompt = Prompt(.command, index < 0 ? "" : self.commands.lines[index])
        self.prompt?.recalled = index < 0 ? nil : index
    }

    private var promptValues: PromptValues {
        PromptValues(
            themes: Theme.builtInNames, routes: self.routeRows.map(\.route), sorts: self.sortNames,
            keys: self.hotRows.prefix(50).map(\.key))
    }
}
