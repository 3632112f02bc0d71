import MNSim
import Testing

@testable import MNCore
@testable import MNMachine

/// What `source.json` expects of each real machine comes out of the probes.
@Suite(.enabled(if: RealMachine.root != nil, "no ../shared/recordings beside the package"))
struct `Recordings of real machines` {
    @Test func `are there`() throws {
        #expect(try RealMachine.all().count > 50)
    }

    @Test(arguments: (try? RealMachine.all().map(\.id)) ?? [])
    func `give the facts they expect`(id: String) async throws {
        let machine = try #require(try RealMachine.all().first { $0.id == id })
        let versions = max(1, RecordedAnswers(machine: machine).rocm().count)
        for version in 0..<versions {
            let replay = await Replay(RecordedAnswers(machine: machine, version: version))
            var count = 0
            for fact in machine.expected.members {
                guard let holds = await replay.holds(fact.key, fact.value) else { continue }
                count += 1
                #expect(
                    holds,
                    "\(id), version \(version): \(fact.key) is not \(fact.value.text(.canonical)): \(replay.hardware.gaps)"
                )
            }
            #expect(count > 0, "\(id): no fact was checked")
        }
    }
}

/// The hardware that a recorded machine gives, and each expected fact about it.
private struct Replay {
    let answers: RecordedAnswers
    let inquiry: Inquiry
    let hardware: Hardware

    init(_ answers: RecordedAnswers) async {
        self.answers = answers
        inquiry = Inquiry(machine: answers)
        hardware = await Hardware.probe(answers)
    }

    private var expected: JSONObject { answers.machine.expected }

    /// Facts of the folders that are no facts of ours.
    private static let foreign = ["why", "gpu_cores", "installed_by_revision_mib"]

    /// Whether an expected fact came out; nil for one that is not ours.
    func holds(_ key: String, _ value: JSON) async -> Bool? {
        if Self.foreign.contains(key) { return nil }
        switch key {
        case "mem_kb", "mem_gib", "memory", "memory_known", "gpu_numa_bytes":
            return memory(key, value)
        case "vram", "gtt", "vram_bytes", "vram_bytes_per_die", "vram_mib", "gi_mib",
            "local_mem_size":
            return await size(key, value)
        case "pci", "gpu_pci", "device_id", "driver", "integrated": return await device(key, value)
        default: return await identity(key, value.string, value)
        }
    }

    private func memory(_ key: String, _ value: JSON) -> Bool {
        let installed = hardware.memory.installed.value?.bytes.rawCount
        switch key {
        case "mem_kb":
            let boards = hardware.memory.installed.evidence.count - 1
            let shared = (expected["gpu_numa_bytes"]?.integer ?? 0) * boards
            return installed == value.integer.map { $0 << 10 - shared }
        case "gpu_numa_bytes":
            return hardware.memory.installed.evidence.count == 7
        case "mem_gib":
            guard let number = value.double else { return false }
            return installed.map { abs(Double($0) / 0x1p30 - number) < 0.001 } ?? false
        case "memory":
            return installed.map { "\($0 >> 30) GB" } == value.string
        default:
            let isKnown =
                hardware.gpus.isEmpty
                ? installed != nil : hardware.gpus.allSatisfy { $0.memory.value != nil }
            return isKnown == (value == .bool(true))
        }
    }

    private func size(_ key: String, _ value: JSON) async -> Bool {
        let sizes = hardware.sizes
        switch key {
        case "vram", "gtt":
            let cards = await DRMCards.read(inquiry, of: PCIDisplays.amd).cards
            guard let card = cards.first else { return false }
            let memory = await AMDMemory.read(card.folder, nil, [], inquiry)
            let found = key == "vram" ? memory.video : memory.translated
            let isSame = found.value?.rawCount == value.integer
            // Of a card its own memory is what counts.
            return isSame && (expected["integrated"] != nil || sizes == [value.integer])
        case "vram_bytes":
            let rows = (await ROCmSMI.ask(inquiry)).value ?? []
            let wanted = value.array ?? [value]
            return rows.map { $0.videoMemory?.rawCount } == wanted.map(\.integer)
                && hardware.gpus.count == wanted.count
                && zip(hardware.gpus, wanted).allSatisfy {
                    $0.pool == .addressable || $0.memory.value?.bytes.rawCount == $1.integer
                }
        case "vram_bytes_per_die":
            return !sizes.isEmpty && sizes.allSatisfy { $0 == value.integer }
        case "vram_mib":
            return sizes == value.array?.map { $0.integer.map(\.mebibytes) }
        case "gi_mib":
            let largest = value.array?.compactMap(\.integer).max()
            return hardware.gpus.map(\.memory.value)
                == [largest.map { .exact(ByteCount($0.mebibytes)) }]
        default: return sizes.contains(value.integer)
        }
    }

    private func device(_ key: String, _ value: JSON) async -> Bool {
        var displays = await PCIDisplays.read(inquiry)
        displays.add(await DRMCards.read(inquiry, of: nil).cards)
        switch key {
        case "pci", "gpu_pci":
            return displays.devices.contains { "\($0.vendor):\($0.device)" == value.string }
        case "device_id":
            return hardware.gpus.contains { $0.name.hasSuffix(value.string?.dropFirst(2) ?? "?") }
        case "driver":
            return displays.devices.contains { $0.driver.value == value.string }
                || hardware.gpus.contains { $0.driverVersion == value.string }
        default:
            return hardware.gpus.map(\.pool) == [.addressable]
                || displays.devices.contains { $0.address.hasPrefix("0000:00:") }
        }
    }

    private func identity(_ key: String, _ text: String?, _ value: JSON) async -> Bool {
        let gpu = hardware.gpus.first
        let board = BoardProbe(inquiry: inquiry)
        switch key {
        case "gfx":
            return !hardware.gpus.isEmpty
                && hardware.gpus.allSatisfy { gpu in
                    // ROCm before 6.1 does not tell it.
                    gpu.generation.value == text
                        || gpu.generation.value == nil && !answers.names("GFX")
                }
        case "gpu_vendor": return gpu?.vendor.rawValue == text
        case "name", "gpu", "chip": return gpu?.name == text
        case "cc": return gpu?.generation.value == text
        case "mig": return gpu?.memory.value?.isNominal == (text == "Disabled")
        case "addressing_mode": return gpu?.pool == .dedicated
        case "driver_model": return hardware.system.value == .windows
        case "unified": return gpu?.pool == .unified
        case "arch": return hardware.processor.value == PlatformProbe.processor(text ?? "")
        case "cpu": return hardware.processorName == text
        case "cpu_only_by_this_file": return hardware.gpus.isEmpty
        case "wsl2": return hardware.isWSL.value == true
        case "vm":
            return hardware.notes.contains { $0.isVirtualMachine }
        case "dmi_family":
            return await board.run(processor: .arm64).product?.contains(text ?? "?") == true
        case "dt":
            return await board.run(processor: .arm64).compatible.value?.contains(text ?? "?")
                == true
        case "model": return hardware.board.value == text.map { .raspberryPi($0) }
        case "raspberry_pi":
            guard case .raspberryPi? = hardware.board.value else {
                return value == .null && hardware.board.value == nil
            }
            return value == .bool(true)
        default: return false
        }
    }
}

extension RecordedAnswers {
    /// Whether the answered output of `rocm-smi` has a word.
    fileprivate func names(_ word: String) -> Bool {
        rocm().dropFirst(version).first?.contains(word) ?? true
    }
}
