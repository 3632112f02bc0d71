// long: what people reported, a case each.

import Testing

@testable import MNCore

/// What runners, engines and backends said to people who reported it, and what looks like it and is another thing.
@Suite struct `Words that people reported` {
    @Test(arguments: [
        // ggml copies by ordinary memory then, and goes on (llama.cpp#9271); what ended it stands last (#7130).
        (
            "ggml_vulkan: Failed to allocate pinned memory.\nllama_new_context_with_model: compute buffer size = 9 MiB\n"
                + "GGML_ASSERT(src1_type == GGML_TYPE_F32) failed",
            RunnerRefusal.Reason.backendCrashed
        ),
        (
            "ggml_vulkan: Failed to allocate pinned memory.\nvk::Queue::submit: ErrorDeviceLost",
            .gpuFailed
        ),
        // What is there is told as well (llama.cpp#1866).
        (
            "llm_load_tensors: CPU buffer size = 47628.36 MiB\nunknown model architecture: 'x'",
            .runnerTooOld
        ),
        ("llm_load_tensors: CPU buffer size = 47628.36 MiB\nSIGABRT", .backendCrashed),
        ("alloc_tensor_range: failed to allocate CPU buffer of size 47628", .outOfMemory),
        (
            "ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size 9",
            .outOfMemory
        ),
        ("failed to allocate Vulkan0 buffer of size 47628", .outOfGPUMemory),
        ("CUDA error: CUBLAS_STATUS_ALLOC_FAILED", .outOfGPUMemory),
        ("ggml_gallocr_reserve_n: failed to allocate CUDA_Host buffer of size 9", .outOfMemory),
        (
            "ggml_cuda_host_malloc: failed to allocate 9 MiB of pinned memory: out of memory\nunknown pre-tokenizer type",
            .runnerTooOld
        ),
        (
            "warning: failed to mlock 9-byte buffer (after previously locking 0 bytes): Cannot allocate memory",
            .backendCrashed
        ),
        ("ggml_vulkan: No devices found.\nunknown model architecture: 'qwen35'", .runnerTooOld),
        ("ggml_vulkan: No devices found.", .backendWithoutGPU),
        // model-runner#767
        ("ValueError: Model type qwen3_5 not supported.", .runnerTooOld),
        // vllm#5510, gpustack#1254
        (
            "Error 804: forward compatibility was attempted on non supported HW", .driverTooOld
        ),
        ("Error 802: system not yet initialized", .gpuFailed),
        // A program of another kind of processor, in the words of Linux, macOS and Windows.
        (
            "unable to start llama.cpp: fork/exec /app/bin/com.docker.llama-server: exec format error",
            .wrongProcessor
        ),
        ("fork/exec /app/llama-server: bad CPU type in executable", .wrongProcessor),
        (
            "fork/exec C:\\app\\llama-server.exe: %1 is not a valid Win32 application.",
            .wrongProcessor
        ),
        (
            "unable to start llama.cpp: fork/exec /app/llama-server: no such file or directory",
            .backendMissing
        ),
        // vllm#4327, #14040
        (
            "The quantization method fp8 is not supported for the current GPU. Minimum capability: 89. Current: 80.",
            .gpuTooOld
        ),
        (
            "('Quantization scheme is not supported for ', 'the current GPU. Min capability: 80.",
            .gpuTooOld
        ),
        // llama.cpp#9064, #6843
        (
            "ggml_vulkan: device Vulkan0 does not support 16-bit storage.\nUnsupported device",
            .gpuTooOld
        ),
        ("vk::Device::createComputePipeline: ErrorUnknown", .gpuFailed),
        // vllm#21633, and a card that is older than the build.
        (
            "NVIDIA GeForce RTX 5060 with CUDA capability sm_120 is not compatible with the current PyTorch installation.\n"
                + "supports CUDA capabilities sm_50 sm_60 sm_70 sm_75 sm_80 sm_86 sm_90.",
            .gpuTooNew
        ),
        (
            "Tesla P40 with CUDA capability sm_61 is not compatible with the current PyTorch installation.\n"
                + "supports CUDA capabilities sm_70 sm_75 sm_80 sm_86 sm_90.", .gpuTooOld
        ),
        // llama.cpp#11906
        ("ROCm error: invalid device function", .gpuTooOld),
        ("FlashAttention only supports Ampere GPUs or newer.", .gpuTooOld),
        ("type fp8e4nv not supported in this architecture", .gpuTooOld),
        ("compute capability 6.1 is not supported. vLLM requires 7.0", .gpuTooOld),
        ("CUDA unknown error - this may be due to an incorrectly set up environment", .gpuFailed),
        ("vk::createInstance: ErrorIncompatibleDriver", .backendWithoutGPU),
        (
            "unable to write to file </torch_94_1>: No space left on device (28)\ninsufficient shared memory (shm)",
            .sharedMemoryFull
        ),
        (
            "Error while creating shared memory segment /dev/shm/nccl-9Hb (size 33030528)",
            .sharedMemoryFull
        ),
        // What ggml tells of each device is no trouble.
        (
            "ggml_vulkan: 0 = RADV | warp size: 64 | shared memory: 65536\nwrite: no space left on device",
            .diskFull
        ),
        (
            "Device 0: NVIDIA GeForce RTX 3060, compute capability 8.6, VMM: yes\nthe flag x is not supported",
            .backendCrashed
        ),
        (
            "arch list sm_90\nGPU with CUDA capability sm_61 is not compatible with the current PyTorch installation.\n"
                + "supports CUDA capabilities sm_70 sm_90.\nsm_10", .gpuTooOld
        ),
        // datalab-to/marker#970
        (
            "Error while deserializing header: incomplete metadata, file not fully covered",
            .damagedModel
        ),
        (
            "tensor 'x' has offset 12, expected 32\ngguf_init_from_file: failed to read tensor data",
            .damagedModel
        ),
        // llama.cpp#16748
        (
            "cudaMalloc failed: out of memory\ngraph_reserve: compute buffer allocation failed, "
                + "retrying without pipeline parallelism\nraise_exception: no system role",
            .templateBroken
        ),
        (
            "retrying without pipeline parallelism\ncudaMalloc failed: out of memory",
            .outOfGPUMemory
        ),
        ("ggml_cuda_init: failed to initialize CUDA: unknown error", .gpuFailed),
        ("ggml_cuda_init: failed to initialize CUDA: CUDA driver is a stub library", .gpuFailed),
        (
            "ggml_cuda_init: failed to initialize CUDA: no CUDA-capable device is detected",
            .backendWithoutGPU
        ),
        (
            "ggml_cuda_init: failed to initialize CUDA: unknown error\nerror: invalid argument: -x",
            .badOption
        ),
        ("RuntimeError: [metal::load_device] No Metal device available", .backendWithoutGPU),
        ("MapViewOfFile failed: The paging file is too small for this operation", .outOfMemory),
        (
            "RuntimeError: Not enough memory. Please try to increase --mem-fraction-static.",
            .outOfGPUMemory
        ),
        (
            "sglang serve --mem-fraction-static 0.8\nraise_exception: no system role",
            .templateBroken
        ),
        ("NCCL WARN Cuda failure 2 'out of memory'", .outOfGPUMemory),
        // vllm#14212
        (
            "ValueError: There is no module or parameter named 'x' in LlamaForCausalLM",
            .unreadableModel
        ),
        ("ValueError: Unknown quantization method: x. Must be one of", .unreadableModel),
        // A processor does as well, and the cause stands beside (model-runner#1024).
        (
            "ggml_vulkan: No devices found.\nerror loading model: model is corrupted or incomplete",
            .damagedModel
        ),
        (
            "ggml_cuda_init: failed to initialize CUDA: no CUDA-capable device is detected\n"
                + "error: invalid argument: --flash", .badOption
        ),
        ("CUDA error: no CUDA-capable device is detected", .backendWithoutGPU),
        ("ROCm error: no ROCm-capable device is detected", .backendWithoutGPU),
        ("rocBLAS error: Could not initialize Tensile host: No devices found", .backendWithoutGPU),
        ("hipErrorNoBinaryForGpu: Unable to find code object", .gpuTooOld),
        (
            "OSError: libtorch_cuda.so: cannot open shared object file: No such file",
            .backendWithoutGPU
        ),
        (
            "cpp_extension.py:2356: UserWarning: TORCH_CUDA_ARCH_LIST is not set, all archs are included",
            .backendCrashed
        ),
        (
            "UserWarning: TORCH_CUDA_ARCH_LIST is not set\nSafetensorError: Error while deserializing header: "
                + "HeaderTooLarge", .damagedModel
        ),
        ("ImportError: libcudart.so.13: cannot open shared object file", .libraryMissing),
        (
            "load_backend: failed to load libggml-vulkan.so: libvulkan.so.1: cannot open shared object file",
            .backendCrashed
        ),
        // llama.cpp#15099; a number that no type has is damage.
        (
            "tensor 'x' has invalid ggml type 39 (NONE)\ngguf_init_from_file: failed to read tensor info",
            .runnerTooOld
        ),
        (
            "tensor 'x' has invalid ggml type 1634495602 (NONE)\ngguf_init_from_file: failed to read tensor info",
            .damagedModel
        ),
        ("error loading model: missing tensor 'output_norm.weight'", .unreadableModel),
        (
            "error loading model: check_tensor_dims: tensor 'x' has wrong shape; expected 2",
            .unreadableModel
        ),
        (
            "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error",
            .backendCrashed
        ),
        ("common_chat_parse: error at line 1, column 2: value is not callable", .templateBroken),
        (
            "NVMLError_LibRmVersionMismatch: RM has detected an NVML/RM version mismatch.",
            .gpuFailed
        ),
        ("RuntimeError: CUDA driver initialization failed", .gpuFailed),
        ("vk::PhysicalDevice::createDevice: ErrorFeatureNotPresent", .gpuFailed),
        ("vkQueueSubmit failed: VK_ERROR_DEVICE_LOST", .gpuFailed),
        ("ggml_metal_synchronize: error: command buffer 0 failed with status 5", .gpuFailed),
        (
            "command buffer 0 failed with status 5\nInsufficient Memory (kIOGPUCommandBufferCallbackErrorOutOfMemory)",
            .outOfGPUMemory
        ),
        ("vkAllocateMemory: VK_ERROR_OUT_OF_DEVICE_MEMORY", .outOfGPUMemory),
        ("vk::Device::allocateMemory: ErrorOutOfHostMemory", .outOfMemory),
        (
            "[metal::malloc] Attempting to allocate 9 bytes which is greater than the maximum allowed buffer size",
            .outOfGPUMemory
        ),
        ("The current GPU (compute capability 7.5) does not support FP8.", .gpuTooOld),
        (
            "unable to create bundle: open /models/bundles/x: read-only file system", .storeDenied
        ),
        ("gguf_init_from_file: failed to read key-value pairs", .damagedModel),
        ("gguf_init_from_file: failed to read magic", .damagedModel),
        (
            "gguf_init_from_file: failed to open GGUF file '/models/x' (Permission denied)",
            .storeDenied
        ),
        ("error while handling argument \"--flash-attn\": error: unknown value", .badOption),
        ("vllm serve: error: argument -pp: invalid int value: 'x'", .badOption),
        // llama.cpp#15919
        ("gguf_init_from_file: failed to open GGUF file '/models/x'", .damagedModel),
        // llama.cpp#3905, #3492; llama-cpp-python#653: the format before GGUF, and what is none at all.
        ("gguf_init_from_file: invalid magic characters 'tjgg\u{3}.'", .notAModel(.ggml)),
        ("gguf_init_from_file: invalid magic number 67676a74", .notAModel(.ggml)),
        (
            "unknown (magic, version) combination: 67676a74, 00000003; is this really a GGML file?",
            .notAModel(.ggml)
        ),
        ("error loading model: unsupported model format GGMLv3", .notAModel(.ggml)),
        ("gguf_init_from_file: invalid magic characters 'PK..'", .damagedModel),
        (
            "ggml_init: found 1 device\ngguf_init_from_file: invalid magic characters: '????'",
            .damagedModel
        ),
    ])
    func `of a load`(words: String, reason: RunnerRefusal.Reason) {
        let body =
            "unable to load runner: error waiting for runner to be ready: llama.cpp terminated unexpectedly: "
            + "llama.cpp failed: exit status 1\n" + words
        let response = HTTPResponse(HTTPResponseHead(status: 500), body: Array(body.utf8))
        #expect(RunnerRefusal.load(response, backend: "llama.cpp").reason == reason, "\(words)")
    }

