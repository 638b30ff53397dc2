/// Turns the bytes of a terminal into keys, mouse actions and pastes (ECMA-48 §5.4, xterm's control sequences).
///
/// Terminals disagree with their descriptions, and a modified key may come as a sequence nobody described. The letters of a
/// sequence must never count as keys of their own: one of them might purge. So a sequence that is broken off, too long or
/// unknown means nothing, and one that a slow connection split after its escape is put together again.
///
/// Time comes in as an argument, in any monotonic measure.
struct InputParser: Sendable, Equatable {
    /// How long an escape may be the beginning of a sequence before it is the key of that name.
    static let escapeDelay = Duration.milliseconds(50)
    /// How long any other beginning is waited for.
    static let sequenceDelay = Duration.seconds(1)
    /// A paste whose end is lost ends so long after its last byte.
    static let pasteDelay = Duration.seconds(2)
    /// For so long after an escape became a key a read may still bring the rest of its sequence.
    static let lateTail = Duration.milliseconds(300)
    private static let interrupt: UInt8 = 0x03
    /// Bytes of parameters; those of a longer sequence are not kept.
    private static let parameterLimit = 64

    private enum State: Sendable, Equatable {
        case ground
        case escape
        /// After `ESC [`.
        case control(parameters: [UInt8])
        /// After `ESC [ [`, as the Linux console names its function keys.
        case consoleFunction
        /// After `ESC [ M`, which three bytes follow: xterm's oldest mouse encoding.
        case oldMouse([UInt8])
        /// After `ESC O`.
        case singleShift
        /// A terminal's answer, up to `BEL` or `ESC \`.
        case string(sawEscape: Bool)
        case paste(PastedText)
        /// A sequence inside a paste: its end, or nothing.
        case pasteControl(PastedText, [UInt8])
    }

    private var state = State.ground
    private var utf8 = UTF8Assembler()
    private var lastByte = Duration.zero
    private var escapeFired: Duration?
    private var held: Mouse.Button?

    /// When `pause` is to be called if no byte comes before.
    var deadline: Duration? {
        switch self.state {
        case .ground: nil
        case .escape: self.lastByte + Self.escapeDelay
        case .control, .consoleFunction, .oldMouse, .singleShift, .string: self.lastByte + Self.sequenceDelay
        case .paste, .pasteControl: self.lastByte + Self.pasteDelay
        }
    }

    /// What the bytes of one read complete.
    mutating func take(_ bytes: [UInt8], at now: Duration) -> [TerminalEvent] {
        var events = self.pause(at: now)
        if self.state == .ground, let fired = self.escapeFired, now - fired <= Self.lateTail, Self.isTail(bytes) {
            self.state = .escape
        }
        self.escapeFired = nil
        self.lastByte = now
        // Alone in its read it was typed. Inside a paste it could be a trick: what follows would go to the shell.
        if bytes == [Self.interrupt] {
            self.state = .ground
        }
        for byte in bytes {
            self.take(byte, into: &events)
        }
        return events
    }

    /// No byte came for a while: an escape without a sequence is the key of that name.
    mutating func pause(at now: Duration) -> [TerminalEvent] {
        guard let deadline, now >= deadline else { return [] }
        defer { self.state = .ground }
        switch self.state {
        case .escape:
            self.escapeFired = now
            return [.key(.escape)]
        case .paste(let pasted), .pasteControl(let pasted, _): return [.paste(pasted.text)]
        case .ground, .control, .consoleFunction, .oldMouse, .singleShift, .string: return []
        }
    }

    /// Nobody types that into one read.
    private static func isTail(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 2, let first = bytes.first, let last = bytes.last else { return false }
        let finals = "ABCDFHZPQRS~Mm".utf8
        switch first {
        case UInt8(ascii: "O"): return bytes.count == 2 && finals.contains(last)
        case UInt8(ascii: "["): return finals.contains(last) && bytes[1...].dropLast().allSatisfy { (0x30...0x3F).contains($0) }
        default: return false
        }
    }

    private mutating func take(_ byte: UInt8, into events: inout [TerminalEvent]) {
        switch self.state {
        case .ground: self.takePlain(byte, into: &events)
        case .escape: self.takeEscaped(byte, into: &events)
        case .control(let parameters): self.takeControl(byte, parameters, into: &events)
        case .consoleFunction:
            self.state = .ground
            if (0x41...0x45).contains(byte) {
                events.append(.key(.function(Int(byte) - 0x40)))
            }
        case .oldMouse(let bytes): self.takeOldMouse(bytes + [byte], into: &events)
        case .singleShift:
            self.state = .ground
            if let key = Key(final: byte, parameters: "") {
                events.append(.key(key))
            }
        case .string(let sawEscape):
            let isEnd = byte == 0x07 || sawEscape && byte == UInt8(ascii: "\\")
            self.state = isEnd ? .ground : .string(sawEscape: byte == 0x1B)
        case .paste(var pasted):
            if byte == 0x1B {
                self.state = .pasteControl(pasted, [])
            } else {
                if let scalar = self.utf8.take(byte) {
                    pasted.append(scalar)
                }
                self.state = .paste(pasted)
            }
        case .pasteControl(let pasted, let bytes): self.takeInPaste(pasted, bytes + [byte], into: &events)
        }
    }

