import MNCore
import MNSim
import Testing

@testable import MNFleet

/// What an inventory tells that cannot be taken as it stands.
@Suite struct `An inventory that is in doubt` {
    private static func options(
        asOf: String? = "2026-11-20", seenSince: String? = nil
    ) -> FleetImport.Options {
        var options = FleetImport.Options()
        options.asOf = asOf.flatMap { CalendarDate($0) }
        options.staleBefore = seenSince.flatMap { CalendarDate($0) }
        return options
    }

    private static let mapping = """
        {"schema": "mn.fleet.mapping/1", "columns": {"system": "OS", "arch": "Arch",
         "ram": {"column": "GiB", "unit": "GiB"}, "model": "Model", "last_seen": "Seen",
         "count": "Count", "identity": ["Serial"]}}
        """

    private static func table(
        _ rows: [String], columns: String = "OS,Arch,GiB,Model,Seen,Count,Serial",
        _ options: FleetImport.Options = options()
    ) async throws -> Fleet {
        let mapping = try Mapping.read(Array(mapping.utf8), name: "m")
        let bytes = Array(([columns] + rows).map { $0 + "\n" }.joined().utf8)
        return try await TableInventory.fleet(mapping, kind: "table", name: "t", options) {
            Array(bytes.dropFirst($0))
        }
    }

    private static func fleet(
        _ kind: MachineInventory.Kind, _ text: String,
        _ options: FleetImport.Options = options()
    ) async throws -> Fleet {
        let bytes = Array(text.utf8)
        return try await MachineInventory.fleet(kind, name: "t", options) {
            Array(bytes.dropFirst($0))
        }
    }

    // MARK: - Days

    @Test func `tells of days that cannot be read, and of those that are none`() async throws {
        let rows = [
            "linux,x86_64,8,M,2026-11-19T10:00:00Z,1,a1", "linux,x86_64,8,M,2026-01-01,1,a2",
            "linux,x86_64,8,M,11/19/2026,1,a3", "linux,x86_64,8,M,yesterday,1,a4",
            "linux,x86_64,8,M,,1,a5",
        ]
        let fleet = try await Self.table(rows, Self.options(seenSince: "2026-06-01"))
        let source = try #require(fleet.sources.first)
        #expect(fleet.total == 4 && source.stale == 1)
        #expect(source.assumed.contains { $0.hasPrefix("Of 2 rows the day on which") })
        #expect(source.assumed.contains { $0.hasPrefix("Of 1 row no day is told") })
        // Where nobody asks for a day, none need be told.
        let all = try await Self.table(rows)
        #expect(all.total == 5)
        #expect(all.sources[0].assumed.contains { $0.contains("cannot be read") })
        #expect(!all.sources[0].assumed.contains { $0.contains("no day is told") })
        let good = try await Self.table([rows[0], rows[1]], Self.options(seenSince: "2026-06-01"))
        #expect(good.sources[0].assumed.isEmpty)
    }

    @Test func `does not take a day that has not come for the newest`() async throws {
        func memory(_ later: String, asOf: String? = "2026-11-20") async throws -> [String] {
            let fleet = try await Self.table(
                [
                    "linux,x86_64,8,M,2026-11-19,1,a1", "linux,x86_64,16,M,\(later),1,a1",
                ].reversed(), Self.options(asOf: asOf))
            #expect(fleet.total == 1 && fleet.sources[0].duplicates == 1)
            let isTold = fleet.sources[0].assumed.contains {
                $0.contains("after that of the fleet")
            }
            return fleet.classes.map { "\($0.facts.memory) \(isTold)" }
        }
        #expect(try await memory("2036-01-01") == ["8 GiB true"])
        #expect(try await memory("2026-11-22") == ["8 GiB true"])
        // It is tomorrow already where clocks are ahead.
        #expect(try await memory("2026-11-21") == ["16 GiB false"])
        #expect(try await memory("2026-11-20") == ["16 GiB false"])
        #expect(try await memory("2036-01-01", asOf: nil) == ["16 GiB false"])
    }

    // MARK: - Counts

