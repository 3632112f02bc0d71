import FoundationEssentials
import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

@Suite struct `The recorded commands` {
    /// Why a recording of the real docker does not apply to the fake.
    enum Reason: String {
        /// The fake does not do the command.
        case command
        /// It prints a help page, which the fake has not.
        case help
        /// The plugin was started without docker.
        case direct
        /// Of a usage error the fake has the first line, and its exit.
        case usage
    }

    /// The recordings that do not apply: a name and a reason a line of `not-kept.txt`.
    private static let notKept: [String: Reason] = {
        let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let data = FileManager.default.contents(atPath: "/\(folder)/not-kept.txt") ?? Data()
        var reasons: [String: Reason] = [:]
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            reasons[words[0]] = words.count == 2 ? Reason(rawValue: words[1]) : nil
        }
        return reasons
    }()

    @Test(.enabled(if: RecordedCommand.folder != nil, "no ../shared/dmr beside the package"))
    func `print what the real ones printed, but for those that are not kept`() throws {
        let commands = try RecordedCommand.all()
        #expect(commands.count > 200)
        #expect(Set(Self.notKept.keys).subtracting(commands.map(\.name)) == [], "not there")
        var replay = RecordedCommandReplay()
        var differing: [String] = []
        for command in commands {
            let script = replay.script(of: command)
            let difference = CommandComparison(command: command, script: script).difference
            let reason = Self.notKept[command.name]
            if let difference {
                differing.append(command.name)
                #expect(reason != nil, "\(command.name): \(difference)")
            }
            if reason == .usage {
                #expect(script.exit == command.exit, "\(command.name)")
                #expect(
                    script.standardError == command.errors.prefix { $0 != "\n" } + "\n",
                    "\(command.name)")
            }
        }
        #expect(Self.notKept.keys.filter { !differing.contains($0) } == [], "do apply")
        print("recorded commands: \(commands.count - differing.count) of \(commands.count) match")
    }
}
