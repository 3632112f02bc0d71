import MNCore
import MNSim
import Testing

@testable import MNFleet

/// What an inventory tells that may not be so never counts as known, and what is plain does.
@Suite struct `What an InventoryTests table tells` {
    static func fleet(_ columns: [String], _ rows: [[String]]) async throws -> Fleet {
        let mapping = """
            {"schema": "mn.fleet.mapping/1", "columns": {"system": "system", "arch": "arch",
             "cpu": "cpu", "ram": {"column": "ram", "unit": "GiB"}, "gpu": "gpu",
             "gpu_memory": {"column": "vram", "unit": "GiB"}, "driver": "driver",
             "generation": "generation", "model": "model", "tag": "tag", "last_seen": "seen",
             "identity": ["id", "host", "user"]}}
            """
        let lines = ([columns] + rows).map { row in
            row.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",") + "\n"
        }
        let bytes = Array(lines.joined().utf8)
        return try await TableInventory.fleet(
            try Mapping.read(Array(mapping.utf8), name: "m"), kind: "table", name: "t",
            FleetImport.Options()
        ) { Array(bytes.dropFirst($0)) }
    }

    /// The facts of one machine, of usual ones but for those that are given.
    static func facts(_ told: [String: String]) async throws -> FleetFacts {
        var row = ["system": "Linux", "arch": "x86_64", "ram": "32"]
        row.merge(told) { $1 }
        let columns = row.keys.sorted()
        let fleet = try await fleet(columns, [columns.map { row[$0] ?? "" }])
        return try #require(fleet.classes.first?.facts)
    }

    @Test(arguments: [
        "2023.11.20", "2026.11.20", "20.11.2023", "20231120", "5901", "999", "5", "590.x", ">=580",
        "nouveau 590.1", "580.95.05 srv-bob", "Ann Smith 580", "580..1", "580.", "31.0.101.5186",
        "latest", "580,95",
    ])
    func `is no driver unless it is a version of one`(text: String) async throws {
        let facts = try await Self.facts(["gpu": "NVIDIA GeForce RTX 4090", "driver": text])
        #expect(facts.gpus.map(\.driver.value) == [nil])
        #expect(facts.missing.contains(.driver))
    }

    @Test(arguments: [
        ("580.95.05", "580.95.05"), ("551.86", "551.86"), ("470", "470"),
        ("31.0.15.5186", "551.86"), ("615.10", "615.10"), (" 450.80.02 ", "450.80.02"),
    ])
    func `is a driver where it is a version of one`(text: String, version: String) async throws {
        let facts = try await Self.facts(["gpu": "NVIDIA GeForce RTX 4090", "driver": text])
        #expect(facts.gpus.map(\.driver) == [.value(version)])
    }

    @Test(arguments: [
        ("NVIDIA A100-SXM4-80GB MIG 1g.5gb", "80"), ("NVIDIA A100-SXM4-80GB MIG 1g.5gb", "24"),
        ("NVIDIA-A100-SXM4-80GB-MIG-1g.5gb", "80"), ("NVIDIA A100 1g.10gb+me", "40"),
        ("NVIDIA A100 (MIG)", "80"), ("NVIDIA GRID RTX6000-1B", "24"), ("GRID A10-4Q", "24"),
        ("NVIDIA A100-1-5CME", "80"), ("GRID T4-2B4", "16"), ("NVIDIA vGPU", "16"),
    ])
    func `has not the size of the board where it is a part`(name: String, size: String)
        async throws
    {
        let facts = try await Self.facts(["gpu": name, "vram": size])
        #expect(facts.gpus.map(\.memory.value) == [nil])
    }

    @Test(arguments: [
        ("NVIDIA A100-SXM4-80GB MIG 1g.10gb", "9.5", 9.5), ("GRID A10-4Q", "4", 4),
        ("NVIDIA A100-SXM4-80GB", "80", 80), ("NVIDIA GeForce GTX 1080 with Max-Q Design", "8", 8),
        ("NVIDIA RTX A6000", "48", 48), ("NVIDIA Corporation GA104 [10de:2c02]", "8", 8),
    ])
    func `has the size that is told where that fits`(name: String, size: String, is: Double)
        async throws
    {
        let facts = try await Self.facts(["gpu": name, "vram": size])
        #expect(facts.gpus.map(\.memory) == [.value(.gibibytes(`is`))])
    }

    /// More than any card of the name has is the total of several, or has memory of the system in it.
    @Test(arguments: [
        ("2x NVIDIA GeForce RTX 4090", "48"), ("8 x NVIDIA A10", "192"),
        ("NVIDIA A100-SXM4-40GB (8)", "320"), ("NVIDIA GeForce GTX 1650", "19.8"),
        ("NVIDIA A100-SXM4-40GB", "80"), ("NVIDIA A16", "64"),
        ("NVIDIA GeForce GTX 1050 Ti, NVIDIA GeForce RTX 4090", ""),
        ("NVIDIA GeForce GTX 1050 Ti + NVIDIA GeForce RTX 4090", ""),
    ])
    func `has no size that it was never sold in`(name: String, size: String) async throws {
        let facts = try await Self.facts(["gpu": name, "vram": size])
        #expect(facts.gpus.map(\.memory.value) == [nil])
        #expect(
            try await Self.facts(["gpu": "NVIDIA GeForce RTX 4090", "vram": "23.99"])
                .gpus.map(\.memory) == [.value(.gibibytes(23.99))])
    }

    @Test func `of two cards is not that of the smaller`() async throws {
        let name = "NVIDIA GeForce GTX 1050 Ti, NVIDIA GeForce RTX 4090"
        let memory = try await Self.facts(["gpu": name]).gpus.first?.memory
        guard case .unknown? = memory else {
            Issue.record("\(String(describing: memory))")
            return
        }
    }

    /// Macs with 32 bits are older than any macOS that counts; of others the word says too little.
    @Test(arguments: [
        (
            "macOS 14", "i386", "Intel(R) Core(TM) i9-9880H",
            Hardware.Processor.x86_64 as Hardware.Processor?
        ),
        ("Linux", "i386", "Intel(R) Core(TM) i9-9880H", nil), ("macOS 14", "i386", "", nil),
    ])
    func `may have more bits than its word says`(
        system: String, arch: String, cpu: String, processor: Hardware.Processor?
    ) async throws {
        let facts = try await Self.facts(["system": system, "arch": arch, "cpu": cpu])
        #expect(facts.processor.value == processor)
    }

    @Test(arguments: ["NVIDIA Jetson AGX Orin", "Orin (nvgpu)"])
    func `of a board is known by its own name`(name: String) async throws {
        let facts = try await Self.facts(["arch": "aarch64", "gpu": name, "driver": "540.4.0"])
        #expect(facts.gpus.map(\.vendor) == [.nvidia])
        #expect(facts.gpus.map(\.driver.value) == [nil])
    }

    @Test(arguments: [
        "planned: NVIDIA GeForce RTX 4090", "NVIDIA GeForce RTX 4090 (removed)",
        "Not an NVIDIA GeForce RTX 4090", "AMD Radeon (like NVIDIA GeForce RTX 4090)",
        "NVIDIA RTX 4090 or AMD Radeon RX 7900", "NVIDIA GeForce RTX 4090, AMD Radeon 780M",
    ])
    func `may be no GPU`(name: String) async throws {
        let facts = try await Self.facts(["gpu": name, "vram": "24", "driver": "580.95"])
        #expect(facts.gpus.isEmpty && facts.untold.contains { $0.vendor == .nvidia })
    }

    @Test(arguments: [
        "Windows 7", "Windows 95", "Microsoft Windows 7 Professional", "Windows Server 2012 R2",
        "Windows NT 6.1", "Windows XP", "windows 8.1", "Win7", "Windows Vista", "not Linux",
        "Windows Server 2022", "Microsoft Windows Server 2019 Datacenter",
        "Linux (planned)", "Windows or Linux", "Linux / Windows dual boot", "macOS, Windows",
    ])
    func `may be another system`(text: String) async throws {
        #expect(try await Self.facts(["system": text]).system.value == nil)
    }

    @Test(arguments: [
        ("Windows 10", Hardware.System.windows), ("Microsoft Windows 11 Pro", .windows),
        ("Ubuntu Server 24.04", .linux), ("Microsoft Windows NT 10.0.19045.0", .windows),
        ("Windows", .windows), ("windows", .windows), ("Debian 12", .linux), ("linux", .linux),
        ("Linux machine", .linux), ("Mac OS X", .macos), ("macOS 15.1", .macos),
    ])
    func `is the system that it names`(text: String, system: Hardware.System) async throws {
        #expect(try await Self.facts(["system": text]).system == .value(system))
    }

    @Test(arguments: [
        ("arm64, x86_64", Hardware.Processor?.none), ("not x64", nil), ("x64/ARM64", nil),
        ("x64-based PC", .x86_64), ("arm64e", .arm64), ("ARM64-based PC", .arm64),
        ("amd64 (x86_64)", .x86_64), ("aarch64", .arm64), ("armv8l", .arm32),
        ("aarch64_be", .other),
    ])
    func `names one processor`(text: String, processor: Hardware.Processor?) async throws {
        #expect(try await Self.facts(["arch": text]).processor.value == processor)
    }

    // MARK: - Two rows of a machine

    @Test(arguments: [
        ("2026-11-26T01:00:00Z", "2026-11-26T00:00:00Z", "8 GiB"),
        ("2026-11-26T00:00:00Z", "2026-11-26T01:00:00Z", "16 GiB"),
        ("2026-11-26T01:00:00+02:00", "2026-11-26T00:30:00+00:00", "16 GiB"),
        ("2026-11-26 01:00", "2026-11-26 00:59:59", "8 GiB"),
        ("2026-11-25T23:59:59.100Z", "2026-11-25T23:59:59.200Z", "16 GiB"),
        ("2026-11-27", "2026-11-26", "8 GiB"), ("2026-11-26", "2026-11-27T10:00:00", "16 GiB"),
        ("2026-11-26", "", "8 GiB"), ("", "2026-11-26", "16 GiB"),
        // Which is the later one is not told.
        ("2026-11-26", "2026-11-26", "?"), ("2026-11-26T01:00:00", "2026-11-26T00:00:00Z", "?"),
        ("2026-11-26T01:00:00 CET", "2026-11-26T00:00:00Z", "?"), ("", "", "?"),
        ("2026-11-27T01:00:00Z", "2026-11-26T22:00:00", "?"),
    ])
    func `counts as the row that was seen last`(first: String, second: String, memory: String)
        async throws
    {
        let rows = [
            ["Linux", "x86_64", "8", first, "A1"], ["Linux", "x86_64", "16", second, "A1"],
        ]
        let columns = ["system", "arch", "ram", "seen", "id"]
        for (rows, other) in [(rows, false), (rows.reversed(), true)] {
            let fleet = try await Self.fleet(columns, rows)
            #expect(fleet.total == 1 && fleet.sources[0].duplicates == 1, "\(other)")
            #expect(fleet.classes.map { "\($0.facts.memory)" } == [memory], "\(other)")
        }
    }

    @Test func `is not known where two rows of one time differ`() async throws {
        let columns = ["system", "arch", "ram", "gpu", "vram", "driver", "seen", "id"]
        func facts(_ first: [String], _ second: [String]) async throws -> FleetFacts {
            let fleet = try await Self.fleet(
                columns,
                [first, second].map { ["Linux", "x86_64", "32"] + $0 + ["2026-11-26", "A1"] })
            return try #require(fleet.classes.first?.facts)
        }
        let card = "NVIDIA GeForce RTX 4090"
        let drivers = try await facts([card, "24", "580.95"], [card, "24", "470.10"])
        #expect(drivers.gpus.map(\.driver.value) == [nil])
        #expect(drivers.gpus.map(\.memory) == [.value(.gibibytes(24))])
        #expect(drivers.memory == .value(.gibibytes(32)))
        let cards = try await facts([card, "24", "580.95"], ["NVIDIA T400", "4", "580.95"])
        #expect(cards.gpus.isEmpty && cards.untold.map(\.vendor) == [.nvidia])
        let same = try await facts([card, "24", "580.95"], [card, "24", "580.95"])
        #expect(same.gpus.count == 1 && same.untold.isEmpty)
    }
}
