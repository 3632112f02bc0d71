extension NVIDIAProbe {
    /// Where the driver of Windows puts its program under WSL2; one installed inside the
    /// distribution does not work there (hardware.md §9).
    static let wslProgram = "/usr/lib/wsl/lib/nvidia-smi"

    /// What a program said, and which one.
    struct Answer: Sendable {
        var reply: NVIDIAQuery.Reply
        var program: String
    }

    /// Asks the driver's program; where this is WSL2, or may be, first that of Windows.
    static func ask(isWSL: Bool, _ inquiry: Inquiry) async -> Answer {
        var open: Answer?
        if isWSL {
            let answer = Answer(
                reply: await NVIDIAQuery.ask(wslProgram, inquiry), program: wslProgram)
            switch answer.reply {
            case .notRun(let gap): if gap.reason != .absent { open = answer }
            case .unrecorded: open = answer
            default: return answer
            }
        }
        let answer = Answer(
            reply: await NVIDIAQuery.ask("nvidia-smi", inquiry), program: "nvidia-smi")
        switch answer.reply {
        case .notRun, .unrecorded: return open ?? answer
        default: return answer
        }
    }
}
