import Foundation
import LarderAdminClient
import LarderTerminal

/// The dashboard on this process's terminal.
public enum Dashboard {
    /// Runs on the calling thread, which must be the process's main one, until the user quits or a signal ends it.
    ///
    /// `TerminalSignals.block()` must have been called before any thread was made. The terminal is as it was afterwards.
    public static func run(_ options: DashboardOptions) throws(DashboardError) -> DashboardExit {
        let mailbox = Mailbox()
        let environment = ProcessInfo.processInfo.environment
        let keys: KeyMap
        do {
            keys = try KeyBindingsFile.load(environment)
        } catch {
            throw .badKeys("\(error)")
        }
        let terminal: Terminal
        do {
            terminal = try Terminal.open(TerminalSettings(environment: environment), wakeup: mailbox.wakeup)
        } catch {
            throw .noTerminal("\(error)")
        }
        defer { terminal.close() }
        let (effects, asked) = AsyncStream.makeStream(of: Effect.self)
        defer { asked.finish() }
        let work = EndpointWork(
            client: AdminClient(options.endpoint, purpose: .dashboard, token: options.token, authority: options.authority),
            mailbox: mailbox)
        // The bridge from the terminal's own thread into concurrency; it ends when the stream does.
        let bridge = Task { await work.run(effects) }
        defer { bridge.cancel() }
        var session = Session(
            options, keys: keys, remembered: RememberedFile(environment: environment), terminal: terminal, mailbox: mailbox)
        return session.run { asked.yield($0) }
    }
}

/// The loop: waits, lets the state take in what happened, does what it wants, and shows it.
private struct Session {
    private let start = ContinuousClock.now
    private let terminal: Terminal
    private let mailbox: Mailbox
    private let glyphs: DashboardOptions.Glyphs
    private var state: State
    private var lastFrame: Frame?
    private var lastTheme: Theme?
    private var themeWatch: ThemeWatch?
    private let rememberedFile: RememberedFile?
    private var saved: Remembered

    init(
        _ options: DashboardOptions, keys: KeyMap, remembered file: RememberedFile?, terminal: Terminal, mailbox: Mailbox
    ) {
        self.terminal = terminal
        self.mailbox = mailbox
        self.themeWatch = options.themeFile.map(ThemeWatch.init(file:))
        self.glyphs = terminal.takesUnicode ? options.glyphs : .ascii
        let kept = file?.load()
        self.state = State(
            source: "\(options.endpoint)", access: options.access, theme: options.theme ?? Theme.remembered(kept?.remembered),
            interval: options.interval, size: terminal.size, now: Moment(since: self.start))
        self.state.keys = keys
        self.state.window = options.window
        self.state.mouse = options.mouse
        self.rememberedFile = file
        self.saved = kept?.remembered ?? Remembered()
        self.state.restore(self.saved)
        if let complaint = kept?.complaint {
            self.state.report(complaint, .warning)
        }
        terminal.mouse = options.mouse
        self.state.operatorName = ProcessInfo.processInfo.environment["USER"].flatMap { $0.isEmpty ? nil : String($0.prefix(50)) }
    }

    mutating func run(ask: (Effect) -> Void) -> DashboardExit {
        // The first frame comes before the first answer.
        self.show()
        var events: [Event] = [.tick]
        var isTick = false
        while true {
            for event in events {
                for effect in self.state.update(event, at: Moment(since: self.start)) {
                    switch effect {
                    case .quit(let exit): return exit
                    case .suspend: self.suspend()
                    case .copy(let text): self.mailbox.post(.copied(text, self.terminal.copy(text)))
                    case .export(let export): self.mailbox.post(.exported(export, self.written(export)))
                    case .poll, .ask, .dryRun, .purge, .undo: ask(effect)
                    }
                }
            }
            self.save()
            self.terminal.mouse = self.state.mouse
            if !isTick || !self.state.awaitsAnswer {
                self.show()
            }
            events = []
            for happened in self.terminal.events(within: self.state.nextTick) {
                switch happened {
                case .key(let key): events.append(.key(key))
                case .paste(let text): events.append(.paste(text))
                case .mouse(let mouse): events.append(.mouse(mouse))
                case .resized(let size): events.append(.resized(size))
                case .woken: events += self.mailbox.take()
                case .hangUp, .signal(.hangUp): return .hungUp
                case .signal(.terminate): return .terminated
                case .signal(.interrupt): return .interrupted
                case .signal(.suspend): self.suspend()
                case .signal(.resume): self.repaint()
                case .signal(.resize): break
                }
            }
            if let saved = self.themeWatch?.saved() {
                events.append(.themeSaved(saved))
            }
            isTick = events.isEmpty
            if isTick {
                events = [.tick]
            }
        }
    }

    private func written(_ export: Export) -> Result<String, ExportError> {
        do {
            return .success(try ExportFile.write(export, in: FileManager.default.currentDirectoryPath))
        } catch {
            return .failure(error)
        }
    }

    private mutating func save() {
        guard let file = self.rememberedFile, self.state.remembered != self.saved else { return }
        self.saved = self.state.remembered
        do {
            try file.save(self.saved)
        } catch {
            self.state.report("theme, window and order cannot be kept in \(file.path)", .warning)
        }
    }

    /// Draws where something differs from what is shown.
    private mutating func show() {
        var frame = self.state.draw()
        if self.glyphs == .ascii {
            frame = frame.transliterated()
        }
        guard frame != self.lastFrame || self.state.theme != self.lastTheme else { return }
        self.lastFrame = frame
        self.lastTheme = self.state.theme
        let (theme, depth) = (self.state.theme, self.terminal.depth)
        self.terminal.draw(frame) { role, backdrop in theme.style(role, over: backdrop, at: depth) }
    }

    private mutating func suspend() {
        self.terminal.suspend()
        self.repaint()
    }

    /// Something else may have written to the screen, or changed its size.
    private mutating func repaint() {
        self.terminal.resume()
        self.mailbox.post(.resized(self.terminal.size))
        self.lastFrame = nil
    }
}

extension Moment {
    fileprivate init(since start: ContinuousClock.Instant) {
        let wall = Date()
        self.init(
            elapsed: ContinuousClock.now - start, wall: wall, utcOffsetSeconds: TimeZone.current.secondsFromGMT(for: wall))
    }
}
