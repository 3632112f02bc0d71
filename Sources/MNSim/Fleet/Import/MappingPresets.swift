package import MNCore

extension Mapping {
    /// Tables that are known by name, with the columns that their programs give them.
    package enum Preset: String, CaseIterable, Sendable {
        case fleet, intune, jamf, configmgr, aws

        /// What it is for, for a list.
        package var words: String {
            switch self {
            case .fleet: "hosts of Fleet, or osquery's system_info"
            case .intune: "devices of Intune, as the Graph API or its export lists them"
            case .jamf: "an advanced search of Jamf Pro, as CSV"
            case .configmgr: "a query of ConfigMgr over X86_PC_MEMORY and VIDEO_CONTROLLER"
            case .aws: "aws ec2 describe-instance-types"
            }
        }

        /// The mapping, as a file would have it.
        package var text: String {
            switch self {
            case .fleet: Mapping.fleet
            case .intune: Mapping.intune
            case .jamf: Mapping.jamf
            case .configmgr: Mapping.configmgr
            case .aws: Mapping.aws
            }
        }
    }

    package init(_ preset: Preset) throws(DocumentFault) {
        self = try Self.read(Array(preset.text.utf8), name: "preset \(preset.rawValue)")
    }

    // fleetdm/fleet, struct Host: its columns are the keys of its JSON; osquery, table system_info.
    private static let fleet = """
        {"schema": "mn.fleet.mapping/1",
         "columns": {
           "system": ["platform", "os_version"],
           "arch": {"column": "cpu_type", "words": {"x86_64h": "x86_64", "arm64e": "arm64"}},
           "cpu": "cpu_brand",
           "ram": {"column": ["memory", "physical_memory"], "unit": "B"},
           "model": "hardware_model",
           "last_seen": ["seen_time", "last_seen", "detail_updated_at"],
           "identity": ["uuid", "hardware_serial", "hostname"],
           "names": ["computer_name", "display_name", "primary_ip", "primary_mac", "public_ip",
                     "local_hostname", "email"]},
         "rows": ["hosts"]}
        """

    // Microsoft Graph, resource managedDevice; its lists give 0 for the memory of every device.
    private static let intune = """
        {"schema": "mn.fleet.mapping/1",
         "columns": {
           "system": ["operatingSystem", "OS"],
           "arch": {"column": ["processorArchitecture", "Cpu.Architecture"],
                    "words": {"arm64": "arm64", "arm": "armv7", "x86": "x86"}},
           "cpu": "Cpu.Model",
           "ram": {"column": ["physicalMemoryInBytes", "MemoryInfo.PhysicalMemoryTotalBytes"],
                   "unit": "B"},
           "model": ["model", "Model"],
           "last_seen": ["lastSyncDateTime", "Last check-in"],
           "identity": ["azureADDeviceId", "serialNumber", "Serial number", "id", "deviceName"],
           "names": ["Device name", "userPrincipalName", "userDisplayName", "emailAddress", "imei",
                     "wiFiMacAddress", "ethernetMacAddress", "Primary user UPN",
                     "Primary user display name", "Primary user email address"]},
         "rows": ["value"],
         "assumed": ["Intune's lists tell no GPU, and its memory is 0 unless each device is asked."]}
        """

    // Jamf Pro, the display names of an advanced computer search.
    private static let jamf = """
        {"schema": "mn.fleet.mapping/1",
         "columns": {
           "arch": "Architecture Type",
           "cpu": "Processor Type",
           "ram": {"column": "Total RAM MB", "unit": "MiB"},
           "model": ["Model", "Model Identifier"],
           "last_seen": ["Last Inventory Update", "Last Check-in"],
           "identity": ["Serial Number", "UDID", "Jamf Pro Computer ID", "Computer Name"],
           "names": ["Username", "Full Name", "Email Address", "Asset Tag", "IP Address",
                     "MAC Address", "Last Reported IP Address"]},
         "constants": {"system": "macOS"}}
        """

    // ConfigMgr's SQL views: TotalPhysicalMemory0 is in KB, AdapterRAM0 in KB of a 32-bit number.
    private static let configmgr = """
        {"schema": "mn.fleet.mapping/1",
         "columns": {
           "system": ["Caption0", "Operating_System_Name_and0"],
           "arch": ["SystemType0", "OSArchitecture0"],
           "cpu": "Name0",
           "ram": {"column": "TotalPhysicalMemory0", "unit": "KiB"},
           "gpu": {"column": ["VideoController0", "GPU0", "Description0"], "separator": ";"},
           "gpu_memory": {"column": "AdapterRAM0", "unit": "KiB", "bits": 32},
           "driver": "DriverVersion0",
           "model": "Model0",
           "last_seen": ["LastHWScan", "LastHWScan0"],
           "identity": ["ResourceID", "Netbios_Name0"],
           "names": ["User_Name0", "UserName0", "Full_User_Name0", "SerialNumber0"]},
         "constants": {"system": "Windows"},
         "row_per_gpu": true}
        """

    // AWS EC2 API, DescribeInstanceTypes.
    private static let aws = """
        {"schema": "mn.fleet.mapping/1",
         "columns": {
           "system": {"column": "ProcessorInfo.SupportedArchitectures",
                      "words": {"i386": "Linux", "i386;x86_64": "Linux", "x86_64;i386": "Linux",
                                "x86_64": "Linux", "arm64": "Linux", "arm64_mac": "macOS",
                                "x86_64_mac": "macOS"}},
           "arch": {"column": "ProcessorInfo.SupportedArchitectures",
                    "words": {"arm64_mac": "arm64", "x86_64_mac": "x86_64"}},
           "ram": {"column": "MemoryInfo.SizeInMiB", "unit": "MiB"},
           "gpu": {"column": "GpuInfo.Gpus.Name", "separator": ";", "if_missing": "none"},
           "gpu_maker": "GpuInfo.Gpus.Manufacturer",
           "gpu_memory": {"column": "GpuInfo.Gpus.MemoryInfo.SizeInMiB", "unit": "MiB"},
           "model": "InstanceType",
           "count": ["Count", "InstanceCount"]},
         "constants": {"system": "Linux"},
         "rows": ["InstanceTypes"],
         "assumed": ["Instances are taken for Linux, but for Macs; their images tell, and are not in this list."]}
        """
}
