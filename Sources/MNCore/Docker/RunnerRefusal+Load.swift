// What the words of a failed load or answer mean: beyond the status, a backend tells its troubles in its
// own log, of which the runner passes on the end.
extension RunnerRefusal {
    /// What a failed load or completion means.
    static func load(_ response: HTTPResponse, backend: String) -> RunnerRefusal {
        let error = error(in: response)
        let words = error ?? response.text
        func says(_ parts: String...) -> Bool { parts.contains { words.contains($0) } }
        let reason: Reason =
            switch response.head.status {
            // Whatever else it holds is no error.
            case 200 where error == nil: .other(status: 200)
            // vLLM's words; mn asks for one token.
            case 400
            where says("longer than the maximum model length of")
                || says("maximum context length is"):
                .contextTooSmall
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

    /// What an answer tells of an error; nil if it tells no such thing.
    ///
    /// One of success may hold it too, as its document or in an event of a stream: `data: {"error": …}`.
    private static func error(in response: HTTPResponse) -> String? {
        guard RunnerLimits.allows(response.body) else { return nil }
        if let document = try? JSON.parse(response.body) {
            guard response.head.status == 200 else { return error(in: document) }
            return isError(document) ? error(in: document) ?? response.text : nil
        }
        guard response.head.status == 200 else { return nil }
        return response.text.split(separator: "\n").lazy.filter { $0.hasPrefix("data:") }
            .compactMap { try? JSON.parse($0.dropFirst("data:".count).trimmed) }
            .first(where: isError).map { error(in: $0) ?? response.text }
    }

    private static func isError(_ document: JSON) -> Bool {
        document["error"]?.object != nil || document["error"]?.string != nil
            || document["type"]?.string == "error" || document["object"]?.string == "error"
    }

    /// A backend that died is told in JSON under the name of text (dmr-contract §1.6.4).
    private static func error(in document: JSON) -> String? {
        (document["message"]?.string ?? document["error"]?["message"]?.string)
            .map { Excerpt.beginning($0) }
    }

    /// What the backend's own words name as the cause; nil if they name none.
    private static func told(_ words: String) -> Reason? {
        let text = words.lowercased()
        func says(_ parts: String...) -> Bool { parts.contains(where: text.contains) }
        if says("model too big") { return .tooLarge }
        // PyTorch's and NCCL's segments lie in memory (vllm#5697); ggml tells that of a GPU by the same words.
        if hasLine(text, "shared memory", with: "/dev/shm", "(shm)") { return .sharedMemoryFull }
        // The last is what Python says where no folder takes a file.
        if says("no space left on device", "not enough space on the disk")
            || says("no usable temporary directory")
        {
            return .diskFull
        }
        if says("[errno 5] input/output error") || failsOnWindows(text) { return .storeFailed }
        if hasLine(text, "failed to open gguf file", with: "permission denied")
            || isOfBundle(
                text, "read-only file system", "permission denied", "operation not permitted",
                "access is denied")
        {
            return .storeDenied
        }
        if says("exceeds the available context size") { return .contextTooSmall }
        // It is read before anything is allocated, and what was said of devices by then did no harm.
        if isTooNew(text) { return .runnerTooOld }
        if let reason = memory(text) ?? device(text) ?? program(text) { return reason }
        if let format = ForeignFormat(ofLog: text) { return .notAModel(format) }
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
        if says("failed to initialize cuda: ") || failsInMetal(text) { return .gpuFailed }
        // vLLM says so whatever keeps it from that (vllm, `model_executor/models/registry.py`).
        if hasLine(text, "model architectures [", with: "failed to be inspected") {
            return .runnerTooOld
        }
        return isMissing(text) ? .backendMissing : nil
    }

    /// Whether the files of a model could not be laid out for a backend, for one of these.
    private static func isOfBundle(_ text: String, _ words: String...) -> Bool {
        text.split(separator: "\n").contains { line in
            ["unable to create bundle", "unable to get bundle"].contains(where: line.contains)
                && words.contains(where: line.contains)
        }
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
            || hasLine(
                text, "deserializing header", with: "header too small", "invalid header length",
                "invalid json in header")
            // A file that the list of the store's files has.
            || isOfBundle(text, "no such file or directory", "cannot find the file")
    }

    /// Whether llama.cpp, vLLM, SGLang or Transformers say that a model is newer than they.
    private static func isTooNew(_ text: String) -> Bool {
        func says(_ parts: String...) -> Bool { parts.contains(where: text.contains) }
        return says(
            "unknown projector type", "unknown model architecture", "unknown pre-tokenizer",
            "are not supported for now", "does not recognize this architecture",
            "only supports up to version", "unknown tokenizer: '", "has no vllm implementation")
            || hasLine(text, "gguf model with architecture", with: "is not supported yet")
            // A type of tensors that came later (llama.cpp#15099); a damaged file has any number.
            || number(behind: "has invalid ggml type ", text).map { $0 < 200 } == true
            || says("model architectures [", "valueerror: model type ") && says("not supported")
    }

    /// Whether a line tells of a template that fails: minja's and Jinja's words (docker-agent#39).
    ///
    /// What a model's file holds is printed too, and a template that is left for another one does no harm.
    private static func isTemplateError(_ line: Substring) -> Bool {
        // Transformers' words for a model without one.
        if [
            "because tokenizer.chat_template is not set",
            "default chat template is no longer allowed",
        ].contains(where: line.contains) {
            return true
        }
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
}
