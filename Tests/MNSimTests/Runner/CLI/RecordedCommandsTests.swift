import MNCore
import Testing

@testable import MNSim

@Suite struct `The recorded commands` {
    /// Commands whose output the fake does not give alike, each with the reason.
    static let reasons: [String: String] = [:]

    @Test(.enabled(if: RecordedCommand.folder != nil, "no ../shared/dmr beside the package"))
    func `print what the real ones printed`() throws {
        let commands = try RecordedCommand.all()
        #expect(commands.count > 200)
        var replay = RecordedCommandReplay()
        var matched = 0
        for command in commands {
            let script = replay.script(of: command)
            let difference = CommandComparison(command: command, script: script).difference
            let reason = Self.reasons[command.name]
            if let difference {
                #expect(reason != nil, "\(command.name): \(difference)")
            } else {
                matched += 1
                #expect(reason == nil, "\(command.name) matches; drop its reason")
            }
        }
        print("recorded commands: \(matched) of \(commands.count) match")
        for (name, reason) in Self.reasons.sorted(by: { $0.key < $1.key }) {
            print("does not match: \(name): \(reason)")
        }
    }
}
