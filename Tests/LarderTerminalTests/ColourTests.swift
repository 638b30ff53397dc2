import LarderTerminal
import Testing

@Suite struct ColourTests {
    @Test(arguments: [
        (Colour.rgb(red: 255, green: 0, blue: 0), ColourDepth.twoHundredFiftySix, UInt8(196)),
        (.rgb(red: 40, green: 40, blue: 40), .twoHundredFiftySix, 235),
        (.rgb(red: 0, green: 0, blue: 0), .twoHundredFiftySix, 16),
        (.rgb(red: 251, green: 73, blue: 52), .sixteen, 9),
        (.rgb(red: 255, green: 255, blue: 255), .sixteen, 15),
        (.indexed(12), .sixteen, 12), (.indexed(12), .eight, 4), (.indexed(196), .sixteen, 9),
    ])
    func `a colour becomes the nearest one there is`(colour: Colour, depth: ColourDepth, index: UInt8) {
        #expect(colour.index(at: depth) == index)
    }

    @Test func `without colours there is none`() {
        #expect(Colour.indexed(1).index(at: .none) == nil)
    }

    @Test func `bright black is not drawn as black on black`() {
        #expect(Colour.indexed(8).index(at: .eight) == nil)
    }

    @Test func `a backdrop that reverses takes the cell over, a mere background keeps its ink`() {
        let ink = Style(foreground: .indexed(2), attributes: [.bold])
        #expect(ink.over(Style(attributes: [.reverse])) == Style(attributes: [.reverse]))
        #expect(
            ink.over(Style(background: .indexed(8)))
                == Style(foreground: .indexed(2), background: .indexed(8), attributes: [.bold]))
    }
}

@Suite struct TerminalSettingsTests {
    @Test(arguments: [("", true), ("1", false)])
    func `NO_COLOR counts where it is not empty`(value: String, usesColour: Bool) {
        #expect(TerminalSettings(environment: ["TERM": "xterm", "NO_COLOR": value]).usesColour == usesColour)
    }

    @Test(arguments: [("xterm-256color", true), ("tmux-256color", true), ("vt100", false), ("linux", false), ("dumb", false)])
    func `old terminals get no private modes`(type: String, usesThem: Bool) {
        #expect(TerminalSettings(environment: ["TERM": type]).usesPrivateModes == usesThem)
    }
}
