/// The words of commands: put together for a program, or as one would type them in a shell.
package enum CommandWords {
    /// The words of a program that takes `--` for the end of its options.
    ///
    /// Every name from outside that is a word of its own belongs to the operands: whatever it begins with,
    /// it is no option. (A value that follows its option is none either.)
    package static func argv(
        _ program: [String], options: [String], operands: [String]
    ) -> [String] {
        program + options + ["--"] + operands
    }

    /// A command of this program about something with a name, for somebody to type: whatever the name is, a
    /// shell takes it for one word, and the program for no option.
    package static func mn(_ command: String, _ name: String, _ options: String? = nil) -> String {
        let name = Sanitized.line(name)
        let words = ["mn \(command)", options].compactMap(\.self)
        if name.hasPrefix("-") { return (words + ["--", quoted(name)]).joined(separator: " ") }
        return ([words[0], quoted(name)] + words.dropFirst()).joined(separator: " ")
    }

    /// The words with quotes where they are needed; nothing is ever run from such a text.
    package static func line(_ argv: [String]) -> String {
        argv.map(quoted).joined(separator: " ")
    }

    private static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "="), UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":"),
                UInt8(ascii: "/"), UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "+"),
                UInt8(ascii: "\\"):
                true
            default: byte >= 0x80
            }
        }
        if isPlain, !word.isEmpty { return word }
        return "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
