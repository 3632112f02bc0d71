/// A model with Docker's published figures; its thresholds follow from them by one rule.
///
/// - A graphics card needs the published GPU memory and a quarter more, at least 1 GiB more, for the
///   display, the driver and a longer context, rounded up to a size that is sold.
/// - Unified memory is twice, memory without GPU four times that of the card: the document's own
///   proportions (8, 16 and 32 GB for `gemma4:e2b`).
/// - A model whose GPU memory is at most 4 GiB is accepted without GPU where twice that and 2 GiB for
///   the system fit into a size that is sold.
///
/// The context size is left to the runner: the largest that a model can have, which is what Docker
/// publishes, would fill the memory of most machines.
struct PublishedModel: Sendable {
    private let id: String
    private let name: String
    private let reference: String
    /// GiB.
    private let memory: Double
    private let megabytes: Double

    init(
        _ id: String, _ name: String, _ reference: String, memory: Double, megabytes: Double
    ) {
        self.id = id
        self.name = name
        self.reference = reference
        self.memory = memory
        self.megabytes = megabytes
    }

    private static let soldSizes: [Double] = [2, 4, 6, 8, 12, 16, 24, 32, 48, 64, 80, 96, 128]
    /// The most GPU memory of a model that is accepted without GPU, in GiB.
    private static let smallModel = 4.0

    private static func soldSize(for gibibytes: Double) -> Double {
        soldSizes.first { $0 >= gibibytes } ?? gibibytes.rounded(.up)
    }

    var entry: JSONObject {
        let card = Self.soldSize(for: memory + max(memory / 4, 1))
        var requirements: JSONObject = [
            "min_vram_gb": .gigabytes(card), "min_unified_memory_gb": .gigabytes(2 * card),
            "min_cpu_ram_gb": .gigabytes(4 * card),
        ]
        if memory <= Self.smallModel {
            requirements["cpu_ram_gb"] = .gigabytes(Self.soldSize(for: 2 * memory + 2))
        }
        return [
            "id": .string(id), "name": .string(name), "model": .string(reference),
            "backend": "llama.cpp",
            "requirements": .object(requirements),
            "size_bytes": .integer(ByteCount(megabytes * 1_000_000)),
        ]
    }
}
