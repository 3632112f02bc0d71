import Testing

@testable import MNCore
@testable import MNMachine

/// What a refusal of the runner says, and what it says to do.
@Suite struct `A refusal` {
    private static let reasons: [RunnerRefusal.Reason] = [
        .lost(.refused), .gateway(status: 502), .notInstalled, .notInRegistry, .badReference,
        .loginNeeded, .rateLimited, .registryUnreachable, .untrustedCertificate, .notARegistry,
        .diskFull, .corruptDownload, .interruptedDownload, .endedWithoutSuccess, .runnerTooOld,
        .tooLarge, .outOfGPUMemory, .unreadableModel, .backendCrashed, .backendDied,
        .backendMissing, .backendInstalling, .installationFailed(backend: "llama.cpp"),
        .loadTimedOut, .allBusy,
        .contextTooSmall, .busy, .registryBlocked, .proxyFailed, .storeCollision,
        .notAModel(.containerImage), .gpuShareTooLarge(free: 85), .contextTooLarge(room: nil),
        .gpuFailed, .backendWithoutGPU, .templateBroken, .libraryMissing, .processorTooOld,
        .listedNotFound(whileRemoving: false), .listedNotFound(whileRemoving: true), .loadHangs,
        .registryAtLocalhost, .policyRefused, .storeFailed, .tooManyFiles, .encryptedRegistry,
        .clockWrong, .backendDenied,
        .pullStandsStill, .severalNames(["ai/a:1", "ai/b:1"]),
        .other(status: 500),
    ]

    /// Docker Desktop answers commands about a container of its own with 0, and does nothing
    /// (dmr-contract §4.11); and one command that only asks installs a runner elsewhere (§10).
    @Test(arguments: reasons)
    func `names a command that does something`(reason: RunnerRefusal.Reason) {
        for isOnDesktop in [false, true] {
            var refusal = RunnerRefusal(reason, detail: "llama.cpp")
            refusal.circumstances.isOnDesktop = isOnDesktop
            refusal.circumstances.model = "gemma4:e2b"
            #expect(!refusal.fixes.isEmpty)
            for fix in refusal.fixes {
                #expect(!fix.contains("docker model status"))
                #expect(isOnDesktop || !fix.contains("docker desktop"))
                #expect(!isOnDesktop || !fix.contains("reinstall-runner"))
                #expect(!isOnDesktop || !fix.contains("docker restart"))
            }
        }
    }

    @Test(arguments: [
        // (status, words of the runner, what it means): dmr-contract §1.6.2 to §1.6.4, §7.1.
        (
            500, "unable to load runner: llama.cpp terminated unexpectedly: llama.cpp exit status",
            RunnerRefusal.Reason.backendCrashed
        ),
        (
            500, #"{"type":"error","message":"llama.cpp terminated unexpectedly: killed"}"#,
            .backendDied
        ),
        (502, "", .backendDied),
        (
            400,
            #"{"error":{"code":400,"message":"the request exceeds the available context size"}}"#,
            .contextTooSmall
        ),
        (503, "backend installation failed: x", .installationFailed(backend: "mlx")),
        (412, "vLLM binary not found", .backendMissing),
        (404, "backend not found", .backendMissing),
        (404, "error while getting model: get model 'x': model not found", .notInstalled),
        (507, "", .tooLarge), (500, "unable to load runner: model too big", .tooLarge),
        (500, "something else", .other(status: 500)),
        // What backends say themselves, as reported: mr#414, mr#952, mr#547, df#84, df#213, docker-agent#39.
        (
            500,
            "ValueError: Free memory on device (6.96/8.0 GiB) on startup is less than desired GPU memory utilization (0.9, 7.2 GiB).",
            .gpuShareTooLarge(free: 85)
        ),
        (
            500, "Free memory on device (0/0 GiB) is less than desired GPU memory utilization",
            .gpuShareTooLarge(free: nil)
        ),
        (
            500,
            "To serve at least one request with the models's max seq len (32768), (4.00 GiB KV cache is needed, which is larger than the available KV cache memory (2.2 GiB). Based on the available memory, the estimated maximum model length is 18400.",
            .contextTooLarge(room: 18400)
        ),
        (500, "No available memory for the cache blocks.", .gpuShareTooSmall),
        (500, "torch.OutOfMemoryError: CUDA out of memory.", .outOfGPUMemory),
        (500, "AssertionError: Torch not compiled with CUDA enabled", .backendWithoutGPU),
        (500, "RuntimeError: No CUDA GPUs are available", .backendWithoutGPU),
        (500, "ggml_vulkan: device lost", .gpuFailed),
        (500, "CUDA error: no kernel image is available for execution on the device", .gpuTooOld),
        (
            500,
            #"{"error":{"code":500,"message":"Value is not callable: null at row 62, column 114","type":"server_error"}}"#,
            .templateBroken
        ),
        (500, "common_chat_templates_init: error: failed to parse chat template", .templateBroken),
        (
            500,
            "failed to load model\n\nllama_model_loader: - kv 20: tokenizer.chat_template str = {{ raise_exception('error') }}",
            .unreadableModel
        ),
        (
            500,
            "unable to load runner: error waiting for runner to be ready: llama.cpp terminated unexpectedly: llama.cpp exit status: exit status 0xc0000135",
            .libraryMissing
        ),
        (
            500,
            "llama-server: error while loading shared libraries: libmtmd.so: cannot open shared object file",
            .libraryMissing
        ),
        (
            500, "llama.cpp terminated unexpectedly: llama.cpp exit status: exit status 0xc000001d",
            .processorTooOld
        ),
        (
            500,
            "unable to load runner: llama.cpp terminated unexpectedly: llama.cpp exit status: exit status 0xc0000005",
            .backendCrashed
        ),
        (500, "failed to load model: unknown model architecture: 'qwen9'", .runnerTooOld),
    ])
    func `of a load is told apart`(status: Int, words: String, reason: RunnerRefusal.Reason) {
        let response = HTTPResponse(.init(status: status), body: Array(words.utf8))
        #expect(RunnerRefusal.load(response, backend: "mlx").reason == reason)
    }

