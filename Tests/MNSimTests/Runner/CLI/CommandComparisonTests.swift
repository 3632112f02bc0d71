import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

@Suite struct `A comparison of commands` {
    private func command(
        _ output: String, errors: String = "", volatile: [String] = []
    ) -> RecordedCommand {
        RecordedCommand(
            "000-made-up",
            [
                "argv": ["docker", "model"], "exit": 0, "stdout": .string(output),
                "stderr": .string(errors), "volatile": .strings(volatile),
            ])
    }

    private func script(_ output: String, errors: String = "", exit: Int? = 0) -> CommandScript {
        CommandScript(
            pieces: [
                CommandScript.Piece(after: .zero, isError: false, text: output),
                CommandScript.Piece(after: .zero, isError: true, text: errors),
            ], exit: exit)
    }

    private func differs(_ command: RecordedCommand, _ script: CommandScript) -> Bool {
        CommandComparison(command: command, script: script).difference != nil
    }

    @Test func `sees the exit, each blank, and which output it was`() {
        let recorded = command("a  \n", errors: "b\n")
        #expect(!differs(recorded, script("a  \n", errors: "b\n")))
        #expect(differs(recorded, script("a  \n", errors: "b\n", exit: 1)))
        #expect(differs(recorded, script("a  \n", errors: "b\n", exit: nil)))
        #expect(differs(recorded, script("a \n", errors: "b\n")))
        #expect(differs(recorded, script("a  \nb\n")))
    }

    @Test func `lets steps of a pull differ, but not its total or its last word`() {
        let recorded = command(
            "Downloaded 1.00kB of 2.00kB\nDownloaded 2.00kB of 2.00kB\nDone\n",
            volatile: ["which progress steps are shown"])
        #expect(!differs(recorded, script("Downloaded 2.00kB of 2.00kB\nDone\n")))
        #expect(differs(recorded, script("Downloaded 2.00kB of 3.00kB\nDone\n")))
        #expect(differs(recorded, script("Downloaded 2.00kB of 2.00kB\n\n")))
    }

    @Test func `lets frames differ, but not their form or where they end`() {
        let up = "\u{1B}[1A\u{1B}[2K\r0123456789ab: Pull complete  "
        let frame = "\r\n\(up)4.195MB/4.195MB\r\u{1B}[1B"
        let recorded = command(frame, volatile: ["frames of the progress display"])
        #expect(!differs(recorded, script(frame + "\(up)4.195MB/4.195MB\r\u{1B}[1B")))
        #expect(differs(recorded, script(frame + "\(up)4.195MB/4.195MB\u{1B}[1B")))
        #expect(differs(recorded, script("\r\n\(up)4.000MB/4.195MB\r\u{1B}[1B")))
    }
}
