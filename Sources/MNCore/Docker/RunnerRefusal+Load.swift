// What the words of a failed load or answer mean: beyond the status, a backend tells its troubles in its
// own log, of which the runner passes on the end.
extension RunnerRefusal {
    /// What a failed load or completion means.
    static func load(_ response: HTTPResponse, backend: String) -> RunnerRefusal {
        // A backend that died is told in JSON under the name of text (dmr-contract §1.6.4).
        let document =
            RunnerLimits.allows(response.body) ? try? JSON.parse(response.body) : nil
        let words =
            (document?["message"]?.string ?? document?["error"]?["message"]?.string)
            .map { Excerpt.beginning($0) } ?? response.text
        func says(_ parts: String...) -> Bool { parts.contains { words.contains($0) } }
        let reason: Reason =
            switch response.head.status {
            case 404 where says("backend not found"): .backendMissing
            case 404: .notInstalled
            case 412: .backendMissing
            case 502: .backendDied
            case 503 where says("backend installation failed"):
                .installationFailed(backend: backend)
            case 503 where says("backend installer"): .backendMissing
            case 507: .tooLarge
            case let status: told(words) ?? ended(words) ?? .other(status: status)
            }
        return RunnerRefusal(reason, detail: words)
    }

    /// What the backend's own words name as the cause; nil if they name none.
    private static func told(_ words: String) -> Reason? {
        let text = words.lowercased()
        func says(_ parts: String...) -> Bool { parts.contains(where: text.contains) }
        if says("model too big") { return .tooLarge }
        // PyTorch's and NCCL's segments lie in memory (vllm#5697); ggml tells that of a GPU by the same words.
        if hasLine(text, "shared memory", with: "/dev/shm", "(shm)") { return .sharedMemoryFull }
        if says("no space left on device", "not enough space on the disk") { return .diskFull }
        if hasLine(text, "failed to open gguf file", with: "permission denied")
            || hasLine(
                text, "unable to create bundle", with: "read-only file system", "permission denied",
                "operation not permitted")
        {
            return .storeDenied
        }
        if says("exceeds the available context size") { return .contextTooSmall }
        // It is read before anything is allocated, and what was said of devices by then did no harm.
        if isTooNew(text) { return .runnerTooOld }
        if let reason = memory(text) ?? device(text) ?? program(text) { return reason }
        if ForeignFormat.isGGML(text) { return .notAModel(.ggml) }
        if isDamaged(text) { return .damagedModel }
        if says("tensor '") && says("has wrong shape", "missing tensor '")
            // vLLM and Diffusers (vllm#14212; huggingface/diffusers, `utils`).
            || says(
                "there is no module or parameter named", "not initialized from checkpoint",
                "unknown quantization method", "error no file named")
        {
            return .unreadableModel
        }
        if text.split(separator: "\n").contains(where: isTemplateError) { return .templateBroken }
        // A processor does as well: what is told beside it is the cause (model-runner#1024).
        if text.split(separator: "\n").contains(where: findsNoGPU) { return .backendWithoutGPU }
        if says("failed to initialize cuda: ") { return .gpuFailed }
        return says("unable to start", "binary not found") ? .backendMissing : nil
    }

    private static func isDamaged(_ text: String) -> Bool {
        [
            "model is corrupted or incomplete", "invalid magic characters",
            "not within the file bounds", "failed to open gguf file",
            "read error: input/output error", "unexpectedly reached end of file",
            "failed to read key-value pairs", "failed to read magic", "failed to read tensor info",
            // safetensors, `SafeTensorError`.
            "invalidheader", "headertoolarge", "headertoosmall", "metadataincompletebuffer",
            "header too large", "file not fully covered", "failed to read tensor data",
        ].contains(where: text.contains)
    }

    /// Whether a line has these words, and one of some others.
    static func hasLine(_ text: String, _ words: String, with others: String...) -> Bool {
        text.split(separator: "\n").contains { line in
            line.contains(words) && others.contains(where: line.contains)
        }
    }

    /// Whether llama.cpp, vLLM, SGLang or Transformers say that a model is newer than they.
    private static func isTooNew(_ text: String) -> Bool {
        func says(_ parts: String...) -> Bool { parts.contains(where: text.contains) }
        return says(
            "unknown projector type", "unknown model architecture", "unknown pre-tokenizer",
            "are not supported for now", "does not recognize this architecture",
            "only supports up to version")
            // A type of tensors that came later (llama.cpp#15099); a damaged file has any number.
            || number(behind: "has invalid ggml type ", text).map { $0 < 200 } == true
            || says("model architectures [", "valueerror: model type ") && says("not supported")
    }

    /// Whether a line tells of a template that fails: minja's and Jinja's words (docker-agent#39).
    ///
    /// What a model's file holds is printed too, and a template that is left for another one does no harm.
    private static func isTemplateError(_ line: Substring) -> Bool {
        if [
            "chat_template:", "tokenizer.chat_template", "raise_exception(", "defaulting to",
            // Of any text in JSON.
            "json.exception",
        ]
        .contains(where: line.contains) {
            return false
        }
        if templateWords.contains(where: line.contains)
            || line.contains("at row ") && line.contains(", column ")
            || line.contains("at line ") && line.contains(", column ")
        {
            return true
        }
        return line.contains("template")
            && ["error", "exception", "failed", "not supported", "unsupported", "unknown"]
                .contains(where: line.contains)
    }

