/// How the program shows what it says: made once, from its options, the environment and the terminal.
package struct Presentation: Hashable, Sendable {
    /// The columns of standard output if it is a terminal, else nil: then nothing is cut to fit.
    package var width: Int?
    /// The columns of standard error if it is a terminal, else nil: then no sentence is broken.
    package var errorWidth: Int?
    /// Whether standard output shows colours.
    package var hasColour = false
    /// Whether standard error does.
    package var hasErrorColour = false
    /// Whether a line may be shown on standard error while something goes on.
    package var showsProgress = false
    package var signs = Signs.unicode
    /// Whether notices, progress and hints are left out; results and errors stay.
    package var isQuiet = false
    /// Whether a table is shown with all its columns, however wide it is.
    package var isWide = false

    package init(width: Int? = nil, hasColour: Bool = false) {
        self.width = width
        self.hasColour = hasColour
    }

    /// The presentation with what the options of a command line ask for, whether or not they have been
    /// followed already.
    package func following(_ options: Options) -> Presentation {
        var result = self
        result.isQuiet = isQuiet || options.isQuiet
        result.isWide = isWide || options.isWide
        if options.colour != .auto {
            result.hasColour = options.colour == .always
            result.hasErrorColour = options.colour == .always
        }
        return result
    }
}

extension Presentation {
    /// What a command line says of how it is to be shown.
    package struct Options: Hashable, Sendable {
        package var colour: ColourChoice
        package var isQuiet: Bool
        package var isWide: Bool

        package init(
            colour: ColourChoice = .auto, isQuiet: Bool = false, isWide: Bool = false
        ) {
            self.colour = colour
            self.isQuiet = isQuiet
            self.isWide = isWide
        }
    }

    /// Where there are colours.
    package enum ColourChoice: String, Hashable, Sendable, CaseIterable {
        /// Where the environment and the terminal have them.
        case auto
        case always, never
    }

    /// A stream of the process.
    package struct Stream: Hashable, Sendable {
        package var isTerminal: Bool
        /// Nil where the terminal does not tell, or is none.
        package var columns: Int?

        package init(isTerminal: Bool, columns: Int? = nil) {
            self.isTerminal = isTerminal
            self.columns = columns
        }
    }

    /// The widths that are believed; a serial console may say 0.
    package static let widths = 1...10_000
    /// The width of a terminal on which progress is shown, and that does not tell it.
    private static let usualWidth = 80

    /// The columns of a line of progress; nil where none is shown.
    package var progressWidth: Int? {
        showsProgress && !isQuiet ? errorWidth ?? Self.usualWidth : nil
    }

    /// Decides how both streams of the process are written.
    ///
    /// Colours: what the options say; else `FORCE_COLOR` and `CLICOLOR_FORCE` (unless `0` or `false`), then
    /// `NO_COLOR`, then `CLICOLOR` of `0` and a `TERM` that is `dumb` or not set; else what is a terminal
    /// has them. An empty variable is one that is not set.
    ///
    /// Source: https://no-color.org, https://force-color.org, https://bixense.com/clicolors
    package init(
        output: Stream, error: Stream, environment: [String: String], options: Options = Options()
    ) {
        func variable(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        func isForced(by name: String) -> Bool {
            variable(name).map { !["0", "false"].contains($0.lowercased()) } ?? false
        }
        let obeysSequences = variable("TERM").map { $0 != "dumb" } ?? false
        func hasColour(_ stream: Stream) -> Bool {
            if isForced(by: "FORCE_COLOR") || isForced(by: "CLICOLOR_FORCE") { return true }
            if variable("NO_COLOR") != nil || variable("CLICOLOR") == "0" { return false }
            return stream.isTerminal && obeysSequences
        }
        let told = environment["COLUMNS"].flatMap(Int.init)
        func columns(_ stream: Stream) -> Int? {
            guard stream.isTerminal else { return nil }
            return [stream.columns, told].compactMap(\.self).first(where: Self.widths.contains)
        }
        width = columns(output)
        errorWidth = columns(error)
        self.hasColour = hasColour(output)
        hasErrorColour = hasColour(error)
        showsProgress = error.isTerminal && obeysSequences
        signs = Self.signs(environment)
        self = following(options)
    }

    /// Unicode where the locale's characters are UTF-8.
    ///
    /// The first variable that is set decides, and where none is, the locale is `C`.
    ///
    /// Source: POSIX.1-2017, Base Definitions, section 8.2
    private static func signs(_ environment: [String: String]) -> Signs {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }
            .first { !$0.isEmpty }
        guard let locale else { return .ascii }
        // `de_DE.UTF-8@euro`; macOS sets a bare `UTF-8` too.
        let name = locale.prefix { $0 != "@" }.lowercased()
        return ["utf-8", "utf8"].contains(where: name.hasSuffix) ? .unicode : .ascii
    }
}
