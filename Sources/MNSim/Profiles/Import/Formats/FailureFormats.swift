import MNCore

/// What `nvidia-smi`, or a shell, says where there are no rows.
struct NVIDIAFailureFormat: PasteFormat {
    let kind = ImportKind.nvidiaSMI
    let name = "nvidia-smi, failed"

    /// Its words, and how it ends with them (hardware.md §3.2).
    private static let failures: [(words: String, exit: Int)] = [
        ("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver", 9),
        ("Failed to initialize NVML: Driver/library version mismatch", 18),
        ("No devices were found", 6),
    ]

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first, line.utf8.count < 400 else { return .unlike }
        return Self.outcome(line) == nil ? .unlike : .opening
    }

    private static func outcome(_ line: String) -> Outcome? {
        if let failure = failures.first(where: { line.trimmed.hasPrefix($0.words) }) {
            return .ended(
                CommandResult(
                    .exited(failure.exit), standardOutput: Array((failure.words + "\n").utf8)))
        }
        return MissingProgram.isSaid(of: "nvidia-smi", in: line) ? .absent : nil
    }

    func end(_ lines: ArraySlice<String>) -> Int? { lines.startIndex + 1 }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        // Behind sudo, or in a container, another program may be missing.
        telling.nvidia.failure = part.lines.first.flatMap(Self.outcome).map {
            Told($0, part.origin())
        }
        telling.changes = ["how nvidia-smi ended is told by its words"]
        return telling
    }
}

/// What the engine says where it has no runtime for a container, or no GPU.
struct EngineFailureFormat: PasteFormat {
    let kind = ImportKind.docker
    let name = "docker, failed"

    private enum Failure {
        case noGPU, noRuntime
        /// NVIDIA's toolkit failed, whatever the engine calls its runtimes.
        case toolkit
        /// Nobody answers there.
        case noEngine(address: String)
    }

    private static func failure(_ line: String) -> Failure? {
        guard line.utf8.count < 1_000 else { return nil }
        // moby/moby, `daemon/devices.go`: no driver for GPUs is registered without NVIDIA's hook.
        if line.contains("could not select device driver"), line.contains("gpu") { return .noGPU }
        if isToolkit(line) { return .toolkit }
        let runtimes = [
            "unknown or invalid runtime name: nvidia", "Unknown runtime specified nvidia",
        ]
        if runtimes.contains(where: line.contains) { return .noRuntime }
        let words = "connect to the Docker daemon at "
        guard let end = line.firstRange(of: words)?.upperBound else { return nil }
        let address = line[end...].prefix { $0 != " " }
        return .noEngine(address: String(address.hasSuffix(".") ? address.dropLast() : address))
    }

    /// Whether it says, in the words of the engine or of NVIDIA's toolkit, that no container would get a GPU; what
    /// one image asks for, or one device that is not there, says nothing of others.
    private static func isToolkit(_ line: String) -> Bool {
        let program = "nvidia-container-cli: "
        let isSaid =
            line.hasPrefix(program) || line.contains("OCI runtime")
            || line.contains("rror response from daemon:")
        // Docker 29 looks for the devices in CDI's lists (ShaneIsrael/fireshare#689).
        let others = ["no known GPU vendor found", "failed to stat CDI host device \"/dev/nvidia"]
        let isFailed = ["initialization", "detection", "ldcache"].contains {
            line.contains("\(program)\($0) error")
        }
        let isMissing =
            line.contains("nvidia-container-runtime")
            && line.contains("executable file not found")
        return isSaid && (isFailed || isMissing || others.contains(where: line.contains))
    }

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        lines.first.flatMap(Self.failure) == nil ? .unlike : .opening
    }

    func end(_ lines: ArraySlice<String>) -> Int? { lines.startIndex + 1 }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        switch part.lines.first.flatMap(Self.failure) {
        case .noGPU: telling.engine.refusesGPUs = part.origin()
        case .toolkit: telling.engine.failsGPUs = part.origin()
        case .noRuntime: telling.engine.lacksNVIDIA = part.origin()
        case .noEngine(let address): telling.engine.tell(address: address, part.origin())
        case nil: break
        }
        return telling
    }
}