    private mutating func takePlain(_ byte: UInt8, into events: inout [TerminalEvent]) {
        if byte == 0x1B {
            self.state = .escape
        } else if let scalar = self.utf8.take(byte), let key = Key(input: scalar) {
            events.append(.key(key))
        }
    }

    private mutating func takeEscaped(_ byte: UInt8, into events: inout [TerminalEvent]) {
        switch byte {
        case UInt8(ascii: "["): self.state = .control(parameters: [])
        case UInt8(ascii: "O"): self.state = .singleShift
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
            self.state = .string(sawEscape: false)
        case 0x1B: events.append(.key(.escape))
        // With the Alt key, which means nothing here.
        default: self.state = .ground
        }
    }

    private mutating func takeControl(_ byte: UInt8, _ parameters: [UInt8], into events: inout [TerminalEvent]) {
        switch byte {
        case 0x20..<0x40:
            self.state = .control(parameters: parameters.count < Self.parameterLimit ? parameters + [byte] : parameters)
        case UInt8(ascii: "[") where parameters.isEmpty: self.state = .consoleFunction
        case UInt8(ascii: "M") where parameters.isEmpty: self.state = .oldMouse([])
        case 0x40..<0x7F:
            self.state = .ground
            guard parameters.count < Self.parameterLimit else { return }
            self.finish(byte, String(decoding: parameters, as: UTF8.self), into: &events)
        default:
            self.state = .ground
            self.takePlain(byte, into: &events)
        }
    }

    private mutating func finish(_ final: UInt8, _ parameters: String, into events: inout [TerminalEvent]) {
        if final == UInt8(ascii: "~"), parameters == "200" {
            self.state = .paste(PastedText())
        } else if parameters.first == "<", final == UInt8(ascii: "M") || final == UInt8(ascii: "m") {
            let numbers = parameters.dropFirst().split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
            guard numbers.count == 3, let code = numbers[0], let x = numbers[1], let y = numbers[2] else { return }
            self.point(
                Mouse(code: code, x: x, y: y, isRelease: final == UInt8(ascii: "m"), held: self.held), into: &events)
        } else if let key = Key(final: final, parameters: parameters) {
            events.append(.key(key))
        }
    }

    private mutating func takeOldMouse(_ bytes: [UInt8], into events: inout [TerminalEvent]) {
        guard bytes.count == 3 else {
            self.state = .oldMouse(bytes)
            return
        }
        self.state = .ground
        self.point(
            Mouse(
                code: Int(bytes[0]) - 32, x: Int(bytes[1]) - 32, y: Int(bytes[2]) - 32, isRelease: false, held: self.held),
            into: &events)
    }

    private mutating func point(_ mouse: Mouse?, into events: inout [TerminalEvent]) {
        guard let mouse else { return }
        if case .press(let button) = mouse.action {
            self.held = button
        }
        events.append(.mouse(mouse))
    }

    private mutating func takeInPaste(_ pasted: PastedText, _ bytes: [UInt8], into events: inout [TerminalEvent]) {
        let end = Array("[201~".utf8)
        if bytes == end {
            self.state = .ground
            events.append(.paste(pasted.text))
        } else if end.starts(with: bytes) {
            self.state = .pasteControl(pasted, bytes)
        } else {
            self.state = .paste(pasted)
            for byte in bytes {
                self.take(byte, into: &events)
            }
        }
    }
}

extension Key {
    /// A key that sends a character or control code.
    init?(input scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x0D, 0x0A: self = .enter
        case 0x09: self = .tab
        case 0x1B: self = .escape
        case 0x7F, 0x08: self = .backspace
        case 0x01...0x1A: self = .control(Unicode.Scalar(UInt8(scalar.value) + 0x60))
        case 0x00...0x1F, 0x80..<0xA0: return nil
        default: self = .character(scalar)
        }
    }

    /// A key that sends a sequence; with a modifier it is none of these.
    init?(final: UInt8, parameters: String) {
        switch (Unicode.Scalar(final), parameters) {
        case ("A", ""): self = .up
        case ("B", ""): self = .down
        case ("C", ""): self = .right
        case ("D", ""): self = .left
        case ("H", ""), ("~", "1"), ("~", "7"): self = .home
        case ("F", ""), ("~", "4"), ("~", "8"): self = .end
        case ("M", ""): self = .enter
        case ("Z", ""): self = .backTab
        case ("~", "2"): self = .insert
        case ("~", "3"): self = .delete
        case ("~", "5"): self = .pageUp
        case ("~", "6"): self = .pageDown
        case ("P", ""), ("~", "11"): self = .function(1)
        case ("Q", ""), ("~", "12"): self = .function(2)
        case ("R", ""), ("~", "13"): self = .function(3)
        case ("S", ""), ("~", "14"): self = .function(4)
        case ("~", "15"): self = .function(5)
        case ("~", "17"), ("~", "18"), ("~", "19"), ("~", "20"), ("~", "21"): self = .function((Int(parameters) ?? 0) - 11)
        case ("~", "23"), ("~", "24"): self = .function((Int(parameters) ?? 0) - 12)
        default: return nil
        }
    }
}
