extension NVIDIAProbe {
    /// Where the driver of Windows puts its program under WSL2; one installed inside the
    /// distribution does not work there (hardware.md §9).
    static let wslProgram = "/usr/lib/wsl/lib/nvidia-smi"

    /// What a program said, and which one.
    struct Answer: Sendable {
        var reply: NVIDIAQuery.Reply
        var program: String
    }

    /// Where the driver puts its program on Windows, which old ones do not put on PATH.
    static let windowsPrograms = [
        #"C:\Windows\System32\nvidia-smi.exe"#,
        #"C:\Program Files\NVIDIA Corporation\NVSMI\nvidia-smi.exe"#,
    ]

    /// Asks the driver's program; where this is WSL2, or may be, first that of Windows.
    static func ask(isWSL: Bool, isWindows: Bool = false, _ inquiry: Inquiry) async -> Answer {
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
        case .notRun, .unrecorded: break
        default: return answer
        }
        for program in isWindows ? windowsPrograms : [] {
            let other = Answer(reply: await NVIDIAQuery.ask(program, inquiry), program: program)
            switch other.reply {
            // Older recorders did not ask there.
            case .unrecorded: break
            case .notRun(let gap): if gap.reason != .absent { open = open ?? other }
            default: return other
            }
        }
        return open ?? answer
    }
}
