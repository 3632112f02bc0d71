import MNCore
import TestSupport
import Testing

@testable import mn

@Suite(.serialized) struct `A message on standard error` {
    static func screen(_ width: Int?, colour: Bool = false) -> Presentation {
        var presentation = Presentation()
        presentation.errorWidth = width
        presentation.hasErrorColour = colour
        return presentation
    }

    @Test func `is in lines that fit, what can be done set in`() {
        let message = TerminalMessage(
            .error, "The file is not there, and nothing like it.",
            lines: [
                "Look for it in the folder above, or below.", "mn model list --installed --json",
            ])
        #expect(
            message.text(Self.screen(30)) == """
                mn: The file is not there, and
                    nothing like it.
                    Look for it in the folder
                      above, or below.
                    mn model list --installed --json

                """)
        #expect(message.text(Self.screen(nil)) == message.plain)
        #expect(message.plain.split(separator: "\n").count == 3)
        #expect(message.text(Self.screen(200)) == message.plain)
    }

    @Test func `has a name in red, and only if it is an error`() {
        let error = TerminalMessage(.error, "It broke.").text(Self.screen(nil, colour: true))
        #expect(error == "\u{1B}[31mmn:\u{1B}[0m It broke.\n")
        for kind in [TerminalMessage.Kind.notice, .reason] {
            #expect(
                TerminalMessage(kind, "Well.").text(Self.screen(nil, colour: true)) == "mn: Well.\n"
            )
        }
    }

    @Test func `carries no control character`() {
        let message = TerminalMessage(.error, "a\u{1B}[2Jb\nc", lines: ["\u{7}d\u{202E}"])
        #expect(message.plain == "mn: ab c\n    d\\u{202E}\n")
    }

    @Test(arguments: [0, 1, 2, 10, 25])
    func `can be read on a terminal of hardly any columns`(width: Int) {
        let words = Array(repeating: "word", count: 30).joined(separator: " ")
        let message = TerminalMessage(.error, words, lines: ["W" + words.dropFirst()])
        let lines = message.text(Self.screen(width)).split(separator: "\n")
        #expect(lines.count > 4 && lines.allSatisfy { $0.count <= 26 })
        #expect(lines.joined(separator: " ").split { $0 == " " }.count == 61)
    }

    /// Lines that end in an error or with notices.
    static let lines =
        `A document`.failures.map(\.0) + `A document`.lines
        + `A wrong command line`.cases.prefix(60).map { $0.arguments.joined(separator: " ") }

    @Test(arguments: lines, [50, 80])
    func `of any command fits`(line: String, width: Int) async {
        func said(_ width: Int?) async -> String {
            var world = TestWorld()
            world.files = `A document`.broken
            world.presentation.errorWidth = width
            return await world.run(line).error
        }
        let plain = await said(nil)
        let error = await said(width)
        let words = { (text: String) in text.split { $0 == " " || $0 == "\n" } }
        #expect(words(error) == words(plain))
        for text in error.split(separator: "\n") where DisplayWidth.of(text) > width {
            // A command is whole, and so is a word.
            let isCommand = text.drop { $0 == " " }.first?.isUppercase == false
            let isWord = words(String(text)).count <= (text.hasPrefix("mn: ") ? 2 : 1)
            #expect(isCommand && text.hasPrefix("    ") || isWord, "\(text)")
        }
    }
}
