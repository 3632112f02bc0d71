/// `nvidia-smi --query-gpu`: what is asked, and what came back.
struct NVIDIAQuery: Sendable {
    /// The program that answered; the one on PATH where none did.
    let program: String
    let reply: Reply

    /// A field that is asked for; the raw value is nvidia-smi's name for it.
    enum Field: String, Sendable {
        case index
        case address = "pci.bus_id"
        case name
        case memory = "memory.total"
        case driver = "driver_version"
        case computeCapability = "compute_cap"
        case migMode = "mig.mode.current"
        case addressingMode = "addressing_mode"
    }

    /// One unknown field fails the whole query, so older drivers are asked for less (hardware.md §3.1):
    /// `addressing_mode` came with R535, `compute_cap` with R510.
    static let tiers: [[Field]] = [
        [
            .index, .address, .name, .memory, .driver, .computeCapability, .migMode,
            .addressingMode,
        ],
        [.index, .address, .name, .memory, .driver, .computeCapability, .migMode],
        [.index, .address, .name, .memory, .driver],
    ]

    /// It is slow with persistence mode off on many GPUs, and hangs on a wedged driver.
    static let timeLimit = TimeLimit.long

    package static func argv(_ program: String, _ fields: [Field]) -> [String] {
        [
            program, "--query-gpu=\(fields.map(\.rawValue).joined(separator: ","))",
            "--format=csv,noheader,nounits",
        ]
    }

    struct Row: Sendable {
        let access: Access
        /// From 1.
        let number: Int
        let cells: [Field: (text: String, column: Int)]

        subscript(field: Field) -> String? { cells[field]?.text }

        /// What says that the card is there no more until the machine restarts (NVML,
        /// `NVML_ERROR_GPU_IS_LOST` and `NVML_ERROR_RESET_REQUIRED`); nil if nothing does.
        var goneCell: String? {
            [self[.name], self[.memory]].compactMap(\.self).first {
                ["[GPU is lost]", "[GPU requires reset]"].contains($0)
            }
        }

        func evidence(_ field: Field) -> [Evidence] {
            guard let cell = cells[field] else { return [] }
            return [Evidence(access, "row \(number), column \(cell.column)", quote: cell.text)]
        }
    }

    enum Reply: Sendable {
        /// GPUs, the lines that begin like one and are cut, and the addresses of cards whose infoROM is
        /// corrupted.
        case rows([Row], damaged: [Gap], corrupted: [String])
        /// Exit 0 or 6, and no GPU listed.
        case noDevices(Gap)
        case mismatch(Gap)
        /// Any other exit, a signal, or an output that is no table.
        case broken(Gap)
        /// The program is not there, may not be run, did not end in time, or was not asked in a recording.
        case unanswered(Gap)
    }

    /// Whether there is no such program.
    var isAbsent: Bool {
        if case .unanswered(let gap) = reply { gap.reason == .absent } else { false }
    }

    /// Where the driver of Windows puts its program under WSL2; one installed inside the
    /// distribution does not work there (hardware.md §9).
    static let wslProgram = "/usr/lib/wsl/lib/nvidia-smi"

    /// Where the driver puts its program on Windows, which old ones do not put on PATH.
    static let windowsPrograms = [
        #"C:\Windows\System32\nvidia-smi.exe"#,
        #"C:\Program Files\NVIDIA Corporation\NVSMI\nvidia-smi.exe"#,
    ]

    /// Asks the driver's program; where this is WSL2, or may be, first that of Windows.
    static func ask(
        isWSL: Bool, isWindows: Bool = false, _ inquiry: Inquiry
    ) async -> NVIDIAQuery {
        let onPath = "nvidia-smi"
        let programs =
            (isWSL ? [wslProgram] : []) + [onPath] + (isWindows ? windowsPrograms : [])
        // The first that may be there after all; else the one on PATH, which is not.
        var open: NVIDIAQuery?
        var absent: NVIDIAQuery?
        for program in programs {
            let query = NVIDIAQuery(program: program, reply: await ask(program, inquiry))
            guard case .unanswered(let gap) = query.reply, gap.reason != .timedOut else {
                return query
            }
            if gap.reason == .absent {
                if program == onPath { absent = query }
            } else if gap.reason != .unrecorded || !windowsPrograms.contains(program) {
                // Older recorders did not ask in the folders of Windows.
                open = open ?? query
            }
        }
        guard let query = open ?? absent else { preconditionFailure("PATH is always searched") }
        return query
    }

