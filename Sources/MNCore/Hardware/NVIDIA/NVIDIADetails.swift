/// What `nvidia-smi -q -x` tells beside the rows: the CUDA of the driver, the brand of each board,
/// and the instances of a board in MIG mode.
package struct NVIDIADetails: Sendable {
    private let log: Fact<Log>
    private let access: Access

    private struct Log: Hashable, Sendable {
        var cuda: String?
        var driver: String?
        var boards: [Board] = []
    }

    private struct Board: Hashable, Sendable {
        /// `00000000:01:00.0`; nil if it is not told, and then it may be any.
        var id: String?
        var brand: String?
        var architecture: String?
        /// Whether it is a slice of a board that has no license.
        var isUnlicensed = false
        /// What keeps every program from computing on it.
        var fault: GPU.Fault?
        /// By its index; nil for one without its memory.
        var instances: [Instance] = []
    }

    private struct Instance: Hashable, Sendable {
        var index: String
        var memory: String?
    }

    package static func argv(_ program: String) -> [String] { [program, "-q", "-x"] }

    static func read(_ program: String, _ inquiry: Inquiry) async -> NVIDIADetails {
        let argv = argv(program)
        let access = Access.command(argv)
        let answer = await inquiry.command(argv, within: NVIDIAQuery.timeLimit)
        return NVIDIADetails(log: answer.fact(of: access) { read($0, access) }, access: access)
    }

    private static func read(_ result: CommandResult, _ access: Access) -> Fact<Log> {
        // As with the rows, a damaged board ends it with 14 and leaves the others told.
        guard [.exited(0), .exited(14)].contains(result.ending), !result.isTruncated else {
            return .unknown([Gap(access, .failed(result.summary))])
        }
        let root: XMLElement
        do throws(XMLFault) {
            root = try XMLReader.read(result.standardOutput, limit: CommandResult.outputLimit)
        } catch { return .unknown([Gap(access, .unreadable("\(error)"))]) }
        guard root.name == "nvidia_smi_log" else {
            return .unknown([Gap(access, .unreadable("not nvidia-smi's XML"))])
        }
        var log = Log(
            cuda: (root["cuda_version"] ?? root["cuda_umd_version"])?.text.trimmed,
            driver: (root["driver_version"] ?? root["kmd_version"])?.text.trimmed)
        for gpu in root.all("gpu") {
            let devices = gpu["mig_devices"]?.all("mig_device") ?? []
            log.boards.append(
                Board(
                    id: gpu.attributes["id"], brand: gpu["product_brand"]?.text.trimmed,
                    architecture: gpu["product_architecture"]?.text.trimmed,
                    isUnlicensed: isUnlicensed(gpu), fault: fault(gpu),
                    instances: devices.map { device in
                        Instance(
                            index: device["index"]?.text ?? "?",
                            memory: device.descendant("fb_memory_usage", "total")?.text)
                    }))
        }
        return .known(log, [])
    }

    /// A whole board in a machine computes without a license, too.
    private static func isUnlicensed(_ gpu: XMLElement) -> Bool {
        let mode = gpu.descendant("gpu_virtualization_mode", "virtualization_mode")?.text.trimmed
        let product = gpu["vgpu_software_licensed_product"] ?? gpu["grid_licensed_product"]
        // "Unlicensed (Unrestricted)" for the first minutes.
        return mode == "VGPU"
            && product?["license_status"]?.text.trimmed.hasPrefix("Unlicensed") == true
    }

    private static func fault(_ gpu: XMLElement) -> GPU.Fault? {
        if gpu["compute_mode"]?.text.trimmed == "Prohibited" { return .computeProhibited }
        // "N/A" without switches, "Completed" once they are set up (NVML, `nvmlGpuFabricState_t`).
        guard let state = gpu.descendant("fabric", "state")?.text.trimmed,
            ["Not Started", "In Progress"].contains(state)
        else { return nil }
        return .fabricNotReady(state)
    }

    /// What keeps the board at an address from being used, as far as it is told; a license stands last.
    func fault(at address: String?) -> GPU.Fault? {
        let boards = boards(at: address)
        guard let first = boards.first else { return nil }
        if let fault = first.fault, boards.allSatisfy({ $0.fault == fault }) { return fault }
        return boards.allSatisfy(\.isUnlicensed) ? .unlicensed : nil
    }

    private func boards(at address: String?) -> [Board] {
        (log.value?.boards ?? []).filter { board in
            guard let id = board.id, let address else { return true }
            return PCIDisplays.address(id) == address
        }
    }

    /// The highest CUDA of the driver.
    package var cuda: Fact<DottedVersion> {
        if !log.gaps.isEmpty { return .unknown(log.gaps) }
        guard let text = log.value?.cuda, let version = DottedVersion(text) else {
            return .unknown([Gap(access, .unreadable("no cuda_version"))])
        }
        return .known(version, [Evidence(access, "cuda_version", quote: text)])
    }

    /// A driver's version as it was told.
    package struct Driver: Sendable {
        package var text: String
        package var evidence: Evidence
    }

    /// What it says of the driver, where that is a version.
    var driver: Driver? {
        guard let text = log.value?.driver, DottedVersion(text) != nil else { return nil }
        return Driver(text: text, evidence: Evidence(access, "driver_version", quote: text))
    }

    /// The brand of the board at an address, in lower case and without blanks.
    func brand(at address: String?) -> Fact<String> {
        if !log.gaps.isEmpty { return .unknown(log.gaps) }
        let told = Set(boards(at: address).compactMap(\.brand))
        guard let text = told.first, told.count == 1, case let brand = Self.brand(text),
            Self.brands.contains(brand)
        else { return .unknown([Gap(access, .unreadable("no one product_brand"))]) }
        return .known(brand, [Evidence(access, "product_brand", quote: text)])
    }

    /// The name of the generation of the board at an address: `Ampere`.
    func architecture(at address: String?) -> Fact<String> {
        if !log.gaps.isEmpty { return .unknown(log.gaps) }
        let told = Set(boards(at: address).compactMap(\.architecture))
        guard let name = told.first, told.count == 1, NVIDIAArchitecture(name) != nil else {
            return .unknown([Gap(access, .unreadable("no one product_architecture"))])
        }
        return .known(name, [Evidence(access, "product_architecture", quote: name)])
    }

    /// All that NVML knows (NVIDIA/go-nvlib and libnvidia-container); `Unknown Error` is none of them.
    static let brands: Set<String> = [
        "unknown", "quadro", "tesla", "nvs", "grid", "geforce", "titan", "nvidia", "quadrortx",
        "nvidiartx", "geforcertx", "titanrtx", "vapps", "vpc", "vcs", "vws", "cloudgaming",
    ]

    /// `quadrortx` of `Quadro RTX`; the virtual ones have other names in requirements
    /// (NVIDIA/go-nvlib and libnvidia-container, names of NVML's brands).
    private static func brand(_ text: String) -> String {
        switch text.lowercased() {
        case "nvidia virtual applications", "nvidia vapps": "vapps"
        case "nvidia virtual pc", "nvidia vpc": "vpc"
        case "nvidia virtual compute server", "nvidia vcs": "vcs"
        case "nvidia rtx virtual workstation", "nvidia vws": "vws"
        case "nvidia cloud gaming", "nvidia vgaming", "vgaming": "cloudgaming"
        case let name: name.filter { !$0.isWhitespace }
        }
    }

    /// The memory of the largest instance of the board at an address; nil if none was made.
    func largestInstance(at address: String?) -> Fact<ByteCount?> {
        if !log.gaps.isEmpty { return .unknown(log.gaps) }
        let boards = boards(at: address)
        if boards.isEmpty {
            return .unknown([Gap(access, .unreadable("it does not list the GPU"))])
        }
        var best: (size: ByteCount, evidence: Evidence)?
        // Compute instances of one GPU instance share its memory; none is counted twice,
        // since sizes are compared and never added.
        for instance in boards.flatMap(\.instances) {
            guard let text = instance.memory, text.hasSuffix(" MiB"),
                let count = Int(text.dropLast(4)), count > 0,
                let size = ByteCount.mebibytes(exactly: count)
            else { return .unknown([Gap(access, .unreadable("an instance without memory"))]) }
            if size > best?.size ?? .zero {
                best = (size, Evidence(access, "MIG device \(instance.index)", quote: text))
            }
        }
        return .known(
            best?.size, best.map { [$0.evidence] } ?? [Evidence(access, quote: "no MIG device")])
    }
}

