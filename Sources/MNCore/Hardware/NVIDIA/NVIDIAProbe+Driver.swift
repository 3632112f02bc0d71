extension NVIDIAProbe {
    /// What else the program tells: of the brand and the CUDA, which matter on Linux, and of instances.
    func details(_ rows: [NVIDIAQuery.Row], _ program: String) async -> NVIDIADetails? {
        if context.isWindows, !rows.contains(where: { $0[.migMode] == "Enabled" }) { return nil }
        return await NVIDIADetails.read(program, inquiry)
    }

    /// Adds the CUDA of the driver, and its version where the rows do not tell it; takes both back
    /// where two versions are claimed: there is one.
    func addDriver(
        _ details: NVIDIADetails?, _ program: String, to result: inout Result
    ) async {
        guard let details else {
            let told = context.adapters.lazy.compactMap(\.driverVersion).first
            for index in result.gpus.indices where result.gpus[index].driverVersion == nil {
                result.gpus[index].cuda = .unknown(context.displays.gaps)
                result.gpus[index].driverVersion = told
                result.gpus[index].driverEvidence = context.adapters.first?.evidence ?? []
            }
            return
        }
        var cuda = details.cuda
        var told = details.driver
        if cuda.value == nil, !cuda.gaps.contains(where: { $0.reason == .timedOut }) {
            let header = await NVIDIADetails.Header.read(program, inquiry)
            cuda =
                header.cuda.value == nil
                ? .unknown(cuda.gaps + header.cuda.gaps) : header.cuda
            told = told ?? header.driver
        }
        let texts = (result.gpus.map(\.driverVersion) + [told?.text]).compactMap(\.self)
        let claims = Dictionary(
            texts.compactMap { text in DottedVersion(text).map { ($0, text) } },
            uniquingKeysWith: { first, _ in first })
        for index in result.gpus.indices {
            result.gpus[index].cuda = cuda
            if claims.count > 1 {
                let words = claims.values.sorted().joined(separator: " and ")
                let access = Access.command(NVIDIADetails.argv(program))
                let gap = Gap(access, .unreadable("two drivers are claimed: \(words)"))
                result.gpus[index].driverVersion = nil
                result.gpus[index].driverEvidence = []
                result.gpus[index].cuda = .unknown([gap])
            } else if result.gpus[index].driverVersion == nil, let told {
                result.gpus[index].driverVersion = told.text
                result.gpus[index].driverEvidence = [told.evidence]
            }
        }
    }
}

extension NVIDIADetails {
    /// Adds what is told of one board beside its row.
    func add(to gpu: inout GPU) {
        gpu.brand = brand(at: gpu.address)
        let architecture = architecture(at: gpu.address)
        if gpu.generation.value == nil, architecture.value != nil { gpu.generation = architecture }
        if let fault = fault(at: gpu.address) { gpu.fault = fault }
    }
}

extension NVIDIAProbe {
    /// An NVIDIA adapter on Windows's list.
    struct Adapter: Sendable {
        var name: String
        /// The number on the bus: `2504`.
        var device: String?
        var hasDriver: Bool
        /// In NVIDIA's words: `576.88`.
        var driverVersion: String?
        /// What its driver left in the registry, if that was asked for.
        var memory: Fact<MemorySize>
        var evidence: [Evidence]
    }

    /// The number on the bus of a GPU that has rows; Windows's list has no addresses, but names, which
    /// begin with the maker's or not.
    func device(of gpu: GPU) -> String? {
        let displays = context.displays.devices.filter { $0.vendor == PCIDisplays.nvidia }
        let numbers = Set(
            displays.filter { $0.address == gpu.address }.map(\.device)
                + context.adapters.filter {
                    $0.name == gpu.name || $0.name == "NVIDIA \(gpu.name)"
                }.compactMap(\.device))
        return numbers.count == 1 ? numbers.first : nil
    }
}
