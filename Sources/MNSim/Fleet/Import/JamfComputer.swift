import MNCore

/// A computer as Jamf Pro's `/api/v1/computers-inventory` has it.
///
/// On Apple Silicon chip and memory tell the GPU.
enum JamfComputer {
    static func machine(_ computer: JSON) throws(NotTaken) -> ReportedMachine {
        guard let hardware = computer["hardware"], hardware.object != nil else {
            throw NotTaken("it has no section HARDWARE")
        }
        var machine = ReportedMachine()
        machine.system = "macOS"
        machine.processor = hardware["processorArchitecture"]?.string
        machine.processorName = hardware["processorType"]?.string
        if hardware["appleSilicon"]?.bool == true { machine.processor = "arm64" }
        machine.model = hardware["model"]?.string ?? hardware["modelIdentifier"]?.string
        let general = computer["general"]
        machine.identity = [
            computer["udid"]?.string ?? hardware["serialNumber"]?.string ?? computer["id"]?.string
                ?? general?["name"]?.string
        ].compactMap(\.self)
        machine.lastSeen =
            [general?["lastContactTime"], general?["reportDate"]]
            .lazy.compactMap { $0?.string }.compactMap { CalendarDate(String($0.prefix(10))) }.first
        if let count = hardware["totalRamMegabytes"]?.integer, count > 0,
            let size = ByteCount.mebibytes(exactly: count), size <= MemorySize.believable
        {
            machine.memory = .value(size)
        } else {
            machine.memory = .unknown("Jamf has no memory of it")
        }
        return machine
    }
}
