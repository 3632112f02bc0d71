import MNCore

/// Something that a candidate may have.
struct Trait: Sendable {
    let words: String
    let apply: @Sendable (inout GeneratedMachine) -> Void

    init(_ words: String, _ apply: @escaping @Sendable (inout GeneratedMachine) -> Void) {
        self.words = words
        self.apply = apply
    }
}

// MARK: - GPUs

extension Trait {
    static let noGPU = Trait("no GPU") { $0.cim["Win32_VideoController"] = .output("[]\r\n") }

    /// All of several traits.
    static func all(_ traits: [Trait]) -> Trait {
        Trait(traits.map(\.words).joined(separator: " and ")) { candidate in
            for trait in traits { trait.apply(&candidate) }
        }
    }

    // MARK: - NVIDIA

    /// A driver with all that the newest image asks for.
    static let newDriver = "615.20"

    /// A card; nil for what the driver does not tell.
    static func nvidia(
        mebibytes: Int?, capability: String? = "8.9", driver: String = newDriver,
        name: String = "NVIDIA GeForce RTX 4090"
    ) -> Trait {
        let memory = mebibytes.map { "\($0) MiB" } ?? "memory not known"
        let generation = capability ?? "not known"
        return Trait("\(name) \(memory), generation \(generation), driver \(driver)") {
            $0.addNVIDIA([
                "name": name, "memory.total": mebibytes.map(String.init) ?? "[N/A]",
                "compute_cap": capability ?? "[N/A]", "driver_version": driver,
            ])
        }
    }

    /// What `nvidia-smi -q -x` tells of the driver and of all boards.
    static func told(cuda: String?, brand: String?) -> Trait {
        let words = [cuda.map { "CUDA \($0)" }, brand.map { "brand \($0)" }].compactMap(\.self)
        return Trait("told: \(words.joined(separator: ", "))") {
            $0.nvidiaDetails =
                "<nvidia_smi_log>" + (cuda.map { "<cuda_version>\($0)</cuda_version>" } ?? "")
                + "<gpu>" + (brand.map { "<product_brand>\($0)</product_brand>" } ?? "")
                + "</gpu></nvidia_smi_log>\n"
        }
    }

    /// A part without memory of its own.
    static let sharedNVIDIA = Trait("NVIDIA GB10") {
        $0.addNVIDIA([
            "name": "NVIDIA GB10", "compute_cap": "12.1", "driver_version": newDriver,
            "addressing_mode": "ATS",
        ])
    }

    /// A card that is cut into instances, of which one is listed.
    static func instance(mebibytes: Int) -> Trait {
        Trait("NVIDIA instance of \(mebibytes) MiB") {
            $0.addNVIDIA([
                "name": "NVIDIA A100", "memory.total": "40960", "compute_cap": "8.0",
                "driver_version": newDriver, "mig.mode.current": "Enabled",
            ])
            $0.nvidiaDetails = """
                <nvidia_smi_log><gpu id="00000000:01:00.0"><mig_devices><mig_device><index>0</index>\
                <fb_memory_usage><total>\(mebibytes) MiB</total></fb_memory_usage>\
                </mig_device></mig_devices></gpu></nvidia_smi_log>

                """
        }
    }

    // MARK: - AMD

    static func amd(bytes: Int?) -> Trait {
        Trait("AMD card \(bytes.map { "\($0) bytes" } ?? "memory not known")") {
            $0.addAMD(video: bytes.map { .text("\($0)\n") } ?? .denied, translated: 1 << 30)
            $0.answers[.file("/sys/class/drm/card0/device/mem_info_vram_vendor")] =
                .text("samsung\n")
        }
    }

    /// A GPU that addresses so much of the system's memory.
    static func amdShared(bytes: Int) -> Trait {
        Trait("AMD APU \(bytes) bytes") {
            $0.addAMD(video: .text("\(512 << 20)\n"), translated: bytes)
        }
    }

    static let unknownAMD = Trait("AMD not known") {
        $0.answers[.directory("/sys/class/drm")] = .denied
    }

    /// Neither NVIDIA nor AMD can be told.
    static let unknownBus = Trait("PCI bus not known") {
        $0.answers[.directory("/sys/bus/pci/devices")] = .denied
    }

    // MARK: - Windows

    static func adapter(_ name: String) -> Trait {
        Trait(name) {
            $0.cim["Win32_VideoController"] = .output(
                "{\"Name\":\"\(name)\",\"PNPDeviceID\":\"ACPI\\\\VEN_QCOM\"}\r\n")
        }
    }

    static let unknownAdapters = Trait("adapters not known") {
        $0.cim["Win32_VideoController"] = .timedOut
    }
}

extension GeneratedMachine {
    fileprivate mutating func addNVIDIA(_ row: [String: String]) {
        let index = nvidia?.count ?? 0
        var row = row
        row["index"] = "\(index)"
        row["pci.bus_id"] = "00000000:0\(index + 1):00.0"
        nvidia = (nvidia ?? []) + [row]
        if cim["Win32_VideoController"] == nil {
            cim["Win32_VideoController"] = .output("[]\r\n")
        }
    }

    fileprivate mutating func addAMD(video: Outcome, translated: Int) {
        let card = "/sys/class/drm/card0/device"
        answers[.directory("/sys/class/drm")] = .entries([DirectoryEntry("card0")])
        answers[.file("\(card)/vendor")] = .text("0x1002\n")
        answers[.file("\(card)/uevent")] =
            .text("DRIVER=amdgpu\nPCI_ID=1002:73FF\nPCI_SLOT_NAME=0000:09:00.0\n")
        answers[.file("\(card)/mem_info_vram_total")] = video
        answers[.file("\(card)/mem_info_gtt_total")] = .text("\(translated)\n")
    }
}
