import MNCore

/// What runners say where something fails, and which error it is told as (`docs/failures.md`).
enum RunnerWords {
    /// Where a pull breaks.
    static let pulls: [(text: String, code: ErrorCode)] = [
        ("unexpected EOF", .downloadInterrupted),
        ("stream error: stream ID 1; INTERNAL_ERROR", .downloadInterrupted),
        ("no space left on device", .diskFull),
        ("blob digest mismatch", .downloadCorrupt),
        ("write /models/blobs/1: permission denied", .storeDenied),
        (
            "proxyconnect tcp: dial tcp 10.0.0.1:3128: connect: connection refused",
            .registryProxyFailed
        ),
        (
            "tls: failed to verify certificate: x509: certificate signed by unknown authority",
            .registryUntrusted
        ),
        ("invalid character '<' looking for beginning of value", .registryIntercepted),
        ("dial tcp: lookup registry-1.docker.io: no such host", .registryUnreachable),
        (
            "toomanyrequests: you have reached your unauthenticated pull rate limit",
            .registryRateLimited
        ),
        ("unsupported model config version", .runnerTooOld),
        ("model exceeds total system memory", .modelTooLarge),
        ("invalid reference format", .badReference),
        ("503 Service Unavailable", .registryDown),
    ]

    /// Where a model is not loaded.
    static let loads: [(text: String, code: ErrorCode)] = [
        ("unable to load runner: model too big", .modelTooLarge),
        ("no space left on device", .diskFull),
        (
            "unable to load runner: llama.cpp terminated unexpectedly: exit status 1",
            .backendCrashed
        ),
        ("llama.cpp terminated unexpectedly: signal: killed", .memoryFull),
        ("took too long to initialize", .loadTimedOut),
        ("invalid magic characters", .modelDamaged),
        ("unknown model architecture: 'next'", .runnerTooOld),
        ("Value is not callable at row 1, column 2", .templateBroken),
        ("CUDA driver version is insufficient for CUDA runtime version", .driverTooOld),
        ("no kernel image is available for execution on the device", .gpuTooOld),
        ("Torch not compiled with CUDA enabled", .backendWithoutGPU),
        ("ggml_vulkan: device lost", .gpuFailed),
        ("error while loading shared libraries: libcublas.so.12", .libraryMissing),
        ("illegal instruction", .processorTooOld),
        ("error: invalid argument: --wat", .badOption),
        ("llama-server binary not found", .backendMissing),
        ("cudaMalloc failed: out of memory", .gpuMemoryFull),
        ("failed to allocate CPU buffer", .memoryFull),
        ("failed to load model", .modelUnreadable),
        (
            "input is larger than the maximum number of tokens: KV cache is needed",
            .contextTooLarge
        ),
    ]

    /// What nobody knows.
    static let others = ["", "no\u{1B}[2J good", "{\"error\":\"x\"}"]

    /// What these words are told as; nil where nobody knows them.
    static func code(of text: String, among words: [(text: String, code: ErrorCode)]) -> ErrorCode?
    {
        words.first { $0.text == text }?.code
    }
}
