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
        let general = computer["general"]
        // The identifier is Apple's; the name of a model may be what somebody typed.
        machine.model = hardware["modelIdentifier"]?.string ?? hardware["model"]?.string
        let user = computer["userAndLocation"]
        machine.names = [
            general?["name"], general?["assetTag"], general?["barcode1"], general?["barcode2"],
            general?["lastIpAddress"], general?["lastReportedIp"], hardware["serialNumber"],
            hardware["macAddress"], hardware["altMacAddress"], computer["udid"],
            user?["username"], user?["realname"], user?["email"],
        ].compactMap { $0?.string }
        machine.identity = [
            computer["udid"]?.string ?? hardware["serialNumber"]?.string ?? computer["id"]?.string
                ?? general?["name"]?.string
        ].compactMap(\.self)
        machine.see([general?["lastContactTime"]?.string, general?["reportDate"]?.string])
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