    @Test(arguments: [
        // moby#38787: another machine answers.
        (
            "Get \"https://registry-1.docker.io/v2/\": tls: failed to verify certificate: x509: certificate is valid for "
                + "*.example.com, not registry-1.docker.io", RunnerRefusal.Reason.notARegistry
        ),
        ("x509: certificate signed by unknown authority", .untrustedCertificate),
        (
            "x509: certificate is not valid for any names, but wanted to match huggingface.co",
            .notARegistry
        ),
        ("unexpected status: 416 Range Not Satisfiable", .keptTooMuch),
        ("docker.io/acme/certificate-bot:latest: not found", .notInRegistry),
        ("failed to verify certificate", .untrustedCertificate),
        ("\"hf.co/someone/aggregated-llama:latest\": not found", .notInRegistry),
        ("docker.io/acme/delegated-agent:latest: 500 Internal Server Error", .registryDown),
        ("Cannot access gated repo for url https://huggingface.co/x", .loginNeeded),
        // An address of IPv6 alone.
        ("dial tcp [2600:1f18::1]:443: connect: network is unreachable", .registryUnreachable),
        ("dial tcp 44.1.2.3:443: connect: network is unreachable", .registryBlocked),
        // moby#40507
        ("Get \"https://registry-1.docker.io/v2/\": Forbidden", .proxyFailed),
        ("Get https://registry-1.docker.io/v2/: Bad Gateway", .proxyFailed),
        ("received unexpected HTTP status: 502 Bad Gateway", .registryDown),
        ("net/http: timeout awaiting response headers", .registryBlocked),
        ("pull access: no basic auth credentials", .loginNeeded),
        // docker-credential-helpers#149, podman-desktop#5375
        (
            "error getting credentials - err: exec: \"docker-credential-desktop\": executable file not found in "
                + "$PATH, out: ``", .loginHelperMissing("docker-credential-desktop")
        ),
        (
            "exec: \"docker-credential-wincred.exe\": executable file not found in %PATH%",
            .loginHelperMissing("docker-credential-wincred")
        ),
        ("docker.io/acme/docker-credential-bot:latest: not found", .notInRegistry),
        // distribution#1929
        (
            "Get \"https://10.0.0.7:5000/v2/\": http: server gave HTTP response to HTTPS client",
            .unencryptedRegistry
        ),
        (
            "Get \"https://10.0.0.7:5000/v2/\": x509: certificate signed by unknown authority",
            .untrustedCertificate
        ),
        ("denied: denied", .loginNeeded),
        // docker-agent#3262
        (
            "failed open: unexpected status from GET request to https://x: 416 Requested Range Not Satisfiable",
            .keptTooMuch
        ),
    ])
    func `of a pull`(words: String, reason: RunnerRefusal.Reason) {
        let refusal = RunnerRefusal.pull(status: 500, words: "error while pulling model: \(words)")
        #expect(refusal.reason == reason, "\(words)")
        if reason == .keptTooMuch { #expect(!refusal.isTransient) }
    }

    @Test(arguments: [
        // NVIDIA/nvidia-container-toolkit#678, #289, #1400; ssst0n3/fake-nvidia#6
        (
            "nvidia-container-cli: mount error: failed to add device rules: bpf_prog_query(BPF_CGROUP_DEVICE) failed: "
                + "operation not permitted", "no-cgroups"
        ),
        (
            "nvidia-container-cli: container error: cgroup subsystem devices not found: unknown",
            "no-cgroups"
        ),
        (
            "nvidia-container-cli: mount error: file creation failed: /x/libnvidia-ml.so.1: file exists",
            "cdi generate"
        ),
        (
            "nvidia-container-cli: ldcache error: process /sbin/ldconfig terminated with signal 9",
            "cdi generate"
        ),
        (
            "nvidia-container-cli: mount error: stat failed: /dev/nvidia-modeset: no such file or directory",
            "cdi generate"
        ),
        (
            "nvidia-container-cli: initialization error: load library failed: libnvidia-ml.so.1: cannot open shared "
                + "object file: no such file or directory", "modprobe nvidia"
        ),
        // Docker is told of a toolkit that was removed since, and nvidia-ctk went with it.
        (
            "exec: \"nvidia-container-cli\": executable file not found in $PATH",
            "container-toolkit/latest/install-guide"
        ),
        (
            "could not select device driver \"\" with capabilities: [[gpu]]",
            "nvidia-ctk runtime configure"
        ),
        // Docker 29 (fireshare#689)
        ("failed to discover GPU vendor from CDI: no known GPU vendor found", "cdi generate"),
    ])
    func `of a container that has no GPU`(words: String, fix: String) throws {
        let cause = try #require(UnreachableCause.Cause("Auto-detected mode as 'legacy'\n" + words))
        #expect(UnreachableCause.noGPU(cause).fixes.contains { $0.contains(fix) }, "\(cause)")
    }
}