    /// What minja and llama.cpp's own engine of templates say.
    private static let templateWords = [
        "value is not callable", "jinja exception", "unknown (built-in) filter",
        "cannot call something that is not a function", "undefined variable or function",
        "raise_exception:", "missing closing curly brace", "expected closing statement",
        "unexpected token 'end", "requires --jinja",
    ]

    /// What is wrong with the GPU, its driver, or what the backend is built for.
    private static func device(_ log: String) -> Reason? {
        let text = log.split(separator: "\n").filter { !findsNoGPU($0) }.joined(separator: "\n")
        func says(_ parts: String...) -> Bool { parts.contains(where: text.contains) }
        if says("driver version is insufficient", "driver on your system is too old")
            || says("driver version is too old", "found no nvidia driver", "unsupported toolchain")
            // CUDA's errors 803 and 804 (vllm#5510): the libraries of the image want a newer driver.
            || says(
                "forward compatibility was attempted", "unsupported display driver / cuda driver")
        {
            return .driverTooOld
        }
        if says("is not compatible with the current pytorch"), isNewerThanBuild(text) {
            return .gpuTooNew
        }
        if says(
            "no kernel image is available", "minimum required compute capability", "tensilelibrary",
            "invalid device function", "hiperrornobinaryforgpu")
            || says(
                "is not compatible with the current pytorch", "bfloat16 is only supported on gpus")
            // FlashAttention's, Triton's and vLLM's words.
            || says("only supports ampere gpus or newer", "not supported in this architecture")
            // ggml tells that of each device that it finds.
            || hasLine(
                text, "compute capability", with: "is not supported", "requires at least",
                "does not support")
            || says("the current gpu") && says("minimum capability", "min capability")
            || says("does not support 16-bit storage")
        {
            return .gpuTooOld
        }
        // ggml's and the drivers' words for a device that failed under it (df#213).
        if says(
            "device lost", "device_lost", "errordevicelost", "errorfeaturenotpresent", "cuda error",
            "rocm error", "cuda unknown error", "memory access fault by gpu", "hiperror",
            "ggml_metal: error", "device(s) is/are busy", "clbuildprogram",
            "cuda driver initialization failed", "nvml/rm version mismatch",
            "driver/library version mismatch",
            // A machine of several GPUs whose fabric manager does not run (CUDA's error 802), and a shader.
            "system not yet initialized", "createcomputepipeline: error")
            // ggml-metal, `ggml_metal_synchronize`; of memory it was asked before.
            || hasLine(text, "command buffer", with: "failed with status")
        {
            return .gpuFailed
        }
        return nil
    }

    /// Whether a line says that there is no GPU for the backend: ggml, vLLM, PyTorch (mr#952; vllm,
    /// `platforms`), and HIP.
    private static func findsNoGPU(_ line: Substring) -> Bool {
        [
            "torch not compiled with cuda", "no cuda gpus are available", "libtorch_cuda",
            "failed to infer device type", "no cuda-capable device", "no hip gpus are available",
            "no rocm-capable device", "libcuda.so.1", "torch.cuda is not available",
            "ggml_vulkan: no devices found", "tensile host: no devices found",
            "no metal device available",
            "vk::createinstance: errorincompatibledriver",
        ].contains(where: line.contains)
    }

    /// Of "NVIDIA GeForce RTX 5060 with CUDA capability sm_120 is not compatible with the current PyTorch
    /// installation … supports CUDA capabilities sm_50 sm_60 … sm_90", whether the first is above all others.
    private static func isNewerThanBuild(_ text: String) -> Bool {
        guard let card = number(behind: "capability sm_", text),
            let list = text.firstRange(of: "supports cuda capabilities ")
        else { return false }
        let newest = text[list.upperBound...].prefix { !$0.isNewline }.ranges(of: "sm_")
            .compactMap { number(behind: "sm_", String(text[$0.lowerBound...].prefix(16))) }.max()
        guard let newest else { return false }
        return card > newest
    }

    /// What keeps the backend's program from starting.
    private static func program(_ log: String) -> Reason? {
        let text = log.split(separator: "\n").filter { !findsNoGPU($0) }.joined(separator: "\n")
        func says(_ parts: String...) -> Bool { parts.contains(where: text.contains) }
        // Windows' STATUS_DLL_NOT_FOUND and STATUS_ENTRYPOINT_NOT_FOUND (df#84), the loaders of glibc (mr#547)
        // and macOS.
        if says(
            "0xc0000135", "0xc0000139", "error while loading shared libraries", "glibc_",
            "glibcxx_",
            "library not loaded")
            || hasLine(text, "cannot open shared object file", with: "importerror", "oserror")
        {
            return .libraryMissing
        }
        // STATUS_ILLEGAL_INSTRUCTION, and SIGILL.
        if says("0xc000001d", "illegal instruction", "exit status 132") { return .processorTooOld }
        if says(
            "error: invalid argument", "unrecognized arguments", "unknown argument:",
            "error while handling argument", "error: argument ")
        {
            return .badOption
        }
        return says("took too long to initialize") ? .loadTimedOut : nil
    }

    /// How the backend ended, where nothing tells why.
    private static func ended(_ words: String) -> Reason? {
        func says(_ parts: String...) -> Bool { parts.contains { words.contains($0) } }
        let isLoading = says("unable to load runner")
        if says("exit status", "signal:"), says("terminated unexpectedly") {
            return isLoading ? .backendCrashed : .backendDied
        }
        if says("failed to load model", "GGUF file required") { return .unreadableModel }
        if says("terminated unexpectedly") { return isLoading ? .backendCrashed : .backendDied }
        return nil
    }
}
