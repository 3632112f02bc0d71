/// The tools whose output can become a profile.
package enum ImportKind: String, Hashable, Sendable, CaseIterable {
    /// `nvidia-smi -q -x`.
    case nvidiaSMI = "nvidia-smi"
    /// `system_profiler -json SPHardwareDataType SPDisplaysDataType`, or the same with `-xml`.
    case systemProfiler = "system-profiler"
    /// The folder that `hwloc-gather-topology` packed.
    case hwloc
    /// `Get-CimInstance … | ConvertTo-Json` of Windows's PowerShell.
    case windowsCIM = "windows-cim"

    /// The command that gives such output.
    package var source: String {
        switch self {
        case .nvidiaSMI: "nvidia-smi -q -x"
        case .systemProfiler: "system_profiler -json SPHardwareDataType SPDisplaysDataType"
        case .hwloc: "hwloc-gather-topology"
        case .windowsCIM: "Get-CimInstance Win32_ComputerSystem | ConvertTo-Json, and so on"
        }
    }
}
