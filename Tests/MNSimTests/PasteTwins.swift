import MNCore

@testable import MNSim

/// A machine of which all is known, as what its owner would paste.
///
/// The pastes are made from the answers of a profile, so that the verdict on them can be held against that on all.
struct PasteTwin {
    let profile: Profile
    let hardware: Hardware

    init(_ profile: Profile) async {
        self.profile = profile
        hardware = await Hardware.probe(ReplayMachine(profile))
    }

    /// The pastes by the name of what printed them; those that the profile does not tell are not there.
    var pastes: [(name: String, text: String)] {
        var pastes: [(String, String)] = []
        if let rows {
            pastes.append(("table", table(rows)))
            pastes.append(("rows", list(rows)))
            pastes.append(("list", details(rows)))
        }
        if let kilobytes {
            for option in ["-b", "-k", "-m", "-g", "-h"] {
                pastes.append(("free \(option)", free(kilobytes, option)))
            }
            pastes.append(("meminfo", "MemTotal:       \(kilobytes) kB\nMemFree: 1 kB\n"))
        }
        if let bus { pastes.append(("lspci", bus)) }
        if let platform { pastes.append(("uname", platform)) }
        return pastes
    }

    private func output(_ isAsked: ([String]) -> Bool) -> String? {
        for exchange in profile.recording.exchanges {
            if case .command(let argv) = exchange.access, isAsked(argv),
                case .ended(let result) = exchange.outcome, result.ending == .exited(0),
                !result.isTruncated
            {
                return TextLines(result.standardOutput).lines.joined(separator: "\n")
            }
        }
        return nil
    }

    private func file(_ path: String) -> String? {
        guard case .bytes(let bytes)? = profile.recording[.file(path)] else { return nil }
        return TextLines(bytes).lines.first?.trimmed
    }

    // MARK: - nvidia-smi

    private typealias Row = [String: String]

    /// The rows of the fullest query that the driver answered.
    private var rows: [Row]? {
        for exchange in profile.recording.exchanges.sorted(by: {
            $0.access.description.count > $1.access.description.count
        }) {
            guard case .command(let argv) = exchange.access,
                case .nvidiaFields(let fields)? = ProbeQuestion(argv),
                case .ended(let result) = exchange.outcome, result.ending == .exited(0)
            else { continue }
            let rows = TextLines(result.standardOutput).lines.compactMap { line -> Row? in
                let cells = line.split(separator: ",", omittingEmptySubsequences: false)
                    .map(\.trimmed)
                guard cells.count == fields.count, Int(cells[0]) != nil else { return nil }
                return Dictionary(zip(fields, cells)) { first, _ in first }
            }
            // Where a board is divided, the pastes tell its instances, and these are not made here.
            let isMIG = rows.contains { $0["mig.mode.current"] == "Enabled" }
            let isOdd = rows.contains { DottedVersion($0["driver_version"] ?? "") == nil }
            return rows.isEmpty || isMIG || isOdd ? nil : rows
        }
        return nil
    }

    private var cuda: String {
        hardware.gpus.lazy.compactMap(\.cuda.value).first.map { "\($0)" } ?? "N/A"
    }

    private func table(_ rows: [Row]) -> String {
        func cell(_ text: String, _ width: Int, isRight: Bool = false) -> String {
            let blanks = String(repeating: " ", count: max(0, width - text.count))
            return isRight ? blanks + text : text + blanks
        }
        let border =
            "+"
            + [41, 24, 22].map { String(repeating: "-", count: $0) }
            .joined(separator: "+") + "+\n"
        let driver = rows[0]["driver_version"] ?? ""
        var text = border
        text += "| NVIDIA-SMI \(driver)   Driver Version: \(driver)   CUDA Version: \(cuda)  |\n"
        text += border
        text +=
            "| GPU  Name                 Persistence-M | Bus-Id          Disp.A | Volatile Uncorr. ECC |\n"
        text +=
            "| Fan  Temp   Perf          Pwr:Usage/Cap |           Memory-Usage | GPU-Util  Compute M. |\n"
        text +=
            "|                                         |                        |               MIG M. |\n"
        text += border.replacing("-", with: "=").replacing("+", with: "|")
        for row in rows {
            let name = row["name"] ?? ""
            // The program cuts it to its column.
            let shown = name.count > 27 ? name.prefix(24) + "..." : name[...]
            let memory = row["memory.total"].flatMap { Int($0.split(separator: " ").first ?? "") }
            let used =
                memory.map { cell("1MiB / \($0)MiB", 22, isRight: true) }
                ?? cell("Not Supported", 22)
            let mode = row["mig.mode.current"].map { $0 == "[N/A]" ? "N/A" : $0 } ?? "N/A"
            text +=
                "| \(cell(row["index"] ?? "", 3, isRight: true))  \(cell(String(shown), 27))  Off   | "
            text += "\(cell(row["pci.bus_id"] ?? "N/A", 17)) Off   |                  N/A |\n"
            text += "|  0%   41C    P8             12W /  320W | \(used) |      0%      Default |\n"
            text +=
                "| \(String(repeating: " ", count: 39)) | \(String(repeating: " ", count: 22)) |"
            text += " \(cell(mode, 20, isRight: true)) |\n" + border
        }
        return text
    }