    /// What registries and the ways to them say (dmr-contract §3.7; mr#114, mr#139, mr#500).
    @Test(arguments: [
        (500, "net/http: TLS handshake timeout", RunnerRefusal.Reason.registryBlocked),
        (500, "dial tcp 1.2.3.4:443: i/o timeout", .registryBlocked),
        (500, "dial tcp 1.2.3.4:443: connect: connection refused", .registryBlocked),
        (500, "dial tcp: lookup registry-1.docker.io: i/o timeout", .registryUnreachable),
        (500, "dial tcp: lookup registry-1.docker.io: no such host", .registryUnreachable),
        (500, "proxyconnect tcp: dial tcp 10.0.0.1:3128: i/o timeout", .proxyFailed),
        (500, "Proxy Authentication Required", .proxyFailed),
        (
            422, "unsupported model config media type: application/vnd.oci.image.config.v1+json",
            .notAModel(.containerImage)
        ),
        (
            422, "unsupported model config: application/vnd.cncf.helm.config.v1+json",
            .notAModel(.helmChart)
        ),
        (
            422, "unsupported: application/vnd.docker.ai.model.config.v0.9+json, try upgrading",
            .runnerTooOld
        ),
        (
            200, "Error: no model weight files (GGUF or SafeTensors) found in repository org/x",
            .notAModel(.otherWeights)
        ),
        (
            200,
            "Error: writing blob: rename blob file /models/x.incomplete /models/x: no such file or directory",
            .storeCollision
        ),
        (200, "Error: open /models/x.incomplete: no such file or directory", .corruptDownload),
    ])
    func `of a pull is told apart`(status: Int, words: String, reason: RunnerRefusal.Reason) {
        #expect(RunnerRefusal.pull(status: status, words: words).reason == reason)
    }

