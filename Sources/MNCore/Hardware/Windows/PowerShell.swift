/// Questions to Windows's CIM, asked through PowerShell and answered in JSON.
struct PowerShell: Sendable {
    let inquiry: Inquiry

    enum Query: Sendable {
        case computerSystem, physicalMemory, processor, videoController
        /// The class key of display adapters in the registry.
        case displayClass

        /// The class and the properties asked for; none of them names the machine or its user.
        private var parts: (type: String, properties: String) {
            switch self {
            case .computerSystem:
                (
                    "Win32_ComputerSystem",
                    "Manufacturer,Model,SystemType,TotalPhysicalMemory,HypervisorPresent"
                )
            case .physicalMemory: ("Win32_PhysicalMemory", "Capacity")
            case .processor: ("Win32_Processor", "Name,Architecture")
            case .videoController:
                (
                    "Win32_VideoController",
                    "Name,AdapterCompatibility,AdapterRAM,PNPDeviceID,DriverVersion,VideoProcessor,"
                        + "Status,ConfigManagerErrorCode"
                )
            case .displayClass:
                (
                    "-Path 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Class"
                        + "\\{4d36e968-e325-11ce-bfc1-08002be10318}\\0*' -ErrorAction SilentlyContinue",
                    "MatchingDeviceId,@{n='Size';e={$_.'HardwareInformation.qwMemorySize'}}"
                )
            }
        }

        /// What reads it.
        private var command: String {
            self == .displayClass ? "Get-ItemProperty" : "Get-CimInstance"
        }

        /// The registry is asked after others, and CIM may be long in starting.
        var timeLimit: TimeLimit { self == .displayClass ? .short : .long }

        var argv: [String] {
            let (type, properties) = parts
            return [
                "powershell", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass",
                "-Command",
                "[Console]::OutputEncoding=[Text.Encoding]::UTF8; \(command) \(type) | "
                    + "Select-Object \(properties) | ConvertTo-Json -Compress",
            ]
        }
    }

    struct Rows: Sendable {
        var access: Access
        /// One object for each instance; PowerShell prints a single one without brackets.
        var objects: [JSONObject]
    }

    func ask(_ query: Query) async -> Inquiry.Answer<Rows> {
        let access = Access.command(query.argv)
        let result: CommandResult
        switch await inquiry.success(of: query.argv, within: query.timeLimit) {
        case .absent: return .gap(Gap(access, .absent))
        case .gap(let gap): return .gap(gap)
        case .known(let ended): result = ended
        }
        let text = TextLines(result.standardOutput).lines.joined(separator: "\n")
        if text.isBlank { return .gap(Gap(access, .unreadable("it said nothing"))) }
        do throws(JSONFault) {
            switch try JSON.parse(text) {
            case .object(let object): return .known(Rows(access: access, objects: [object]))
            case .array(let elements):
                return .known(Rows(access: access, objects: elements.compactMap(\.object)))
            case let other:
                return .gap(Gap(access, .unreadable("expected objects, found \(other.kind)")))
            }
        } catch { return .gap(Gap(access, .unreadable("\(error)"))) }
    }
}

/// The sizes that drivers of Windows leave in the registry, which holds removed adapters too.
struct WindowsSizes: Sendable {
    private struct Key: Sendable {
        /// The parts of `MatchingDeviceId`: `PCI`, `VEN_1002`, `DEV_73FF`.
        var parts: Set<Substring>
        var bytes: ByteCount
    }

    private var access = Access.command(PowerShell.Query.displayClass.argv)
    private var keys: [Key] = []
    private var gaps: [Gap] = []

    static func read(_ inquiry: Inquiry) async -> WindowsSizes {
        var sizes = WindowsSizes()
        switch await PowerShell(inquiry: inquiry).ask(.displayClass) {
        case .absent: break
        case .gap(let gap): sizes.gaps = [gap]
        case .known(let rows):
            for row in rows.objects {
                guard let device = row["MatchingDeviceId"]?.string,
                    let bytes = MemorySize.believed(row["Size"]?.integer), bytes > .zero
                else { continue }
                sizes.keys.append(Key(parts: parts(device), bytes: bytes))
            }
        }
        return sizes
    }

    /// The size that the driver of a live adapter left; unknown if it left none, or several that differ.
    func size(of device: String) -> Fact<MemorySize> {
        let parts = Self.parts(device)
        let sizes = Set(keys.filter { $0.parts.isSubset(of: parts) }.map(\.bytes))
        guard let bytes = sizes.first, sizes.count == 1 else {
            return .unknown(
                gaps.isEmpty
                    ? [Gap(access, .unreadable("no one size for \(device)"))] : gaps)
        }
        return .known(
            .nominal(bytes),
            [Evidence(access, "HardwareInformation.qwMemorySize", quote: bytes.number)])
    }

    private static func parts(_ device: String) -> Set<Substring> {
        Set(device.uppercased().split { $0 == "\\" || $0 == "&" })
    }
}