    @Test func `has no more machines than a fleet may have`() async throws {
        let most = 1_000_000_000
        let row = "linux,x86_64,8,M,2026-11-19,"
        let fleet = try await Self.table(["\(row)\(most - 1),a", "\(row)1,b"])
        #expect(fleet.total == most)
        #expect(try Fleet.read(Array(fleet.text.utf8), name: "f").total == most)
        let fault = try await #require(throws: InventoryFault.self) {
            try await Self.table(["\(row)\(most),a", "\(row)\(most),b"])
        }
        #expect(fault == .tooMany("t", count: 2 * most))
        #expect(fault.problem.contains("2000000000 machines"))
        let other = try await Self.table(["\(row)1,c"])
        #expect(throws: FleetFault.tooMany("other.json")) {
            try fleet.adding(other, name: "other.json")
        }
    }

    // MARK: - Names

    @Test(arguments: [
        "Ann's MacBook Pro", "Ann\u{2019}s laptop", "ann@example.net", "CORP\\ann",
        "DESKTOP-AB12CD3",
        "laptop-0a1b2c3d", "PC of SERIAL-77", "serial-77", "123e4567-e89b-12d3-a456-426614174000",
    ])
    func `does not let a name out as a model`(model: String) async throws {
        let fleet = try await Self.table([
            "linux,x86_64,8,\(model),2026-11-19,1,SERIAL-77",
            "linux,x86_64,8,Some Desk 3560,2026-11-19,1,SERIAL-78",
        ])
        #expect(fleet.classes.compactMap(\.facts.model) == ["Some Desk 3560"])
        #expect(fleet.total == 2)
        #expect(
            fleet.sources[0].assumed.contains {
                $0
                    == "Of 1 row what should be the model names a machine or a person, and is left out."
            })
        #expect(!fleet.text.contains(model))
    }

    @Test(arguments: [
        "MacBookPro18,3", "Latitude 5420", "20XW00AAUS", "m5.large", "Standard_NV6ads_A10_v5",
        "Desktop-Mini 3", "Surface Laptop 5", "ThinkPad X1 Carbon Gen 9",
    ])
    func `keeps what makers call machines`(model: String) async throws {
        let fleet = try await Self.table(["linux,x86_64,8,\"\(model)\",2026-11-19,1,a77b"])
        #expect(fleet.classes.map(\.facts.model) == [model])
        #expect(fleet.sources[0].assumed.isEmpty)
    }

    @Test func `takes no column for models in which each machine has its own`() async throws {
        func rows(_ count: Int, _ models: Int) -> [String] {
            (0..<count).map { "linux,x86_64,8,Box \($0 % models),2026-11-19,1,id-\($0)" }
        }
        let own = try await Self.table(rows(40, 40))
        #expect(own.classes.map(\.count) == [40] && own.classes[0].facts.model == nil)
        #expect(own.sources[0].assumed.contains { $0.hasPrefix("Almost every machine") })
        // Few machines may well differ, and of a model there are several.
        #expect(try await Self.table(rows(12, 12)).classes.count == 12)
        #expect(try await Self.table(rows(40, 20)).classes.count == 20)
    }

    @Test func `prefers Apple's identifier to a model that somebody typed`() async throws {
        func models(_ hardware: String) async throws -> [String?] {
            try await Self.fleet(
                .jamf,
                """
                {"results": [{"udid": "u", "general": {"name": "anns-mac"}, "hardware": {
                 "appleSilicon": true, "totalRamMegabytes": 16384, \(hardware)}}]}
                """
            ).classes.map(\.facts.model)
        }
        #expect(
            try await models("\"model\": \"Front desk\", \"modelIdentifier\": \"MacBookPro18,3\"")
                == ["MacBookPro18,3"])
        #expect(try await models("\"model\": \"iMac (24-inch)\"") == ["iMac (24-inch)"])
        #expect(try await models("\"model\": \"anns-mac\"") == [nil])
    }

    // MARK: - GPUs

    @Test(arguments: [
        // A whole board is offered beside the slices.
        ("\"nvidia.com/gpu\": \"1\",", ["20 GiB", "79.5 GiB"], 0),
        ("\"nvidia.com/gpu\": \"0\",", ["20 GiB"], 0),
        // Whether there is one is not told.
        ("", ["20 GiB"], 1),
    ])
    func `tells of a board that is not divided what is known`(
        capacity: String, sizes: [String], untold: Int
    ) async throws {
        let fleet = try await Self.fleet(
            .kubernetes,
            """
            {"items": [{"metadata": {"name": "n", "labels": {
             "nvidia.com/gpu.product": "NVIDIA-H100-80GB-HBM3", "nvidia.com/gpu.memory": "81490",
             "nvidia.com/gpu.count": "2", "nvidia.com/mig.strategy": "mixed",
             "nvidia.com/mig-2g.20gb.count": "3", "nvidia.com/mig-2g.20gb.memory": "20480"}},
             "status": {"capacity": {\(capacity) "memory": "263856124Ki"},
             "nodeInfo": {"architecture": "amd64", "operatingSystem": "linux"}}}]}
            """)
        let facts = try #require(fleet.classes.first?.facts)
        #expect(facts.gpus.map { "\($0.memory)" }.sorted() == sizes)
        #expect(facts.untold.map(\.vendor) == (untold == 1 ? [.nvidia] : []))
    }

    @Test(arguments: [
        ("Xen", ReportedGPUName.Kind.display), ("TightVNC Mirror Driver", .display),
        ("IddSampleDriver Device", .display), ("Intel(R) UHD Graphics 620", .display),
        ("ASPEED AST2500", .display), ("Matrox MGA G200EW", .display), ("Hyper-V Video", .display),
        ("Microsoft Basic Display Adapter", .unknown), ("Intel Arc A770", .display),
        ("Hidden Accelerator", .unknown), ("Xenon 3", .unknown), ("Mirrored Matrix", .unknown),
        ("Irish Card", .unknown), ("Pineapple 5", .unknown), ("Envncore", .unknown),
        ("NVIDIA GeForce RTX 4060", .vendor(.nvidia)), ("GTX1080", .vendor(.nvidia)),
        ("Tesla T4", .vendor(.nvidia)), ("Radeon RX 6800", .vendor(.amd)),
        ("Apple M2", .vendor(.apple)), ("Vortx 5", .unknown),
    ])
    func `knows displays by whole words`(name: String, kind: ReportedGPUName.Kind) {
        #expect(ReportedGPUName(name, manufacturer: nil).kind == kind)
    }
}

