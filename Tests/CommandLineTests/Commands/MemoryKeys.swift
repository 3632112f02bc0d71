extension `The keys of a document` {
    /// The keys of what a model takes, as commands say in a line.
    static let memorySummary = [
        "context", "kv_bytes", "total_accelerator_bytes", "needed_bytes", "status",
        "largest_context",
    ]

    private static let fit = ["pool", "name", "bytes", "needed_bytes", "status"]

    /// The keys of `mn model memory` for several models.
    static let memory =
        ["schema", "engine", "models", "together", "pools", "pool", "notices", "simulated"]
        + below(
            "models[]",
            [
                "name", "model", "architecture", "quantization", "training_context", "context",
                "context_origin", "kv_bytes", "kv_global_bytes", "kv_sliding_bytes",
                "state_bytes", "weights_accelerator_bytes", "weights_host_bytes",
                "compute_accelerator_bytes", "compute_host_bytes", "output_bytes",
                "projector_bytes", "process_bytes", "reserve_bytes", "total_accelerator_bytes",
                "processor_only", "largest_context", "status", "lines", "pools", "settings",
                "remarks",
            ])
        + below("models[].processor_only", ["weights_bytes", "compute_bytes", "total_bytes"])
        + below("models[].lines[]", ["item", "bytes", "place", "basis", "source"])
        + below("models[].pools[]", fit + ["largest_context", "without_context"])
        + below("models[].pools[].without_context", ["result", "context"])
        + below(
            "models[].settings",
            [
                "slots", "unified", "batch", "ubatch", "cache_type_k", "cache_type_v",
                "flash_attention", "swa_full", "output_rows", "source",
            ])
        + below("together[]", fit)
        + below("pools[]", ["kind", "name", "bytes", "shared_bytes", "source"])
}
