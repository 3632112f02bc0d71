/// What Docker Desktop on Windows is set to, as far as it decides where models run.
struct DesktopSettings: Sendable {
    let inquiry: Inquiry

    /// One setting and nothing else of the file, which names people and paths.
    ///
    /// `EnableInferenceGPUVariant` is the switch "Enable GPU-backed inference" (Docker's documentation,
    /// settings reference: `enableInferenceGPUVariant`).
    static let argv = [
        "powershell", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-Command",
        "[Console]::OutputEncoding=[Text.Encoding]::UTF8; Get-Content -Raw "
            + "-ErrorAction SilentlyContinue ($env:APPDATA + '\\Docker\\settings-store.json') | "
            + "ConvertFrom-Json | Select-Object EnableInferenceGPUVariant | ConvertTo-Json -Compress",
    ]

    /// Whether the GPU may be used.
    ///
    /// A setting that was never touched is not in the file, and off.
    func usesGPU() async -> Fact<Bool?> {
        let access = Access.command(Self.argv)
        switch await inquiry.command(Self.argv) {
        case .absent: return .unknown([Gap(access, .absent)])
        case .gap(let gap): return .unknown([gap])
        case .known(let result):
            let text = TextLines(result.standardOutput).lines.joined().trimmed
            guard result.ending == .exited(0), let json = try? JSON.parse(text),
                let value = json["EnableInferenceGPUVariant"]
            else { return .unknown([Gap(access, .unreadable("no such setting"))]) }
            return .known(
                value.bool ?? false,
                [Evidence(access, "EnableInferenceGPUVariant", quote: value.text(.canonical))])
        }
    }
}