/// A fleet file that somebody wrote.
@Suite struct `A file of a fleet` {
    private static func read(_ ram: String, system: String = "\"linux\"") throws -> Fleet {
        let text = """
            {"schema": "mn.fleet/1", "classes": [{"count": 1, "facts": {"system": \(system),
             "arch": "x86_64", "ram": \(ram)}}]}
            """
        return try Fleet.read(Array(text.utf8), name: "f")
    }

    private static let many = (1...65).map(String.init).joined(separator: ", ")

    @Test(arguments: [
        "{\"at\": 1, \"not\": \"x\"}", "{\"at\": 1, \"min\": 1}", "{\"min\": 1, \"one_of\": [1]}",
        "{\"one_of\": [1], \"not\": \"x\"}", "{\"max\": 5}", "{\"at\": 5, \"max\": 6}", "{}",
        "{\"one_of\": [\(many)]}", "{\"one_of\": []}", "{\"min\": 6, \"max\": 5}",
        "{\"not\": \"x\", \"max\": 5}",
    ])
    func `tells a fact in one way`(ram: String) {
        #expect(throws: DocumentFault.self) { try Self.read(ram) }
    }

    @Test(arguments: [
        "{\"at\": 1}", "{\"min\": 1}", "{\"min\": 1, \"max\": 2}", "{\"one_of\": [2, 1]}",
        "{\"not\": \"x\"}", "{\"min\": 1, \"max\": null}",
    ])
    func `is read where it does`(ram: String) throws {
        #expect(try Self.read(ram).total == 1)
    }

    @Test func `tells words likewise, in any order`() throws {
        #expect(throws: DocumentFault.self) {
            try Self.read("{\"at\": 1}", system: "{\"one_of\": [\"linux\"], \"not\": \"x\"}")
        }
        let one = try Self.read("{\"at\": 1}", system: "{\"one_of\": [\"linux\", \"macos\"]}")
        let other = try Self.read("{\"at\": 1}", system: "{\"one_of\": [\"macos\", \"linux\"]}")
        #expect(one == other)
    }
}