extension NVIDIADetails {
    /// The first lines of the table that the bare program prints, for where `-q -x` does not tell.
    package struct Header: Sendable {
        package var cuda: Fact<DottedVersion>
        package var driver: Driver?

        static func read(_ program: String, _ inquiry: Inquiry) async -> Header {
            let access = Access.command([program])
            switch await inquiry.command([program], within: NVIDIAQuery.timeLimit) {
            case .absent: return Header(cuda: .unknown([Gap(access, .absent)]))
            case .gap(let gap): return Header(cuda: .unknown([gap]))
            case .known(let result): return Header(TextLines(result.standardOutput), access)
            }
        }

        private init(cuda: Fact<DottedVersion>) { self.cuda = cuda }

        /// Reads the table.
        package init(_ text: TextLines, _ access: Access) {
            cuda = .unknown([Gap(access, .unreadable("its header names no CUDA"))])
            guard text.isWhole else { return }
            // "CUDA Version: 12.7", from 610 on "CUDA UMD Version: 13.3" (hardware.md §3.2).
            if let word = Self.version(after: ["CUDA Version:", "CUDA UMD Version:"], text),
                let version = DottedVersion(word)
            {
                cuda = .known(version, [Evidence(access, "header", quote: word)])
            }
            if let word = Self.version(after: ["Driver Version:", "KMD Version:"], text) {
                driver = Driver(text: word, evidence: Evidence(access, "header", quote: word))
            }
        }

        /// The first version that stands behind one of the marks.
        private static func version(after marks: [String], _ text: TextLines) -> String? {
            for line in text.lines {
                for mark in marks {
                    guard let range = line.firstRange(of: mark) else { continue }
                    let word = line[range.upperBound...].trimmed.prefix { $0 != " " }
                    if DottedVersion(word) != nil { return String(word) }
                }
            }
            return nil
        }
    }
}
