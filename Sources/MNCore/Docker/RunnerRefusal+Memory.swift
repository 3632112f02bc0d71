// Which memory a backend had too little of: the machine's, the GPU's, or the share of it that vLLM takes.
extension RunnerRefusal {
    /// Which memory was too small.
    static func memory(_ log: String) -> Reason? {
        // What is tried again otherwise was not the end (llama.cpp#16748).
        let retries = log.ranges(of: "retrying without pipeline parallelism")
        let last = log[(retries.last?.upperBound ?? log.startIndex)...]
        // Without pinned memory ggml copies by the ordinary one, and what cannot be locked may be swapped: both
        // are warnings (llama.cpp#9271; llama.cpp, `src/llama-mmap.cpp`).
        let lines = last.split(separator: "\n").filter {
            !$0.contains("pinned memory") && !$0.contains("failed to mlock")
        }
        let text = lines.joined(separator: "\n")
        func says(_ parts: String...) -> Bool { parts.contains(where: text.contains) }
        /// What is there is told too: one line says what was not had.
        func lacks(_ parts: String...) -> Bool {
            lines.contains { line in
                ["unable to allocate", "failed to allocate", "failed to alloc"]
                    .contains(where: line.contains) && parts.contains(where: line.contains)
            }
        }
        // "Free memory on device cuda:0 (6.96/8.0 GiB) on startup is less than desired GPU memory utilization
        // (0.9, 7.2 GiB)" (mr#414; vllm, `v1/worker/gpu_worker.py`).
        if says("less than desired gpu memory utilization") {
            return .gpuShareTooLarge(free: freeHundredths(text))
        }
        if says("no available memory for the cache blocks") { return .gpuShareTooSmall }
        // vllm, `v1/core/kv_cache_utils.py`: "the estimated maximum model length is 18400"; and
        // `config`: "User-specified max_model_len (65536) is greater than the derived max_model_len (… 32768".
        if says("larger than the maximum number of tokens", "kv cache is needed")
            || says("greater than the derived max_model_len")
        {
            let room =
                number(behind: "maximum model length is ", text)
                ?? number(behind: "stored in kv cache (", text)
                ?? number(behind: "max_position_embeddings=", text)
            return .contextTooLarge(room: room)
        }
        // Of a processor's own buffers, and what the system says where it has no more.
        if lacks("cpu buffer", "cpu_repack buffer", "cpu_buffer_type", "_host buffer")
            || says("std::bad_alloc", "cannot allocate memory", "oom-kill", "signal: killed")
            || says("erroroutofhostmemory", "error_out_of_host_memory")
            // Windows' errors 1455 and 8.
            || says("paging file is too small", "not enough memory resources")
            // STATUS_NO_MEMORY, STATUS_COMMITMENT_LIMIT, and SIGKILL as a shell and as Python tell it.
            || hasEnded(with: 0xc000_0017, 0xc000_012d, in: text)
            || hasWord("exit status 137", in: text)
            || hasLine(text, "failed core proc(s)", with: "': -9}", "': -9,")
            || hasLine(text, "tcmalloc: large alloc", with: "(nil)")
        {
            return .outOfMemory
        }
        // ggml-cuda, ggml-vulkan, ggml-metal, HIP, PyTorch.
        if says(
            "not enough gpu memory", "cuda out of memory", "outofmemoryerror",
            "erroroutofdevicememory", "error_out_of_device_memory",
            "greater than the maximum allowed buffer size", "hiperroroutofmemory",
            "cudamalloc failed", "error: out of memory",
            "device memory allocation of size", "callbackerroroutofmemory",
            "failed to allocate compute", "cublas_status_alloc_failed",
            "hip out of memory", "cuda failure 2 'out of memory'")
            // SGLang, whose command line has the option too.
            || hasLine(text, "not enough memory", with: "--mem-fraction-static")
            // MLX (mlx-lm#1644), ROCm's runtime, OpenCL.
            || hasLine(text, "[metal]", with: "insufficient memory")
            || hasLine(text, "[metal::malloc] resource limit", with: "exceeded")
            || hasLine(text, "hsa_status_error_out_of_resources", with: "aborting with error")
            || says("cl_mem_object_allocation_failure")
            || lacks("buffer")
        {
            return .outOfGPUMemory
        }
        return nil
    }

    /// Of `(6.96/8.0 gib)` the free share in hundredths, rounded down to a twentieth.
    private static func freeHundredths(_ text: String) -> Int? {
        guard let mark = text.firstRange(of: "free memory on device"),
            let bracket = text[mark.upperBound...].firstIndex(of: "("),
            case let pair = text[bracket...].dropFirst().prefix(while: { $0 != " " && $0 != ")" }),
            case let parts = pair.split(separator: "/"), parts.count == 2,
            let free = Double(parts[0]), let whole = Double(parts[1]),
            free >= 0, whole > free, whole.isFinite
        else { return nil }
        let share = Int(saturating: (free / whole * 20).rounded(.down)) * 5
        return share
    }

    static func number(behind mark: String, _ text: String) -> Int? {
        guard let range = text.firstRange(of: mark) else { return nil }
        let digits = text[range.upperBound...].prefix { $0.isASCII && ($0.isNumber || $0 == ",") }
        return Int(digits.filter { $0 != "," }).flatMap { $0 > 0 ? $0 : nil }
    }
}
