import MNCore
import MNSim
import Testing

@testable import mn

/// What the options, the environment and the terminal make of how something is shown.
@Suite struct `A presentation` {
    static let screen = Presentation.Stream(isTerminal: true, columns: 91)
    static let pipe = Presentation.Stream(isTerminal: false)

    static func made(
        _ output: Presentation.Stream, _ environment: [String: String],
        _ options: Presentation.Options = .init()
    ) -> Presentation {
        Presentation(output: output, error: pipe, environment: environment, options: options)
    }

    struct Colours: Sendable, CustomTestStringConvertible {
        var environment: [String: String]
        var onScreen: Bool
        var inPipe = false
        var testDescription: String { environment.sorted { $0.key < $1.key }.description }
    }

    /// On a terminal that is an xterm, unless `TERM` says otherwise.
    static let colours = [
        Colours(environment: [:], onScreen: true),
        Colours(environment: ["NO_COLOR": "1"], onScreen: false),
        Colours(environment: ["NO_COLOR": "0"], onScreen: false),
        Colours(environment: ["NO_COLOR": ""], onScreen: true),
        Colours(environment: ["CLICOLOR": "0"], onScreen: false),
        Colours(environment: ["CLICOLOR": "1"], onScreen: true),
        Colours(environment: ["CLICOLOR": "nonsense"], onScreen: true),
        Colours(environment: ["CLICOLOR": ""], onScreen: true),
        Colours(environment: ["TERM": "dumb"], onScreen: false),
        Colours(environment: ["TERM": ""], onScreen: false),
        Colours(environment: ["TERM": "\u{1B}[2J"], onScreen: true),
        Colours(environment: ["CLICOLOR_FORCE": "1"], onScreen: true, inPipe: true),
        Colours(environment: ["CLICOLOR_FORCE": "0"], onScreen: true),
        Colours(environment: ["CLICOLOR_FORCE": ""], onScreen: true),
        Colours(environment: ["FORCE_COLOR": "1"], onScreen: true, inPipe: true),
        Colours(environment: ["FORCE_COLOR": "3"], onScreen: true, inPipe: true),
        Colours(environment: ["FORCE_COLOR": "true"], onScreen: true, inPipe: true),
        Colours(environment: ["FORCE_COLOR": "0"], onScreen: true),
        Colours(environment: ["FORCE_COLOR": "False"], onScreen: true),
        Colours(environment: ["FORCE_COLOR": ""], onScreen: true),
        Colours(
            environment: ["FORCE_COLOR": "1", "NO_COLOR": "1", "CLICOLOR": "0", "TERM": "dumb"],
            onScreen: true, inPipe: true),
        Colours(environment: ["NO_COLOR": "1", "CLICOLOR": "1"], onScreen: false),
        Colours(environment: ["FORCE_COLOR": "0", "NO_COLOR": "1"], onScreen: false),
    ]

    @Test(arguments: colours) func `has the colours that the environment asks for`(of: Colours) {
        let environment = ["TERM": "xterm"].merging(of.environment) { $1 }
        #expect(Self.made(Self.screen, environment).hasColour == of.onScreen)
        #expect(Self.made(Self.pipe, environment).hasColour == of.inPipe)
        // The option is stronger than all of it, and has no third way.
        for stream in [Self.screen, Self.pipe] {
            #expect(Self.made(stream, environment, .init(colour: .always)).hasColour)
            #expect(!Self.made(stream, environment, .init(colour: .never)).hasColour)
            let auto = Self.made(stream, environment, .init(colour: .auto))
            #expect(auto == Self.made(stream, environment))
        }
    }

    @Test func `without TERM has neither colours nor progress`() {
        let shown = Presentation(output: Self.screen, error: Self.screen, environment: [:])
        #expect(!shown.hasColour && !shown.hasErrorColour && shown.progressWidth == nil)
        #expect(shown.width == 91 && shown.errorWidth == 91)
    }

    @Test func `has colours on each stream for itself`() {
        let shown = Presentation(
            output: Self.pipe, error: Self.screen, environment: ["TERM": "xterm"])
        #expect(!shown.hasColour && shown.hasErrorColour)
        #expect(shown.width == nil && shown.errorWidth == 91 && shown.progressWidth == 91)
    }

    struct Width: Sendable {
        var columns: Int?
        var variable: String?
        var width: Int?

        init(_ columns: Int?, _ variable: String?, _ width: Int?) {
            self.columns = columns
            self.variable = variable
            self.width = width
        }
    }

