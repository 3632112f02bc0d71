import MNCore
import MNFleet
import Testing

/// Inventories that cannot be taken say why, whatever is in them.
@Suite struct `A bad inventory` {
    private static func fault(_ text: String, preset: Mapping.Preset = .fleet) async -> String? {
        do {
            let fleet = try await TableInventory.fleet(
                try Mapping(preset), kind: "table", name: "hosts", FleetImport.Options()
            ) { Array(text.utf8.dropFirst($0).prefix(4096)) }
            return "\(fleet.total) machines"
        } catch {
            return (error as? any DiagnosticError)?.problem
        }
    }

    @Test(arguments: [
        ("", "hosts is empty."),
        ("  \n ", "hosts is empty."),
        ("a,b\n1,2\n", "hosts has no column for 'ram' (memory, physical_memory); it has a, b."),
        ("platform,memory\n", "hosts is empty."),
        (
            "platform,memory\nios,5\n",
            "No row of hosts is a machine: a phone, a tablet or the like."
        ),
        ("[{\"platform\": \"linux\", \"memory\"", "hosts ends in the middle of a value."),
        ("[1, 2]", "No row of hosts has any of"),
        ("[{\"x\": 1}]", "No row of hosts has any of"),
        ("[{\"platform\": tru}]", "hosts, after 0 rows:"),
        ("platform,memory\nlinux,99999999999999999999\n", "1 machines"),
        ("platform,memory\nlinux,-5\n", "1 machines"),
        ("platform,memory\n\"linux,5\n", "hosts ends in the middle of a value."),
    ])
    func `is told in words`(text: String, words: String) async {
        let found = await Self.fault(text)
        #expect(found?.hasPrefix(words) == true, "\(found ?? "nothing")")
    }

    @Test func `has no end to its row`() async {
        let long = "platform,memory\n" + String(repeating: "x", count: 3 << 20)
        let found = await Self.fault(long)
        #expect(found == "hosts has a row that is longer than that of any machine.")
    }

    @Test func `nested without end is refused`() async {
        let deep = String(repeating: "[", count: 200_000)
        let found = await Self.fault("[{\"platform\": " + deep)
        #expect(found?.contains("hosts") == true)
    }

    @Test(arguments: Mapping.Preset.allCases) func `needs a mapping that can be read`(
        preset: Mapping.Preset
    ) throws {
        _ = try Mapping(preset)
        #expect(throws: (any Error).self) {
            try Mapping.read(Array(preset.text.dropLast().utf8), name: "mapping")
        }
        #expect(throws: (any Error).self) {
            try Mapping.read(
                Array(preset.text.replacing("\"ram\"", with: "\"rma\"").utf8), name: "mapping")
        }
    }
}
