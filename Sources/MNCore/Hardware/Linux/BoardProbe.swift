/// What kind of board a Linux machine is: a Raspberry Pi, a virtual machine, another.
struct BoardProbe: Sendable {
    let inquiry: Inquiry

    struct Result: Sendable {
        var board: Fact<Hardware.Board>
        var processorName: String?
        /// The names in the device tree's `compatible` list; empty without a device tree.
        var compatible: Fact<[String]>
        /// DMI's product name and family; nil where there is none.
        var product: String?
        var notes: [Hardware.Note]
    }

    func run(processor: Hardware.Processor?) async -> Result {
        let cpuinfo = await inquiry.wholeText("/proc/cpuinfo")
        let isARM = processor == .arm64 || processor == .arm32
        let model = isARM ? await inquiry.line("/proc/device-tree/model") : .absent
        let compatible = isARM ? await compatibleNames() : .absent
        let product = await product()
        return Result(
            board: isARM
                ? Self.board(cpuinfo, model, compatible, product) : .known(.other(product), []),
            processorName: cpuinfo.value?.value(of: "model name")?.value,
            compatible: Self.names(compatible),
            product: product, notes: virtualMachine(cpuinfo.value, product))
    }

    /// A Raspberry Pi says so in the device tree or in `/proc/cpuinfo`; containers hide the former.
    private static func board(
        _ cpuinfo: Inquiry.Answer<TextLines>, _ model: Inquiry.Answer<String>,
        _ compatible: Inquiry.Answer<[String]>, _ product: String?
    ) -> Fact<Hardware.Board> {
        if let model = model.value, model.contains("Raspberry Pi") {
            let access = Access.file("/proc/device-tree/model")
            return .known(.raspberryPi(model), [Evidence(access, quote: model)])
        }
        if let name = compatible.value?.first(where: { $0.hasPrefix("raspberrypi,") }) {
            let access = Access.file("/proc/device-tree/compatible")
            return .known(.raspberryPi(name), [Evidence(access, quote: name)])
        }
        let access = Access.file("/proc/cpuinfo")
        if let text = cpuinfo.value, let (name, line) = RaspberryPi.named(in: text) {
            let evidence = Evidence(access, "line \(line)", quote: text.lines[line - 1])
            return .known(.raspberryPi(name), [evidence])
        }
        // With UEFI it has no device tree, and DMI tells.
        if let product, product.contains("Raspberry Pi") {
            let access = Access.file("/sys/class/dmi/id/product_name")
            return .known(.raspberryPi(product), [Evidence(access, quote: product)])
        }
        // Any of the three could have said "Raspberry Pi": all must be read to say it is none.
        let gaps = model.gaps + compatible.gaps + cpuinfo.gaps
        if !gaps.isEmpty { return .unknown(gaps) }
        let evidence = model.value.map { Evidence(.file("/proc/device-tree/model"), quote: $0) }
        return .known(.other(model.value), evidence.map { [$0] } ?? [])
    }

    private static func names(_ compatible: Inquiry.Answer<[String]>) -> Fact<[String]> {
        switch compatible {
        case .known(let names): .known(names, [])
        case .absent: .known([], [])
        case .gap(let gap): .unknown([gap])
        }
    }

    /// The NUL-separated list of `/proc/device-tree/compatible`.
    private func compatibleNames() async -> Inquiry.Answer<[String]> {
        let access = Access.file("/proc/device-tree/compatible")
        switch await inquiry.answer(access) {
        case .bytes(let bytes) where bytes.last != 0:
            return .gap(Gap(access, .unreadable("it is empty, or cut in the middle of a name")))
        case .bytes(let bytes):
            return .known(
                bytes.split { $0 == 0 || $0 == UInt8(ascii: "\n") }
                    .map { String(decoding: $0, as: UTF8.self) })
        case .absent: return .absent
        case let outcome: return .gap(Gap(access, after: outcome))
        }
    }

