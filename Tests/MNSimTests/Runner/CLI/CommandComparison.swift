import MNCore

@testable import MNRunner
@testable import MNSim

/// Compares what the fake prints with what the real command printed.
struct CommandComparison {
    var command: RecordedCommand
    var script: CommandScript

    /// The first difference in words, or nil if there is none that matters.
    var difference: String? {
        if script.exit != command.exit {
            return "exit \(script.exit.map { "\($0)" } ?? "none"), "
                + "recorded \(command.exit.map { "\($0)" } ?? "none")"
        }
        return outputDifference.map { "output " + $0 }
            ?? difference(script.standardError, command.errors).map { "errors " + $0 }
    }

    private var outputDifference: String? {
        let own = script.standardOutput
        let expected = command.output
        if command.volatile.contains("stdout") { return shape(own) }
        if command.isCut {
            let kept = expected.dropLast()
            return own.hasPrefix(kept) ? nil : "\(own.prefix(300)), recorded \(kept.prefix(300))"
        }
        let isTransfer = command.volatile.contains("which progress steps are shown")
        if isTransfer {
            return TransferComparison.lines(own, expected)
        }
        if command.volatile.contains("frames of the progress display")
            || command.name == "276-pull-interrupt-tty"
        {
            return TransferComparison.frames(
                own, expected, isWhole: command.exit == 0)
        }
        return difference(own, expected)
    }

    private func difference(_ own: String, _ expected: String) -> String? {
        let left = normalised(own)
        let right = normalised(expected)
        return left == right
            ? nil
            : "\(left.prefix(900).debugDescription),\nrecorded "
                + "\(right.prefix(900).debugDescription)"
    }

    private func normalised(_ text: String) -> String {
        // What the bytes of a wrong file amount to is made up.
        let text = text.replacing(#/got sha256:[0-9a-f]{64}/#, with: "got <digest>")
        // The new names of packaged models hold the time of packaging.
        if command.name.hasPrefix("12"), command.volatile.contains("sha256 digests") {
            return text.replacing(#/sha256:[0-9a-f]{64}/#, with: "<digest>")
        }
        return text
    }

    /// Logs are told by their form alone.
    private func shape(_ text: String) -> String? {
        for line in text.split(separator: "\n")
        where !line.contains(#/^\[[0-9T:.-]+Z\] time=\S+ level=[A-Z]+ msg="/#) {
            return "an odd line: \(line)"
        }
        return text.isEmpty ? "nothing" : nil
    }
}
