/// What is known about a machine: facts, each with its evidence.
public struct Hardware: Hashable, Sendable {
    package enum System: String, Hashable, Sendable, CaseIterable {
        case linux, macos, windows, other
    }

    package enum Processor: String, Hashable, Sendable, CaseIterable {
        case x86_64, arm64, arm32, other
    }

    package enum Board: Hashable, Sendable {
        /// A Raspberry Pi; the model as the machine names it.
        case raspberryPi(String)
        /// Any other machine; its name if it has one.
        case other(String?)
    }

    package enum EngineKind: String, Hashable, Sendable {
        case desktop, engine
    }

    package struct Engine: Hashable, Sendable {
        package var kind: EngineKind
        /// What `docker info` calls the system: `Docker Desktop`, `Ubuntu 24.04.1 LTS`.
        package var name: String
        /// The OCI runtimes that the engine offers, sorted.
        package var runtimes: [String]
        /// Whether `nvidia-container-runtime` is on PATH; asked only where no runtime decides.
        package var hasNVIDIAProgram: Fact<Bool> = .unknown([])
    }

    /// Where the engine is that the user's `docker` speaks to.
    package enum EnginePlace: Hashable, Sendable {
        /// This machine; in the user's own slice if the engine is one without root's rights.
        case here
        /// Another machine, by the scheme and host of its address.
        case elsewhere(String)
        /// Wherever the context of this name leads, which could not be looked up.
        case context(String)

        static func virtualMachine(of product: String) -> EnginePlace {
            .elsewhere("a virtual machine of \(product)")
        }
    }

    /// Memory of the system.
    package struct Memory: Hashable, Sendable {
        /// What the machine has, with what is set aside for graphics.
        package var installed: Fact<MemorySize>
        /// What a model may use of it: without what is set aside, and less under a limit that binds
        /// the runner.
        package var usable: Fact<MemorySize>
    }

    /// Something worth telling that decides nothing.
    package enum Note: Hashable, Sendable {
        /// The vendor's program is installed, did not work, and no device of the vendor was seen.
        case toolWithoutDevice(tool: String, Gap)
        /// The engine has a runtime for GPUs of a vendor of which none is there, beside other GPUs.
        case runtimeWithoutGPU(GPU.Vendor)
        /// The user hides GPUs from CUDA programs; the runner does not inherit that.
        case hiddenDevices(variable: String, value: String)
        /// A graphics adapter that no rule counts.
        case unlistedAdapter(name: String, UnlistedReason, MemorySize? = nil)
        case container(String)
        /// A control group limits this program: that of a container, which counts since no more is
        /// known of the engine outside of it, or one that the runner is not in.
        case memoryLimit(ByteCount, ofContainer: Bool)
        case virtualMachine(String)
        case wsl(release: String)
        case wsl1
        /// The checksum of a card's own settings is wrong; it computes all the same.
        case damagedCard(String)
        /// The program runs emulated; the machine's processor is another.
        case emulated(process: String)
    }

    package enum UnlistedReason: Hashable, Sendable {
        case intel, radeonDriver, otherVendor
    }

    package var system: Fact<System>
    /// The kernel release, for people.
    package var release: String?
    package var processor: Fact<Processor>
    /// What the kernel calls the processor; for a processor that the rules do not know.
    package var machineName: String?
    /// The name of the processor or chip, for people.
    public var processorName: String?
    package var isWSL: Fact<Bool>
    package var board: Fact<Board>
    package var memory: Memory
    /// The GPUs of vendors that the rules know, in order of vendor and address.
    public var gpus: [GPU]
    /// The vendors of which it cannot be told whether a GPU is there, and why.
    package var unknownVendors: [UnknownVendor]
    /// What went wrong in looking for GPUs of which nothing else shows a sign; verdicts name it.
    package var doubts: [Gap] = []
    package var engine: Fact<Engine>
    /// Not known where nothing tells of another machine, and then taken for this one.
    package var enginePlace: Fact<EnginePlace> = .unknown([])
    /// Whether it is known to run without root's rights.
    package var isEngineRootless = false
    /// The container or image of the runner that the engine has; nil if it has neither.
    package var runner: Fact<RunnerImage?> = .unknown([])
    /// NVIDIA's container toolkit; nil if it is not there.
    package var toolkit: Fact<Toolkit?> = .unknown([])
    /// Nil if this is no Jetson.
    package var tegra: Tegra?
    /// Why it may be one all the same: the device tree, which tells it, could not be read.
    package var tegraGaps: [Gap] = []
    /// What the machine's own variables say that it can do, beside what its GPUs' names say.
    package var capabilities: Fact<[String]> = .known([], [])
    /// Whether Docker Desktop on Windows may use the GPU; nil where there is no such setting.
    package var desktopUsesGPU: Fact<Bool?> = .unknown([])
    package var notes: [Note]

    /// NVIDIA's container toolkit, which hands GPUs to containers.
    package struct Toolkit: Hashable, Sendable {
        package var version: DottedVersion
        /// The mode that its configuration asks for; nil for the default.
        package var mode: String?
        /// Whether it leaves control groups alone, which only root may change.
        package var leavesGroups = false
        /// Whether it hides from programs the libraries in their image that run newer CUDA than the driver's.
        package var hidesCompat = false

        package init(version: DottedVersion, mode: String?) {
            self.version = version
            self.mode = mode
        }
    }

    /// NVIDIA's system for Jetson boards.
    package struct Tegra: Hashable, Sendable {
        /// `38.2` of `R38, REVISION: 2.0`; nil if it is not told.
        package var release: DottedVersion?
        /// The kernel, by which an untold release can be told.
        package var kernel: DottedVersion?
        package var evidence: [Evidence]
    }

    package struct UnknownVendor: Hashable, Sendable {
        package var vendor: GPU.Vendor
        package var gaps: [Gap]

        package init(_ vendor: GPU.Vendor, _ gaps: [Gap]) {
            self.vendor = vendor
            self.gaps = gaps
        }
    }
}

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
            "This program runs emulated, as \(process); the machine's own processor is judged."
        }
    }
}

extension Hardware.Note {
    /// Whether it tells of a virtual machine, which goes without saying of WSL2.
    var isVirtualMachine: Bool {
        if case .virtualMachine = self { true } else { false }
    }
}
