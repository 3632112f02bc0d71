import MNCore
import MNSim
import Profiles
import Testing

@testable import MNFleet

/// On a board such as IGX the system counts, and not the driver alone: where a machine may be one, a new driver
/// makes nothing pass.
@Suite struct `A machine that may be a board` {
    private static let igx = "nvidia-igx-orin-rtxa6000-48gb"

    /// The board without a kernel that names it, and with another answer for its device tree.
    private static func hardware(tree: String) async throws -> Hardware {
        let text = try #require(EmbeddedProfiles.texts[igx])
            .replacing("5.15.0-1025-nvidia-tegra-igx", with: "6.8.0-45-generic")
            .replacing(
                #""file": "/proc/device-tree/compatible", "text": "#
                    + #""nvidia,p3740-0002+p3701-0008\u0000nvidia,tegra234\u0000""#,
                with: #""file": "/proc/device-tree/compatible", \#(tree)"#
            )
            .replacing("R36 (release), REVISION: 4.4", with: "none")
        try #require(!text.contains("tegra234"))
        let profile = try Profile.read(Array(text.utf8), name: "board.json")
        return await Hardware.probe(ReplayMachine(profile))
    }

    @Test(arguments: [#""outcome": "denied""#])
    func `is open in a record whose device tree was not read`(tree: String) async throws {
        let hardware = try await Self.hardware(tree: tree)
        let model = try #require(`The judge of a fleet`.gemma.first)
        let decision = `The judge of a fleet`.rules.decision(model, on: hardware)
        #expect(`The judge of a fleet`.kind(decision) == .open)
        let facts = try #require(FleetFacts(hardware))
        #expect(`The judge of a fleet`.outcome(facts) == .unknown([.driver]))
    }

    @Test func `is a server where its device tree is absent`() async throws {
        let hardware = try await Self.hardware(tree: #""outcome": "absent""#)
        let facts = try #require(FleetFacts(hardware))
        #expect(facts.gpus.map(\.driver) == [.value("580.95.05")])
    }

    @Test(arguments: [
        ("NVIDIA IGX Orin", "aarch64", false), ("IGX-Orin-700", "aarch64", false),
        ("Clara AGX Developer Kit", "", false), ("PowerEdge XR8000", "aarch64", true),
        ("Thor Gaming PC", "x86_64", true), ("Organisation 7", "aarch64", true),
    ])
    func `is one by its model`(model: String, arch: String, isKnown: Bool) async throws {
        let facts = try await `What an InventoryTests table tells`.facts([
            "arch": arch, "gpu": "NVIDIA RTX A6000", "driver": "580.95.05", "model": model,
        ])
        #expect(facts.gpus.map { $0.driver.value != nil } == [isKnown])
    }

    @Test func `is one by its kernel or its product`() async throws {
        for (kernel, machine, isKnown) in [
            ("5.15.0-1025-nvidia-tegra-igx", "", false), ("6.8.0", "NVIDIA-IGX-Orin", false),
            ("6.8.0-45-generic", "NVIDIA-DGX-A100", true),
        ] {
            let node: JSON = [
                "items": [
                    [
                        "metadata": [
                            "name": "n",
                            "labels": [
                                "nvidia.com/gpu.product": "NVIDIA-RTX-A6000",
                                "nvidia.com/gpu.count": "1", "nvidia.com/gpu.memory": "49140",
                                "nvidia.com/cuda.driver-version.full": "580.95.05",
                                "nvidia.com/gpu.machine": .string(machine),
                            ],
                        ],
                        "status": [
                            "nodeInfo": [
                                "operatingSystem": "linux", "architecture": "arm64",
                                "kernelVersion": .string(kernel),
                            ]
                        ],
                    ]
                ]
            ]
            let bytes = Array(node.text(.canonical).utf8)
            let fleet = try await MachineInventory.fleet(
                .kubernetes, name: "nodes", FleetImport.Options()
            ) { Array(bytes.dropFirst($0)) }
            let drivers = fleet.classes.flatMap(\.facts.gpus).map { $0.driver.value != nil }
            #expect(drivers == [isKnown], "\(kernel) \(machine)")
        }
    }
}
