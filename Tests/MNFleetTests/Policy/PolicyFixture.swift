import MNCore
import MNFleet
import MNSim
import Profiles

/// Fleets, policies and boards in memory.
enum PolicyFixture {
    static let day = CalendarDate("2026-11-27") ?? DriverData.builtin.date

    /// A Linux machine with memory enough; with an NVIDIA GPU of so many MiB where they are known.
    static func facts(
        vram mebibytes: Int?, driver: String? = "610.43.02", tags: [String] = [],
        model: String? = nil
    ) -> FleetFacts {
        var facts = FleetFacts(
            system: .value(.linux), processor: .value(.x86_64), memory: .value(.gibibytes(62)))
        facts.gpus = [
            FleetGPU(
                .nvidia, name: "NVIDIA GeForce RTX 4060",
                memory: mebibytes.flatMap(ByteCount.mebibytes).map { .value($0) }
                    ?? .unknown("not told"),
                driver: driver.map { .value($0) } ?? .unknown("not told"))
        ]
        facts.isVirtual = false
        facts.tags = tags
        facts.model = model
        return facts
    }

    /// A machine without a GPU, and with this much memory.
    static func withoutGPU(gibibytes: Double) -> FleetFacts {
        FleetFacts(
            system: .value(.linux), processor: .value(.x86_64),
            memory: .value(.gibibytes(gibibytes)))
    }

    static func fleet(
        _ classes: [(FleetFacts, Int)], asOf: CalendarDate? = day
    ) -> Fleet {
        Fleet(
            asOf: asOf, sources: [],
            counts: Dictionary(classes) { first, second in first + second })
    }

    /// A digest that ends with these digits.
    static func digest(_ digits: String) -> String {
        "sha256:" + String(repeating: "0", count: 64 - digits.count) + digits
    }

    /// 60 that run, 30 too small, 10 of unknown memory.
    static let usual = fleet([
        (facts(vram: 8188, tags: ["laptop"], model: "Some Desk 3560"), 60),
        (withoutGPU(gibibytes: 2), 30), (facts(vram: nil), 10),
    ])

    static let library = try? ProfileLibrary(
        builtin: EmbeddedProfiles.texts.filter { $0.key.hasPrefix("apple-m1-") }, folders: [],
        files: MemoryFiles([:]))

    /// The policy of these files, of which the first is read.
    static func policy(
        _ text: String, _ fleet: Fleet = usual, files: [String: String] = [:]
    ) throws -> FleetPolicy {
        var texts = files
        texts["models.policy"] = text
        texts["fleet.json"] = fleet.text
        let memory = MemoryFiles(texts.mapValues { Array($0.utf8) })
        return try FleetPolicy(
            "models.policy", catalog: .builtin, profiles: library?.ids ?? []
        ) { path, limit in
            try memory.read(path, limit: limit)
        }
    }

    static func check(
        _ text: String, _ fleet: Fleet = usual, asOf: CalendarDate = day,
        files: [String: String] = [:]
    ) async throws -> PolicyCheck {
        try PolicyCheck(try await board(text, fleet, files: files), asOf: asOf)
    }

    static func board(
        _ text: String, _ fleet: Fleet = usual, files: [String: String] = [:]
    ) async throws -> PolicyBoard {
        let library = try ProfileLibrary(
            builtin: EmbeddedProfiles.texts.filter { $0.key.hasPrefix("apple-m1-") },
            folders: [], files: MemoryFiles([:]))
        return try await PolicyBoard(
            try policy(text, fleet, files: files), .builtin, library, shipped: Set(library.ids))
    }
}
