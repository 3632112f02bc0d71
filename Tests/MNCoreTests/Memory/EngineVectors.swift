@testable import MNMachine
@testable import MNText

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What llama.cpp's own allocator reported, for models of the real shapes; beside the package.
struct EngineVectors: Sendable {
    let architectures: [String: ModelArchitecture]
    let caches: [JSON]
    let buffers: [JSON]

    /// Nil if the file is not there.
    static let shared: EngineVectors? = {
        let package = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        guard
            let data = FileManager.default.contents(
                atPath: "/\(package)/../shared/memory/vectors.json"),
            let document = try? JSON.parse(Array(data)),
            let architectures = document["architectures"]?.object
        else { return nil }
        var models: [String: ModelArchitecture] = [:]
        for member in architectures.members {
            models[member.key] = try? architecture(member.value)
        }
        return EngineVectors(
            architectures: models, caches: document["kv"]?.array ?? [],
            buffers: document["buffers"]?.array ?? [])
    }()

    /// An architecture as a catalog entry has it, out of the file's own keys.
    private static func architecture(_ value: JSON) throws -> ModelArchitecture {
        var members = JSONObject()
        for key in ModelArchitecture.keys { members[key] = value[key] }
        members["name"] = value["architecture"]
        members["sliding_window_pattern"] = value["sliding_pattern"]?.array.map { .array($0) }
        if value["architecture"] == "gemma4" { members["embedding_length_per_layer"] = 256 }
        if value["architecture"] == "granitehybrid" { members["ssm_head_count"] = 48 }
        return try ModelArchitecture(JSONField(.object(members)).anyObject())
    }

    static func settings(_ vector: JSON) -> EngineSettings {
        var settings = EngineSettings(
            context: vector["n_ctx"]?.count ?? .zero,
            slots: vector["n_parallel"]?.count ?? Count(4),
            isUnified: vector["unified"]?.bool ?? true,
            batch: vector["n_batch"]?.count ?? Count(2048),
            microBatch: vector["n_ubatch"]?.count ?? Count(512),
            usesFlashAttention: vector["flash_attention"]?.bool ?? true,
            keepsWholeWindow: vector["swa_full"]?.bool ?? false,
            outputRows: vector["n_outputs_max"]?.count)
        settings.keyType = vector["type_k"]?.string.flatMap(CacheType.init) ?? .f16
        settings.valueType = vector["type_v"]?.string.flatMap(CacheType.init) ?? .f16
        return settings
    }

    func ledger(_ vector: JSON) -> MemoryLedger? {
        guard let model = architectures[vector["model"]?.string ?? ""] else { return nil }
        return MemoryLedger(ModelFacts(model, source: "a vector"), Self.settings(vector))
    }
}
