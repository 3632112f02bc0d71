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
        let onPath = "nvidia-smi"
        let programs =
            (isWSL ? [wslProgram] : []) + [onPath] + (isWindows ? windowsPrograms : [])
        // The first that may be there after all; else the one on PATH, which is not.
        var open: Answer?
        var absent: Answer?
        for program in programs {
            let answer = Answer(reply: await NVIDIAQuery.ask(program, inquiry), program: program)
            switch answer.reply {
            case .notRun(let gap) where gap.reason == .absent:
                if program == onPath { absent = answer }
            // Older recorders did not ask in the folders of Windows.
            case .unrecorded where windowsPrograms.contains(program): break
            case .notRun, .unrecorded: open = open ?? answer
            default: return answer
            }
        }
        guard let answer = open ?? absent else { preconditionFailure("PATH is always searched") }
        return answer
    }

    /// `0000:01:00.0` from nvidia-smi's `00000000:01:00.0`; nil for `N/A`.
    static func pciAddress(_ text: String) -> String? {
        let parts = text.lowercased().split(separator: ":")
        guard parts.count == 3, parts[0].count >= 4 else { return nil }
        return ([parts[0].suffix(4)] + parts[1...]).joined(separator: ":")
    }
}