    /// Asks tier by tier until the driver knows all fields.
    private static func ask(_ program: String, _ inquiry: Inquiry) async -> Reply {
        var reply = Reply.unanswered(Gap(.command([program]), .unrecorded))
        for fields in tiers {
            let argv = argv(program, fields)
            let access = Access.command(argv)
            switch await inquiry.command(argv, within: timeLimit) {
            case .absent: return .unanswered(Gap(access, .absent))
            case .gap(let gap): return .unanswered(gap)
            case .known(let result):
                reply = read(result, fields, access)
                let said = result.standardOutput + result.standardError
                let isUnknownField = TextLines(said).lines.contains {
                    $0.contains("is not a valid field to query")
                }
                if !isUnknownField { return reply }
            }
        }
        return reply
    }

    private static func read(_ result: CommandResult, _ fields: [Field], _ access: Access) -> Reply
    {
        let lines = TextLines(result.standardOutput).lines
        let saysNone = lines.contains { $0.contains("No devices were found") }
        switch result.ending {
        case .exited(18): return .mismatch(Gap(access, .failed(result.summary)))
        // 14 warns of a corrupted infoROM; the rows are as good (NVIDIA/gpu-operator#285).
        case .exited(0), .exited(6), .exited(14):
            var rows: [Row] = []
            var damaged: [Gap] = []
            for (index, line) in lines.enumerated() where startsWithIndex(line) {
                // Every line is ended; without its end the last cell may be cut.
                let isEnded = index < lines.count - 1
                if isEnded, let row = row(line, number: index + 1, fields, access) {
                    rows.append(row)
                } else {
                    damaged.append(Gap(access, .unreadable("row \(index + 1) is cut: '\(line)'")))
                }
            }
            if rows.count > GPU.most {
                damaged.append(Gap(access, .unreadable("over \(GPU.most) GPUs")))
                rows.removeLast(rows.count - GPU.most)
            }
            if result.isTruncated { damaged.append(Gap(access, .unreadable("there was more"))) }
            if !rows.isEmpty || !damaged.isEmpty {
                return .rows(rows, damaged: damaged, corrupted: corrupted(result))
            }
            if saysNone || result.ending == .exited(6) {
                return .noDevices(Gap(access, .failed(result.summary)))
            }
            return .broken(Gap(access, .unreadable("no GPU rows in: \(result.summary)")))
        default: return .broken(Gap(access, .failed(result.summary)))
        }
    }

    /// The cards that warnings name: `WARNING: infoROM is corrupted at gpu 0000:00:1E.0`.
    private static func corrupted(_ result: CommandResult) -> [String] {
        let lines =
            TextLines(result.standardOutput).lines + TextLines(result.standardError).lines
        return lines.filter { $0.contains("infoROM is corrupted") }
            .compactMap { $0.split(separator: " ").last.map(String.init) }
            .compactMap(PCIDisplays.address).uniqued()
    }

    /// Whether a line begins as the row of a GPU does: `0, `; banners and error texts do not.
    private static func startsWithIndex(_ line: String) -> Bool {
        let cells = line.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
        return cells.count == 2 && (Int(cells[0].trimmed) ?? -1) >= 0
    }

    /// A line with as many cells as fields and a number in front; nil for any other.
    private static func row(
        _ line: String, number: Int, _ fields: [Field], _ access: Access
    ) -> Row? {
        // One cell of drivers from 610 on has a comma in it: `Deprecated, see "KMD version" instead`.
        let cells = line.replacing("Deprecated, see", with: "Deprecated; see")
            .split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
        guard cells.count == fields.count, let index = Int(cells[0]), index >= 0 else { return nil }
        var found: [Field: (String, Int)] = [:]
        for (column, (field, cell)) in zip(fields, cells).enumerated() {
            found[field] = (cell, column + 1)
        }
        return Row(access: access, number: number, cells: found)
    }
}