    static let columns: [Width] = [
        Width(nil, nil, nil), Width(0, nil, nil), Width(0, "70", 70), Width(-3, "70", 70),
        Width(91, "70", 91), Width(nil, "0", nil), Width(nil, "-1", nil), Width(nil, "x", nil),
        Width(nil, "", nil), Width(nil, "99999999999999999999", nil), Width(nil, "10001", nil),
        Width(nil, " 70", nil), Width(nil, "10000", 10_000), Width(1, "70", 1),
    ]

    @Test(arguments: columns) func `believes no width that cannot be`(of: Width) {
        let stream = Presentation.Stream(isTerminal: true, columns: of.columns)
        var environment = ["TERM": "xterm"]
        environment["COLUMNS"] = of.variable
        #expect(Self.made(stream, environment).width == of.width)
        #expect(Self.made(Self.pipe, environment).width == nil)
    }

    static let locales: [(environment: [String: String], signs: Signs)] = [
        ([:], .ascii), (["LANG": "C.UTF-8"], .unicode), (["LANG": "de_DE.utf8"], .unicode),
        (["LANG": "de_DE.UTF-8@euro"], .unicode), (["LC_CTYPE": "UTF-8"], .unicode),
        (["LANG": "C"], .ascii), (["LANG": "POSIX"], .ascii),
        (["LANG": "en_US.ISO-8859-1"], .ascii),
        (["LANG": "C.UTF-8", "LC_ALL": "C"], .ascii),
        (["LANG": "C", "LC_ALL": "C.UTF-8"], .unicode),
        (["LANG": "C.UTF-8", "LC_CTYPE": "POSIX"], .ascii),
        (["LANG": "C.UTF-8", "LC_ALL": "", "LC_CTYPE": ""], .unicode), (["LANG": ""], .ascii),
        (["LANG": "\u{1B}[31mUTF-8x"], .ascii), (["LC_MESSAGES": "C.UTF-8"], .ascii),
    ]

    @Test(arguments: locales.indices) func `has the signs of the locale`(index: Int) {
        let (environment, signs) = Self.locales[index]
        #expect(Self.made(Self.pipe, environment).signs == signs)
    }

    @Test func `follows options once, however often it is told`() {
        let options = Presentation.Options(colour: .always, isQuiet: true, isWide: true)
        let once = Self.made(Self.screen, ["TERM": "xterm"], options)
        #expect(once.isQuiet && once.isWide && once.hasErrorColour)
        #expect(once.following(options) == once)
        #expect(once.following(.init()) == once)
    }

    @Test func `of a bad word of --color is a wrong command line`() async {
        for line in [
            "--color sometimes model list", "model list --color=", "model list --color",
            "model list --color Always", "model list --color always --color never",
        ] {
            let session = await TestWorld().run(line)
            #expect(session.exitCode == .usage && session.output.isEmpty, "\(line)")
            #expect(session.error.contains("\n    For more: mn model list --help\n"), "\(line)")
        }
        let session = await TestWorld().run("model list --color alway")
        #expect(session.error.contains("Did you mean 'always'?"))
        #expect(session.error.contains("it is one of auto, always, never."))
    }

    @Test(arguments: ["model show --compatibility", "sim matrix", "", "model --help"])
    func `is asked for before and behind the command`(line: String) async {
        var world = TestWorld()
        let plain = await world.run(line).output
        for line in ["--color always \(line)", "\(line) --color=always"] where !line.hasPrefix(" ")
        {
            #expect(await world.run(line).output.contains("\u{1B}["), "\(line)")
        }
        world.hasColour = true
        #expect(await world.run("\(line) --color never").output == plain)
        #expect(await world.run("--color=never \(line)").output == plain)
    }

    @Test func `shows an error in red where standard error has colours`() async {
        let world = TestWorld()
        let plain = await world.run("model show nothing").error
        let coloured = await world.run("model show nothing --color always").error
        #expect(plain.hasPrefix("mn: ") && !plain.contains("\u{1B}"))
        #expect(coloured == "\u{1B}[31mmn:\u{1B}[0m" + plain.dropFirst(3))
        // A notice is none, and a document has no colours.
        let notice = await world.run("model list --color always").error
        #expect(!notice.isEmpty && !notice.contains("\u{1B}"))
        let document = await world.run("model list --json --color always")
        #expect(document.output == (await world.run("model list --json")).output)
    }
}
