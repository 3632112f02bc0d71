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
        var gaps: [Gap] = []
        if case .gap(let gap) = model { gaps.append(gap) }
        if case .gap(let gap) = compatible { gaps.append(gap) }
        if case .gap(let gap) = cpuinfo { gaps.append(gap) }
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
