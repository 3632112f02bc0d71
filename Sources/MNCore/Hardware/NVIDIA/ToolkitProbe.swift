/// NVIDIA's container toolkit: its version, and the mode that its configuration asks for.
package struct ToolkitProbe: Sendable {
    let inquiry: Inquiry

    package static let argv = ["nvidia-ctk", "--version"]
    package static let configuration = "/etc/nvidia-container-runtime/config.toml"
    package static let runtime = ["nvidia-container-runtime", "--version"]

    /// Both print their version, and are asked after nvidia-smi.
    private static let timeLimit = TimeLimit.short

    func run() async -> Fact<Hardware.Toolkit?> {
        let access = Access.command(Self.argv)
        switch await inquiry.command(Self.argv, within: Self.timeLimit) {
        case .absent: return .known(nil, [Evidence(access, quote: "absent")])
        case .gap(let gap): return .unknown([gap])
        case .known(let result):
            let text = TextLines(result.standardOutput)
            for (index, line) in text.lines.enumerated() where text.isWhole {
                // "NVIDIA Container Toolkit CLI version 1.18.1", "… version 1.18.0-rc.1".
                guard let range = line.firstRange(of: "version ") else { continue }
                let word = line[range.upperBound...].prefix { $0.isNumber || $0 == "." }
                guard let version = DottedVersion(word) else { continue }
                let evidence = [Evidence(access, "line \(index + 1)", quote: line)]
                switch await settings() {
                case .known(let settings):
                    return .known(Hardware.Toolkit(version, settings), evidence)
                case .absent: return .known(Hardware.Toolkit(version, [:]), evidence)
                case .gap(let gap): return .unknown([gap])
                }
            }
            return .unknown([Gap(access, .unreadable("no version in: \(result.summary)"))])
        }
    }

    /// What its configuration sets, by whole keys: `nvidia-container-runtime.mode`.
    private func settings() async -> Inquiry.Answer<[String: String]> {
        let text: TextLines
        switch await inquiry.wholeText(Self.configuration) {
        case .known(let whole): text = whole
        case .absent: return .absent
        case .gap(let gap): return .gap(gap)
        }
        var settings: [String: String] = [:]
        var section = ""
        for line in text.lines.map({ $0.prefix { $0 != "#" }.trimmed }) {
            if line.hasPrefix("[") {
                section = Self.key(line.drop { $0 == "[" }.prefix { $0 != "]" }) + "."
                continue
            }
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let key = section + Self.key(parts[0])
            settings[key] = settings[key] ?? parts[1].filter { $0 != "\"" && $0 != "'" }.trimmed
        }
        return .known(settings)
    }

    /// A key of TOML, which may be quoted and have blanks around its dots.
    private static func key(_ text: Substring) -> String {
        text.filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" }
    }

    /// Whether the program stands on PATH by which Docker's client chooses the image with CUDA where no
    /// runtime is named `nvidia`.
    func hasRuntimeProgram() async -> Fact<Bool> {
        let access = Access.command(Self.runtime)
        switch await inquiry.command(Self.runtime, within: Self.timeLimit) {
        case .absent: return .known(false, [Evidence(access, quote: "absent")])
        case .known(let result):
            guard case .exited = result.ending else {
                return .unknown([Gap(access, .failed(result.summary))])
            }
            return .known(true, [Evidence(access, quote: result.summary)])
        case .gap(let gap): return .unknown([gap])
        }
    }
}

extension Hardware.Toolkit {
    /// Reads the settings that decide something.
    fileprivate init(_ version: DottedVersion, _ settings: [String: String]) {
        let told = settings["nvidia-container-runtime.mode"]
        let mode = told == "auto" ? nil : told
        self.init(version: version, mode: mode)
        leavesGroups = settings["nvidia-container-cli.no-cgroups"] == "true"
        let allows = settings["features.allow-cuda-compat-libs-from-container"] == "true"
        let compat = settings["nvidia-container-runtime.modes.legacy.cuda-compat-mode"]
        // The setting is of the mode "legacy", which was the usual one before 1.18 (NVIDIA/
        // nvidia-container-toolkit#1082); 1.17.4 alone has them off by itself (#878).
        let isLegacy = mode == "legacy" || mode == nil && version < DottedVersion(1, 18)
        hidesCompat =
            isLegacy && compat == "disabled" || version == DottedVersion(1, 17, 4) && !allows
    }
}
