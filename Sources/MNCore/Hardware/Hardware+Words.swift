extension Hardware.Note: CustomStringConvertible {
    package var description: String {
        switch self {
        case .toolWithoutDevice(let tool, let gap):
            "\(tool) is installed but found no device (\(gap.reason)); nothing else shows one."
        case .runtimeWithoutGPU(let vendor):
            "Docker has the runtime '\(vendor == .amd ? "rocm" : vendor.rawValue)' and this machine no "
                + "\(vendor.words) GPU: the runner takes an image that does not use the GPU that is "
                + "there. Take the runtime out of /etc/docker/daemon.json, restart Docker, then run: "
                + "docker model reinstall-runner"
        case .hiddenDevices(let variable, let value):
            "\(variable)='\(Sanitized.line(value))' hides GPUs from programs of this user, "
                + "but not from the Model Runner."
        case .unlistedAdapter(let name, let reason, let memory):
            switch reason {
            case .intel:
                "\(Sanitized.line(name)) is there; Intel graphics are judged as processor only."
            case .radeonDriver:
                "\(Sanitized.line(name)) uses the driver 'radeon', which computes nothing for models."
            case .otherVendor:
                "\(Sanitized.line(name))\(memory.map { " (\($0))" } ?? "") is there, "
                    + "and is on no row of the table."
            }
        case .container(let kind): "This is inside a container (\(Sanitized.line(kind)))."
        case .memoryLimit(let limit, ofContainer: true):
            "This container is limited to \(limit); the Docker engine is outside of it, and no more "
                + "is known of the memory there."
        case .memoryLimit(let limit, ofContainer: false):
            "This session is limited to \(limit); the limit does not bind the Model Runner, which "
                + "runs outside of it."
        case .virtualMachine(let kind): "This is a virtual machine (\(Sanitized.line(kind)))."
        case .wsl:
            "This is WSL2: its memory is a share of the machine's, set in .wslconfig on Windows."
        case .wsl1: "This is WSL1, from which no GPU can be reached; WSL2 can: wsl --set-version"
        case .damagedCard(let card):
            "The infoROM of \(Sanitized.line(card)) is corrupted; it is used all the same."
        case .emulated(let process):
            "This program runs emulated, as \(process); the machine's own processor counts."
        }
    }
}

extension Hardware.Note {
    /// Whether it tells of a virtual machine, which goes without saying of WSL2.
    var isVirtualMachine: Bool {
        if case .virtualMachine = self { true } else { false }
    }
}

extension GPU.Fault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .driverError(let gap): "its driver does not work (\(gap.reason))"
        case .driverMismatch:
            "its driver was updated and not yet loaded: library and kernel module differ"
        case .noDriver(let bound?): "its kernel driver is '\(bound)', not 'nvidia'"
        case .noDriver(nil): "no kernel driver is bound to it"
        case .noMIGInstance: "MIG mode is on, and no MIG instance was made"
        case .tooOld(let generation, let minimum):
            "its generation (\(generation)) is older than the backend supports (\(minimum))"
        }
    }

    /// The way to use the GPU after all; nil if there is none.
    package func fix(isWSL: Bool = false) -> String? {
        switch self {
        case .driverError where isWSL, .driverMismatch where isWSL, .noDriver where isWSL:
            "Install or repair the NVIDIA driver on Windows, then run there: wsl --shutdown"
        case .driverError, .noDriver(nil):
            "Install or repair the NVIDIA driver until this works: nvidia-smi"
        case .noDriver: "Install NVIDIA's own driver, and restart: nvidia-smi"
        case .driverMismatch: "Restart the machine: sudo reboot"
        case .noMIGInstance: "Make an instance: sudo nvidia-smi mig -cgi 0 -C"
        case .tooOld: nil
        }
    }
}

extension MemorySize: CustomStringConvertible {
    package var description: String { bytes.description }
}
