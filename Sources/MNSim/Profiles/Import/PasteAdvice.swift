package import MNCore

/// What is still unknown of a machine that was imported, and what would tell it there.
package struct PasteAdvice: Sendable {
    /// A question that nothing answers.
    package struct Open: Hashable, Sendable {
        /// In few words: `nvidia-smi -q`.
        package var question: String
        package var why: String
        /// The command whose output would answer it; nil where a paste cannot.
        package var command: String?
    }

    /// The verdict on the default model, and what decides it first.
    package let verdict: Verdict
    package let open: [Open]
    /// Commands whose output answers what the verdict rests on.
    package let commands: [String]

    /// Looks at what was imported.
    ///
    /// - Parameter shown: the system that the paste shows, where it tells no platform.
    package init(_ profile: Profile, shown: String?, model: Model) async {
        let hardware = await Hardware.probe(ReplayMachine(profile))
        verdict = RuleTable.standard.verdict(model, on: hardware)
        // What was said not to be there is not asked for again.
        let isAsked = profile.recording.exchanges.contains { exchange in
            guard case .command(let argv) = exchange.access, argv.first == "nvidia-smi" else {
                return false
            }
            return exchange.outcome == .absent
        }
        // Podman has said all that it says.
        func isAnswered(_ gap: Gap) -> Bool {
            gap.access == .command(EngineProbe.argv) && hardware.engine.value != nil
        }
        let first = hardware.system.value == nil ? hardware.system.gaps : []
        let gaps = (first + verdict.gaps + hardware.gaps).uniqued()
        open = gaps.map { gap in
            Open(
                question: gap.access.summary, why: "\(gap.reason)",
                command: isAnswered(gap)
                    ? nil
                    : Self.command(
                        [Self.place(of: gap.access, isAsked, hardware.release)], shown: shown))
        }.uniqued()
        let deciding = (first.isEmpty ? verdict.gaps : first).filter { !isAnswered($0) }
            .map { Self.place(of: $0.access, isAsked, hardware.release) }.uniqued()
        commands = Self.commands(deciding, shown)
    }

    /// Where `nvidia-smi` is not on PATH, it may be in the folder of WSL2; but the kernel, where it is not
    /// told, is asked for before that.
    private static func place(
        of access: Access, _ isAsked: Bool, _ release: String?
    ) -> Access {
        let folder = "/usr/lib/wsl/lib"
        switch access {
        case .command(let argv) where argv.first?.hasPrefix(folder) == true && isAsked:
            return release == Self.untold ? .platform : .directory(folder)
        case .directory(folder) where release == Self.untold: return .platform
        default: return access
        }
    }

    /// The release of a platform of which only system and processor are said.
    private static let untold = "unknown"

    /// One command for each question, but one alone for all files, and for all folders.
    private static func commands(_ accesses: [Access], _ shown: String?) -> [String] {
        var files: [Access] = []
        var folders: [Access] = []
        var commands: [String] = []
        for access in accesses {
            switch access {
            case .file where !isBus(access): files.append(access)
            case .directory where !isBus(access): folders.append(access)
            default: if let text = command([access], shown: shown) { commands.append(text) }
            }
        }
        for group in [files, folders] where !group.isEmpty {
            if let text = command(group, shown: shown) { commands.append(text) }
        }
        return commands.uniqued()
    }

    private static func isBus(_ access: Access) -> Bool {
        switch access {
        case .file(let path), .directory(let path): path.hasPrefix(BusTold.root)
        default: false
        }
    }

    private static func command(_ accesses: [Access], shown: String?) -> String? {
        guard let access = accesses.first else { return nil }
        if isBus(access) { return ImportKind.lspci.source }
        let paths = accesses.compactMap { access -> String? in
            switch access {
            case .file(let path), .directory(let path): path
            default: nil
            }
        }
        switch access {
        case .platform:
            return switch shown {
            case "Windows_NT": cim("Win32_Processor", ["Name", "Architecture"])
            case "Darwin": "system_profiler SPHardwareDataType"
            default: ImportKind.uname.source
            }
        case .file(let path):
            return paths.count == 1
                ? "cat \(path)" : "tail -v -n +1 \(CommandWords.line(paths)) 2>&1"
        case .directory: return "ls \(CommandWords.line(paths)) 2>&1"
        case .environment: return nil
        case .command(let argv):
            return switch ProbeQuestion(argv) {
            case .nvidiaFields, .nvidiaDetails, .nvidiaTable: ImportKind.nvidiaSMI.source
            case .sysctl: "system_profiler SPHardwareDataType"
            case .rocmSMI: ImportKind.rocmSMI.source
            case .amdSMI: ImportKind.amdSMI.source
            case .dockerInfo: ImportKind.docker.source
            case .toolkit, .runtimeProgram: CommandWords.line(argv)
            case .cim(let type, let properties): cim(type, properties)
            default: argv == VulkanInfo.argv ? ImportKind.vulkaninfo.source : nil
            }
        }
    }

    private static func cim(_ type: String, _ properties: [String]) -> String {
        "Get-CimInstance \(type) | Select-Object \(properties.joined(separator: ",")) | "
            + "ConvertTo-Json"
    }

    package var json: JSON {
        .array(
            open.map { open in
                [
                    "question": .string(Sanitized.line(open.question)),
                    "why": .string(Sanitized.line(open.why)),
                    "paste": .string(orNull: open.command),
                ]
            })
    }
}