    /// What is full, old or damaged, in the words of each program.
    @Test(arguments: [
        (
            "ggml_backend_cuda_buffer_type_alloc_buffer: cudaMalloc failed: out of memory",
            "gpu_memory_full"
        ),
        ("CUDA error: out of memory", "gpu_memory_full"),
        ("ROCm error: out of memory", "gpu_memory_full"),
        ("ggml_vulkan: Device memory allocation of size 4337 failed.", "gpu_memory_full"),
        ("error loading model: unable to allocate CUDA0 buffer", "gpu_memory_full"),
        ("graph_reserve: failed to allocate compute buffers", "gpu_memory_full"),
        (
            "Insufficient Memory (00000008:kIOGPUCommandBufferCallbackErrorOutOfMemory)",
            "gpu_memory_full"
        ),
        (
            "Free memory on device cuda:0 (2.61/7.61 GiB) on startup is less than desired GPU memory utilization",
            "gpu_memory_full"
        ),
        ("llama.cpp terminated unexpectedly: llama.cpp exit status: signal: killed", "memory_full"),
        ("terminate called after throwing an instance of 'std::bad_alloc'", "memory_full"),
        ("llama_mmap: mmap failed: Cannot allocate memory", "memory_full"),
        ("error loading model: unable to allocate CPU buffer", "memory_full"),
        (
            "tensor 'blk.9' data is not within the file bounds, model is corrupted or incomplete",
            "model_damaged"
        ),
        (
            "gguf_init_from_file_impl: invalid magic characters: '<!DO', expected 'GGUF'",
            "model_damaged"
        ),
        ("CUDA driver version is insufficient for CUDA runtime version", "driver_too_old"),
        ("no kernel image is available for execution on the device", "gpu_too_old"),
        ("error: invalid argument: --x", "bad_option"),
        ("dyld[1]: Library not loaded: @rpath/libggml.dylib", "library_missing"),
        ("/lib/libc.so.6: version `GLIBC_2.38' not found", "library_missing"),
        ("Error: Jinja Exception: Conversation roles must alternate", "template_broken"),
        ("Transformers does not recognize this architecture.", "runner_too_old"),
    ])
    func `of a load has a code`(words: String, code: String) {
        let response = HTTPResponse(
            .init(status: 500), body: Array("unable to load runner: \(words)".utf8))
        #expect(RunnerRefusal.load(response, backend: "llama.cpp").codeWord == code)
    }

    @Test(arguments: [
        ("open C:\\models\\ab.incomplete: Access is denied.", "store_denied"),
        ("open /models/blobs/x: permission denied", "store_denied"),
        ("mkdir /models: read-only file system", "store_denied"),
        ("There is not enough space on the disk.", "disk_full"),
        (
            "lookup registry-1.docker.io on 127.0.0.11:53: read udp: i/o timeout",
            "registry_unreachable"
        ),
        (
            "x509: certificate has expired or is not yet valid: current time 2021-01-01",
            "registry_untrusted"
        ),
        ("unexpected status from HEAD request: 503 Service Unavailable", "registry_down"),
        ("NAME_UNKNOWN: repository name not known to registry", "model_not_in_registry"),
        ("registry.ollama.ai/x: application/vnd.docker.container.image.v1+json", "not_a_model"),
    ])
    func `of a pull has a code`(words: String, code: String) {
        #expect(
            RunnerRefusal.pull(status: 500, words: "error while pulling model: \(words)").codeWord
                == code)
    }

    /// Without the option the new container has no vLLM; and vLLM does not compute without a GPU.
    @Test(arguments: reasons)
    func `takes no backend away`(reason: RunnerRefusal.Reason) {
        // That of another backend brings that one.
        if case .installationFailed = reason { return }
        var refusal = RunnerRefusal(reason, detail: "vllm")
        refusal.circumstances.backend = .vllm
        refusal.circumstances.model = "m"
        for fix in refusal.fixes where fix.contains("docker model reinstall-runner") {
            let isOfNetwork = fix.contains("HTTPS_PROXY") || fix.contains("--proxy-cert")
            #expect(isOfNetwork || fix.contains("--backend vllm --gpu cuda"), "\(fix)")
        }
        #expect(!refusal.fixes.contains { $0.contains("--gpu none") })
    }

    /// Half of what was too much, and never the same again.
    @Test func `offers a smaller context than the one that failed`() {
        for (size, fix) in [
            (8192, "A smaller context: mn model install m --context-size 4096"),
            (2048, "A smaller context: mn model install m --context-size 1024"),
            (1024, "Take a smaller model: mn model list"),
        ] {
            var refusal = RunnerRefusal(.outOfGPUMemory)
            refusal.circumstances.model = "m"
            refusal.circumstances.contextSize = size
            #expect(refusal.fixes.contains(fix))
        }
    }

    @Test func `names the share of the GPU's memory that is free, and the model as docker does`() {
        for (free, option) in [(85, "0.85"), (60, "0.6"), (10, "0.1"), (95, "0.95")] {
            var refusal = RunnerRefusal(.gpuShareTooLarge(free: free))
            refusal.circumstances.reference = "ai/smollm2-vllm"
            #expect(
                refusal.fixes.first
                    == "docker model configure --gpu-memory-utilization \(option) ai/smollm2-vllm")
        }
    }

    /// As `docker model pull` does (dmr-contract §3.8).
    @Test(arguments: [(200, true), (500, false)])
    func `for want of the registry is tried again once the pull has begun`(
        status: Int, isTransient: Bool
    ) {
        let words = "Error: dial tcp: lookup registry-1.docker.io: no such host"
        #expect(RunnerRefusal.pull(status: status, words: words).isTransient == isTransient)
    }
}
