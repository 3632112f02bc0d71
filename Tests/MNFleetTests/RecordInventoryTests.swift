import MNCore
import MNFleet
import MNSim
import Profiles
import Testing

/// Records of machines that an inventory carries.
@Suite struct `A record in an inventory` {
    private static let ids = [
        "apple-m1-16gb", "nvidia-rtx4070-12gb-runner-unchecked", "amd-rx6600xt-8gb-wsl-denied",
    ]

    @Test(arguments: ids) func `tells all that the machine does`(id: String) async throws {
        let library = try ProfileLibrary(
            builtin: EmbeddedProfiles.texts, folders: [], files: MemoryFiles([:]))
        let profile = try library.profile(id)
        let facts = FleetFacts(await Hardware.probe(ReplayMachine(profile)))
        let record = profile.json.text(.canonical)
        for carried in [profile.json, .string(record)] {
            let host: JSON = [
                "ansible_facts": [
                    "ansible_system": "Linux", "ansible_memtotal_mb": 1,
                    "ansible_local": ["mn": carried],
                ]
            ]
            let fleet = try await MachineInventory.fleet(
                .ansible, folder: "facts", ["host"], FleetImport.Options()
            ) { _ in Array(host.text(.canonical).utf8) }
            #expect(fleet.classes.map(\.facts) == [facts].compactMap(\.self))
        }
        let mapping = try Mapping.read(
            Array(#"{"schema": "mn.fleet.mapping/1", "columns": {"record": "mn"}}"#.utf8),
            name: "mapping.json")
        let row: JSON = ["mn": .string(record)]
        let table = try await TableInventory.fleet(
            mapping, kind: "table", name: "rows", FleetImport.Options()
        ) { Array(row.text(.canonical).utf8.dropFirst($0)) }
        #expect(table.classes.map(\.facts) == [facts].compactMap(\.self))
    }

    @Test func `that cannot be read tells nothing, and is said`() async throws {
        let host = """
            {"ansible_facts": {"ansible_system": "Linux", "ansible_local": {"mn": "{cut"}}}
            """
        let fleet = try await MachineInventory.fleet(
            .ansible, folder: "facts", ["host"], FleetImport.Options()
        ) { _ in Array(host.utf8) }
        #expect(fleet.sources.flatMap(\.assumed) == ["A record that cannot be read tells nothing."])
        #expect(fleet.total == 1)
    }
}