    private func product() async -> String? {
        var parts: [String] = []
        for file in ["sys_vendor", "product_name", "product_family"] {
            if let text = await inquiry.line("/sys/class/dmi/id/\(file)").value {
                parts.append(text)
            }
        }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// The hypervisor flag of x86, or a product name that only virtual machines have (hardware.md §2.2).
    private func virtualMachine(_ cpuinfo: TextLines?, _ product: String?) -> [Hardware.Note] {
        let names = [
            "Standard PC", "KVM", "VMware", "Virtual Machine", "VirtualBox",
            "Google Compute Engine",
            "Amazon EC2", "QEMU",
        ]
        if let product, names.contains(where: product.contains) {
            return [.virtualMachine(product)]
        }
        let flags = cpuinfo?.value(of: "flags")?.value.split(separator: " ") ?? []
        return flags.contains("hypervisor")
            ? [.virtualMachine(product ?? "unknown hypervisor")] : []
    }
}

/// What `/proc/cpuinfo` tells of a Raspberry Pi, in a container and on old kernels too.
private enum RaspberryPi {
    /// The systems-on-chip that old kernels name in the line `Hardware`; the newer among them say
    /// BCM2835 on all boards (Raspberry Pi documentation, "Processors").
    private static let chips: Set<Substring> = [
        "BCM2708", "BCM2709", "BCM2710", "BCM2711", "BCM2712", "BCM2835", "BCM2836", "BCM2837",
    ]

    /// The models by bits 4 to 11 of a revision (Raspberry Pi documentation, "New-style revision codes").
    private static let models: [Int: String] = [
        0x00: "A", 0x01: "B", 0x02: "A+", 0x03: "B+", 0x04: "2B", 0x05: "Alpha", 0x06: "CM1",
        0x08: "3B", 0x09: "Zero", 0x0A: "CM3", 0x0C: "Zero W", 0x0D: "3B+", 0x0E: "3A+",
        0x10: "CM3+", 0x11: "4B", 0x12: "Zero 2 W", 0x13: "400", 0x14: "CM4", 0x15: "CM4S",
        0x17: "5", 0x18: "CM5", 0x19: "500", 0x1A: "CM5 Lite",
    ]

    /// The board that a text of `/proc/cpuinfo` names, with the line that does; nil if it names none.
    static func named(in text: TextLines) -> (name: String, line: Int)? {
        if let (name, line) = text.value(of: "Model"), name.contains("Raspberry Pi") {
            return (name, line)
        }
        let revision = text.value(of: "Revision")
        let model = revision.flatMap { Self.model($0.value) }
        if let (chip, line) = text.value(of: "Hardware") {
            guard chips.contains(chip.prefix(while: { $0 != " " })) else { return nil }
            return ("Raspberry Pi\(model.map { " \($0)" } ?? "")", line)
        }
        // Kernels for 64 bits leave the chip out; other boards have no revision of this form.
        guard let model, let revision else { return nil }
        return ("Raspberry Pi \(model)", revision.line)
    }

    /// The model in a revision of the new style, such as `a22082`; nil for any other.
    private static func model(_ revision: String) -> String? {
        guard (6...8).contains(revision.count), let bits = Int(revision, radix: 16) else {
            return nil
        }
        // Bit 23 marks the style; then come memory, maker and processor, of which few are given out.
        guard bits >> 23 & 1 == 1, bits >> 20 & 7 <= 6, bits >> 16 & 15 <= 5, bits >> 12 & 15 <= 4
        else { return nil }
        return models[bits >> 4 & 255]
    }
}

/// An ARM machine that closes its lists of devices to programs, as Android does on every phone.
///
/// A phone has no graphics card and is no Raspberry Pi, so what may not be read there is not there.
struct AndroidPhone: Machine {
    let inner: any Machine
    /// The release of the kernel, which mostly names Android.
    let release: String

    /// Where cards, boards and limits are looked for.
    private static let closed = [
        "/sys/", "/dev", "/proc/cpuinfo", "/proc/device-tree/", "/proc/driver/",
    ]

    func answer(_ access: Access, within limit: Duration) async -> Outcome {
        let outcome = await inner.answer(access, within: limit)
        guard outcome == .denied else { return outcome }
        switch access {
        case .file(let path) where Self.closed.contains(where: path.hasPrefix),
            .directory(let path) where Self.closed.contains(where: path.hasPrefix):
            return await isAndroid(within: limit) ? .absent : outcome
        default: return outcome
        }
    }

    private func isAndroid(within limit: Duration) async -> Bool {
        if release.lowercased().contains("android") { return true }
        // Kernels of old phones do not name it, but every program there is told its folder.
        let root = Access.environment("ANDROID_ROOT")
        if case .value = await inner.answer(root, within: limit) { return true }
        return false
    }
}
