import Foundation
import MNCore
import MNSim
import MNSupport
import Profiles
import Testing

@Suite("A fact that is written into the evidence", .serialized)
struct FactWriterTests {
    private static let isSlow = ProcessInfo.processInfo.environment["MN_SLOW_TESTS"] == "1"

    private static func profile(_ id: String) throws -> Profile {
        let text = try #require(EmbeddedProfiles.texts[id])
        return try Profile.read(Array(text.utf8), name: id)
    }

    private static func rest(_ profile: Profile) -> Outcome {
        profile.rest == .absent ? .absent : .unrecorded
    }

    /// The facts that are numbers and rest on a line.
    private static func numbers(_ hardware: Hardware) -> [(name: FactName, value: FactValue)] {
        hardware.factNames.compactMap { name in
            guard let fact = hardware.reading(name), !fact.evidence.isEmpty else { return nil }
            switch (name, fact.value) {
            case (_, .size): return (name, fact.value)
            case (.gpu(_, .driver), _), (.gpu(_, .cuda), _): return (name, fact.value)
            case (.gpu(let index, .generation), .text(let text))
            where hardware.gpus[index].vendor == .nvidia && DottedVersion(text) != nil:
                return (name, fact.value)
            default: return nil
            }
        }
    }

    /// Numbers that no text alone gives, and why.
    private static let fixed: [String: String] = [
        "amd-rx7600-8gb-heap gpus.0.memory_bytes": "told by two counters, of other values",
        "ibm-power9-v100-16gb installed_memory_bytes": "the GPUs' nodes are taken off the total",
        "ibm-power9-v100-16gb usable_memory_bytes": "the GPUs' nodes are taken off the total",
        "nvidia-jetson-agx-orin-32gb-jp5 gpus.0.generation": "told by the name of the chip",
        "nvidia-jetson-nano-4gb gpus.0.generation": "told by the name of the chip",
        "nvidia-jetson-orin-64gb-broken gpus.0.generation": "told by the name of the chip",
        "nvidia-jetson-orin-nx-16gb gpus.0.generation": "told by the name of the chip",
        "nvidia-jetson-orin-nx-8gb gpus.0.generation": "told by the name of the chip",
        "nvidia-rtx3070-8gb-windows-deprecated-cell gpus.0.driver": "its cell is written otherwise",
    ]

    @Test("Is what the probe then reads, for every number of every machine")
    func isRead() async throws {
        var count = 0
        var stubborn: [String] = []
        for (index, id) in EmbeddedProfiles.texts.keys.sorted().enumerated()
        where Self.isSlow || index.isMultiple(of: 9) {
            let profile = try Self.profile(id)
            let writer = FactWriter(profile.recording, rest: Self.rest(profile))
            let hardware = await Hardware.probe(ReplayMachine(profile))
            for (name, value) in Self.numbers(hardware) {
                count += 1
                let wanted: FactValue =
                    switch value {
                    case .size(let bytes): .size(bytes + ByteCount(1 << 30))
                    default: .text(name == .gpu(0, .driver) ? "777.77" : "7.7")
                    }
                guard let other = try? await writer.writing(name, wanted) else {
                    stubborn.append("\(id) \(name)")
                    continue
                }
                let now = await Hardware.probe(ReplayMachine(other, rest: Self.rest(profile)))
                #expect(now.reading(name)?.value == wanted, "\(id) \(name)")
            }
        }
        #expect(stubborn.filter { Self.fixed[$0] == nil } == [])
        if Self.isSlow { #expect(stubborn.count == Self.fixed.count) }
        #expect(count > 30)
    }

    @Test("Is read from words as people write them")
    func takesWords() async throws {
        let profile = try Self.profile("nvidia-rtx2060-6gb")
        let writer = FactWriter(profile.recording, rest: Self.rest(profile))
        let larger = try await writer.writing("gpus.0.memory", "8GB")
        let hardware = await Hardware.probe(ReplayMachine(larger, rest: Self.rest(profile)))
        #expect(hardware.reading(.gpu(0, .memory))?.value == .size(ByteCount(8 << 30)))
        let other = try await writer.writing("/gpus/0/driver", "560.35")
        let updated = await Hardware.probe(ReplayMachine(other, rest: Self.rest(profile)))
        #expect(updated.gpus.first?.driverVersion == "560.35")
        let memory = try await writer.writing("memory.total", "24576 MiB")
        let more = await Hardware.probe(ReplayMachine(memory, rest: Self.rest(profile)))
        #expect(more.memory.usable.value?.bytes == ByteCount(24576 << 20))
        let engine = try await writer.writing("docker_engine.runtimes", "runc")
        let plain = await Hardware.probe(ReplayMachine(engine, rest: Self.rest(profile)))
        #expect(plain.engine.value?.runtimes == ["runc"])
    }

    @Test("Is refused with the list of those that can be written")
    func refuses() async throws {
        let profile = try Self.profile("nvidia-rtx2060-6gb")
        let writer = FactWriter(profile.recording, rest: Self.rest(profile))
        for (name, text) in [("nothing", "1"), ("gpus.7.memory", "8GB"), ("system", "windows")] {
            do {
                _ = try await writer.writing(name, text)
                Issue.record("\(name) was written")
            } catch let fault as FactFault {
                let names = fault.fixes.first ?? ""
                for fact in ["gpus.0.memory_bytes", "gpus.0.driver", "gpus.0.generation"] {
                    #expect(names.contains(fact), "\(names)")
                }
            }
        }
        await #expect(throws: FactFault.self) {
            _ = try await writer.writing("gpus.0.memory", "much")
        }
    }
}
