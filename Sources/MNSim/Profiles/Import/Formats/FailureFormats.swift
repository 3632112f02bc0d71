import MNCore

/// What `nvidia-smi`, or a shell, says where there are no rows.
struct NVIDIAFailureFormat: PasteFormat {
    let kind = ImportKind.nvidiaSMI
    let name = "nvidia-smi, failed"

    /// Its words, and how it ends with them (hardware.md §3.2).
    private static let failures: [(words: String, exit: Int)] = [
        ("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver", 9),
        ("Failed to initialize NVML: Driver/library version mismatch", 18),
        // Its manual, "Return value": 255 is any other error.
        ("Failed to initialize NVML: Unknown Error", 255),
        ("Failed to initialize NVML: GPU access blocked by the operating system", 255),
        ("No devices were found", 6),
    ]

    /// What it says in a container from which the engine or systemd keeps the GPU (nvidia-container-toolkit#48).
    private static func isKept(_ line: String) -> Bool {
        ["Unknown Error", "Insufficient Permissions", "GPU access blocked"]
            .contains { line.trimmed.hasPrefix("Failed to initialize NVML: \($0)") }
    }

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first, line.utf8.count < 400 else { return .unlike }
        return Self.outcome(line) == nil && !Self.isKept(line) ? .unlike : .opening
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
        guard let line = part.lines.first else { return telling }
        let isInContainer = part.command.map { $0.isInContainer || $0.entersContainer } == true
        if isInContainer, Self.isKept(line) {
            telling.engine.failsGPUs = part.origin()
            return telling
        }
        // Behind sudo another program may be missing; in a container it says nothing of the machine.
        guard let outcome = Self.outcome(line), !isInContainer || outcome != .absent else {
            return telling
        }
        telling.nvidia.failure = Told(outcome, part.origin())
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
        /// NVIDIA's toolkit failed, or CUDA in a container, whatever the engine calls its runtimes.
        case toolkit
        /// Docker's client knows no Model Runner.
        case noRunner
        /// Nobody answers there.
        case noEngine(address: String)
    }

    private static func failure(_ line: String) -> Failure? {
        guard line.utf8.count < 1_000 else { return nil }
        // moby/moby, `daemon/devices.go`: no driver for GPUs is registered without NVIDIA's hook.
        if line.contains("could not select device driver"), line.contains("gpu") { return .noGPU }
        // llama.cpp, `ggml-cuda.cu`, `ggml_cuda_init`: what the driver says follows.
        if isToolkit(line) || line.contains("ggml_cuda_init: failed to initialize CUDA: ") {
            return .toolkit
        }
        // docker/cli, old and new.
        let missing = ["'model' is not a docker command", "unknown command: docker model"]
        if missing.contains(where: line.contains) { return .noRunner }
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
        let isFailed =
            errors.contains { line.contains("\(program)\($0) error") }
            && !(line.contains("device error") && line.contains("unknown device"))
        // Also `runtime.nvidia.com/gpu=all` (nvidia-container-toolkit#434).
        let isUnlisted =
            line.contains("unresolvable CDI devices") && line.contains("nvidia.com/gpu=all")
        return isSaid
            && (isFailed || isUnlisted || isMissing(line) || others.contains(where: line.contains))
    }

    /// What libnvidia-container fails at (`src/cli/configure.c`), but for "requirement", which is the image's; of an
    /// engine in a container without rights "mount" (libnvidia-container#154, nvidia-container-toolkit#139).
    private static let errors = [
        "initialization", "detection", "ldcache", "mount", "device", "container", "permission",
    ]

    /// Whether a program of the toolkit is not there where the engine looks for it.
    private static func isMissing(_ line: String) -> Bool {
        let runtime = "nvidia-container-runtime"
        if line.contains(runtime), line.contains("executable file not found") { return true }
        // Quotation marks in a text within a text have a mark before them.
        let plain = line.replacing("\\", with: "")
        let programs = [
            runtime, "\(runtime)-hook", "nvidia-container-cli", "nvidia-cdi-hook", "nvidia-ctk",
        ]
        return programs.contains { program in
            ["\": executable file not found", "\": no such file", ": no such file"]
                .contains { plain.contains(program + $0) }
        }
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
        case .noRunner:
            telling.doubts = [
                "docker has no command 'model' there: Docker Desktop has it from 4.40 on macOS and "
                    + "4.41 on Windows, Docker Engine with docker-model-plugin."
            ]
        case .noEngine(let address): telling.engine.tell(address: address, part.origin())
        case nil: break
        }
        return telling
    }
}