    private func list(_ rows: [Row]) -> String {
        let fields = ["name", "memory.total", "driver_version", "mig.mode.current"]
            .filter { rows[0][$0] != nil }
        let heading = fields.map { $0 == "memory.total" ? "\($0) [MiB]" : $0 }
        return heading.joined(separator: ", ") + "\n"
            + rows.map { row in
                fields.map { field in
                    let cell = row[field] ?? ""
                    return field == "memory.total" && Int(cell) != nil ? "\(cell) MiB" : cell
                }.joined(separator: ", ") + "\n"
            }.joined()
    }

    private func details(_ rows: [Row]) -> String {
        var text = "\n==============NVSMI LOG==============\n\n"
        text += "Driver Version                            : \(rows[0]["driver_version"] ?? "")\n"
        text += "CUDA Version                              : \(cuda)\n\n"
        text += "Attached GPUs                             : \(rows.count)\n"
        for (row, gpu) in zip(rows, hardware.gpus.filter { $0.vendor == .nvidia }) {
            let memory = row["memory.total"].flatMap { Int($0.split(separator: " ").first ?? "") }
            text += "GPU \(row["pci.bus_id"] ?? "N/A")\n"
            text += "    Product Name                          : \(gpu.name)\n"
            if let brand = gpu.brand.value {
                text += "    Product Brand                         : \(brand)\n"
            }
            if let mode = row["mig.mode.current"] {
                text += "    MIG Mode\n        Current                           : "
                text += (mode == "[N/A]" ? "N/A" : mode) + "\n"
            }
            text += "    FB Memory Usage\n        Total                             : "
            text += (memory.map { "\($0) MiB" } ?? "N/A") + "\n    Processes : None\n"
        }
        return text
    }

    // MARK: - The rest of the machine

    private var kilobytes: Int? {
        guard let text = file("/proc/meminfo"), text.hasPrefix("MemTotal:") else { return nil }
        return text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }

    private func free(_ kilobytes: Int, _ option: String) -> String {
        let shown =
            switch option {
            case "-b": "\(kilobytes * 1_024)"
            case "-k": "\(kilobytes)"
            case "-m": "\(kilobytes / 1_024)"
            case "-g": "\(kilobytes / 1_024 / 1_024)"
            default: Self.rounded(kilobytes)
            }
        return "$ free \(option)\n      total   used   free  shared  buff/cache  available\n"
            + "Mem:  \(shown)  1  1  1  1  1\nSwap: 0 0 0\n"
    }

    /// As `free -h` has it: at most four letters and an `i`.
    private static func rounded(_ kilobytes: Int) -> String {
        var (size, unit) = (Double(kilobytes), 0)
        while unit < 3 {
            let tenths = (size * 10).rounded() / 10
            if "\(tenths)".count <= 3 { return "\(tenths)\(["K", "M", "G", "T"][unit])i" }
            if size < 1_000 { return "\(Int(size))\(["K", "M", "G", "T"][unit])i" }
            size /= 1_024
            unit += 1
        }
        return "\(Int(size))Ti"
    }

    private var bus: String? {
        guard case .entries(let entries)? = profile.recording[.directory(BusTold.root)] else {
            return nil
        }
        var text = "0000:00:00.0 Host bridge [0600]: Maker Device [8086:1234]\n"
        text += "0000:00:1f.3 Audio device [0403]: Maker Device [8086:1235]\n"
        for entry in entries {
            let folder = "\(BusTold.root)/\(entry.name)"
            guard let kind = file("\(folder)/class"), let vendor = file("\(folder)/vendor"),
                let device = file("\(folder)/device")
            else { return nil }
            text += "\(entry.name) Thing [\(kind.dropFirst(2).prefix(4))]: Maker Name [X] "
            text += "[\(vendor.dropFirst(2)):\(device.dropFirst(2))] (rev a1)\n"
            guard case .bytes(let bytes)? = profile.recording[.file("\(folder)/uevent")] else {
                continue
            }
            if let driver = TextLines(bytes).value(of: "DRIVER", separator: "=")?.value {
                text += "\tKernel driver in use: \(driver)\n"
            }
            text += "\tKernel modules: something\n"
        }
        return text
    }

    private var platform: String? {
        guard case .platform(let platform)? = profile.recording[.platform],
            platform.system == "Linux"
        else { return nil }
        return "Linux box \(platform.release) #1 SMP \(platform.machine) GNU/Linux\n"
    }
}
