import Testing

@testable import MNCore

/// What backends said of loads to people who reported it, beside what looks like it and is another thing.
@Suite struct `Words of loads that people reported` {
    private func reason(_ body: String, status: Int = 500) -> RunnerRefusal.Reason {
        let response = HTTPResponse(.init(status: status), body: Array(body.utf8))
        return RunnerRefusal.load(response, backend: "llama.cpp").reason
    }

    private func reason(ofLog words: String) -> RunnerRefusal.Reason {
        reason(
            "unable to load runner: error waiting for runner to be ready: llama.cpp terminated unexpectedly: "
                + "llama.cpp failed: exit status 1\n" + words)
    }

    @Test(arguments: [
        // vmlx#58, mlx-lm#1644
        (
            "libc++abi: [METAL] Command buffer execution failed: Insufficient Memory",
            RunnerRefusal.Reason.outOfGPUMemory
        ),
        ("[METAL] Command buffer execution failed: Caused GPU Hang Error", .gpuFailed),
        ("RuntimeError: [metal::malloc] Resource limit (499000) exceeded.", .outOfGPUMemory),
        // ggml asks Metal for what it can do without (llama.cpp, `ggml-metal-device.m`).
        ("error: Error Domain=MTLLibraryErrorDomain Code=3 \"program_source:1:10\"", .gpuFailed),
        (
            "Error Domain=MTLLibraryErrorDomain Code=3\n- the tensor API is not supported in this environment",
            .backendCrashed
        ),
        (
            "error: Error Domain=MTLLibraryErrorDomain Code=3\nmodel is corrupted or incomplete",
            .damagedModel
        ),
        // llama.cpp-gfx906#17, ROCm#6182
        (
            "Queue 0x7d aborting with error : HSA_STATUS_ERROR_MEMORY_APERTURE_VIOLATION: code: 0x29",
            .gpuFailed
        ),
        (
            "Callback: Queue aborting with error : HSA_STATUS_ERROR_OUT_OF_RESOURCES: code: 0x1008",
            .outOfGPUMemory
        ),
        ("hsa_init: HSA_STATUS_ERROR_OUT_OF_RESOURCES", .backendCrashed),
        (
            "Memory critical error by agent node-0 (Agent handle: 0x55d0) on address 0x7f.",
            .gpuFailed
        ),
        ("Unable to open /dev/kfd read-write: Permission denied", .backendWithoutGPU),
        (
            "Unable to open /dev/kfd read-write: Permission denied\nerror: invalid argument: --x",
            .badOption
        ),
        ("opened /dev/kfd", .backendCrashed),
        ("vk::PhysicalDevice::createDevice: ErrorExtensionNotPresent", .gpuFailed),
        (
            "vk::Instance::enumeratePhysicalDevices: ErrorInitializationFailed", .backendWithoutGPU
        ),
        ("clCreateBuffer failed, error -4 (CL_MEM_OBJECT_ALLOCATION_FAILURE)", .outOfGPUMemory),
        ("ggml_opencl: platform IDs not available.", .backendWithoutGPU),
        (
            "ggml_opencl: platform IDs not available.\nunknown model architecture: 'x'",
            .runnerTooOld
        ),
        ("RuntimeError: NCCL error: unhandled system error (run with NCCL_DEBUG=INFO)", .gpuFailed),
        ("NCCL version 2.21.5\nraise_exception: no system role", .templateBroken),
        // vllm#16515, and the assembler of CUDA.
        (
            "RuntimeError: Currently, block scaled fp8 gemm is not implemented for Blackwell",
            .gpuTooNew
        ),
        ("\"addmm_impl_cpu_\" is not implemented for 'Half'", .backendCrashed),
        ("ptxas fatal   : Value 'sm_121a' is not defined for option 'gpu-name'", .gpuTooNew),
        ("Value 'x' is not defined for option 'y'", .backendCrashed),
    ])
    func `of a GPU`(words: String, reason: RunnerRefusal.Reason) {
        #expect(self.reason(ofLog: words) == reason, "\(words)")
    }

    @Test(arguments: [
        // safetensors, `SafeTensorError`, as it is told since 0.6.
        (
            "SafetensorError: Error while deserializing header: header too small",
            RunnerRefusal.Reason.damagedModel
        ),
        ("Error while deserializing header: invalid header length", .damagedModel),
        ("Error while deserializing header: invalid JSON in header: EOF", .damagedModel),
        ("http: invalid header length", .backendCrashed),
        ("Qwen3NextForCausalLM has no vLLM implementation and the Transformers", .runnerTooOld),
        (
            "ValueError: Model architectures ['Gemma4ForConditionalGeneration'] failed to be inspected.",
            .runnerTooOld
        ),
        (
            "ImportError: x.so: undefined symbol: _Z\nModel architectures ['X'] failed to be inspected.",
            .libraryMissing
        ),
        ("error loading model vocabulary: unknown tokenizer: 'plamo2'", .runnerTooOld),
        ("ValueError: GGUF model with architecture gemma4 is not supported yet.", .runnerTooOld),
        // ggml, `src/gguf.cpp`: the file is old.
        (
            "gguf_init_from_file: GGUFv1 is no longer supported. please use a more up-to-date version",
            .notAModel(.firstGGUF)
        ),
        (
            "this GGUF file is version 4 but this software only supports up to version 3",
            .runnerTooOld
        ),
        // Transformers' words, beside a key that is printed.
        (
            "ValueError: Cannot use chat template functions because tokenizer.chat_template is not set",
            .templateBroken
        ),
        ("As of transformers v4.44, default chat template is no longer allowed", .templateBroken),
        ("llama_model_loader: - kv 20: tokenizer.chat_template str = {{ error", .backendCrashed),
        (
            "FileNotFoundError: [Errno 2] No usable temporary directory found in ['/tmp', '/var/tmp']",
            .diskFull
        ),
        ("OSError: [Errno 5] Input/output error: '/models/x/model.safetensors'", .storeFailed),
        ("ReadFile failed: Data error (cyclic redundancy check).", .storeFailed),
        ("read error: Input/output error", .damagedModel),
        ("ImportError: vllm/_C.abi3.so: undefined symbol: _ZN3c104", .libraryMissing),
        ("load_backend: failed to load libggml-vulkan.so: undefined symbol: vkX", .backendCrashed),
        ("ModuleNotFoundError: No module named 'vllm._C'", .libraryMissing),
        (
            "WARNING: Failed to import from vllm._C with ModuleNotFoundError(\"No module named 'vllm._C'\")",
            .backendCrashed
        ),
        ("dyld[4455]: Symbol not found: _OBJC_CLASS_$_MTLResidencySetDescriptor", .libraryMissing),
        ("llama_init_from_model: V cache quantization requires flash_attn", .badOption),
        ("llama_context: V cache quantization: q8_0, flash_attn = 1", .backendCrashed),
    ])
    func `of a model and its program`(words: String, reason: RunnerRefusal.Reason) {
        #expect(self.reason(ofLog: words) == reason, "\(words)")
    }

    /// How a program ended, in the words of a shell, of Python and of Windows (ntstatus.h).
    @Test(arguments: [
        ("exit status 137", RunnerRefusal.Reason.outOfMemory), ("signal: killed", .outOfMemory),
        ("exit status 1370", .backendCrashed), ("exit status 0xc0000017", .outOfMemory),
        ("exit status 0xc000012d", .outOfMemory), ("exit status 3221225773", .outOfMemory),
        ("exit status 1\nFailed core proc(s): {'EngineCore_DP0': -9}", .outOfMemory),
        ("exit status 1\nFailed core proc(s): {'EngineCore_DP0': -6}", .backendCrashed),
        ("exit status 1\ntcmalloc: large alloc 7516192768 bytes == (nil)", .outOfMemory),
        ("exit status 1\ntcmalloc: large alloc 7516192768 bytes == 0x55d0", .backendCrashed),
        // An address in the memory of a Go program begins so too.
        ("exit status 2\ngoroutine 1: main.run(0xc0000017e0, 0xc000012d00)", .backendCrashed),
        ("exit status 0xc000007b", .libraryMissing), ("exit status 0xc0000142", .libraryMissing),
        ("exit status 0xc0000135", .libraryMissing), ("exit status 3221225781", .libraryMissing),
        ("exit status 3221225477", .backendCrashed), ("exit status 127", .libraryMissing),
        ("exit status 127\ncudaMalloc failed: out of memory", .outOfGPUMemory),
        ("exit status 3221225501", .processorTooOld),
    ])
    func `of an end`(words: String, reason: RunnerRefusal.Reason) {
        let body =
            "unable to load runner: error waiting for runner to be ready: llama.cpp terminated unexpectedly: "
            + "llama.cpp exit status: " + words
        #expect(self.reason(body) == reason, "\(words)")
    }

    @Test(arguments: [
        (
            "unable to get bundle: create LLM bundle: link blob: link /models/a /models/b: no such file or directory",
            RunnerRefusal.Reason.damagedModel
        ),
        (
            "unable to get bundle: create LLM bundle: link blob: link /models/a /models/b: operation not permitted",
            .storeDenied
        ),
        (
            "unable to start process: arg: '[/models/bundles/a]' err: fork/exec /app/x: no such file or directory",
            .backendMissing
        ),
        (
            "unable to start llama.cpp: fork/exec C:\\app\\x.exe: The system cannot find the file specified.",
            .backendMissing
        ),
        (
            "unable to start llama.cpp: fork/exec /Users/x/.docker/bin/inference/llama-server: permission denied",
            .backendDenied
        ),
        ("unable to start llama.cpp: fork/exec C:\\app\\x.exe: Access is denied.", .backendDenied),
        (
            "unable to start llama.cpp: fork/exec /app/llama-server: exec format error",
            .wrongProcessor
        ),
        ("unable to start llama.cpp: open /tmp/x.sock: no such file or directory", .backendCrashed),
        ("unable to start vLLM: vLLM binary not found", .backendMissing),
    ])
    func `of a start`(words: String, reason: RunnerRefusal.Reason) {
        let body = "unable to load runner: unable to start runner: \(words)"
        #expect(self.reason(body) == reason, "\(words)")
    }

    /// In vLLM's words; llama.cpp has its own.
    @Test func `of a context that holds no word`() {
        for words in [
            "The decoder prompt (length 17) is longer than the maximum model length of 16.",
            "This model's maximum context length is 16 tokens. However, you requested 33 tokens",
        ] {
            #expect(
                reason("{\"object\":\"error\",\"message\":\"\(words)\"}", status: 400)
                    == .contextTooSmall)
            #expect(
                reason("{\"error\":{\"message\":\"\(words)\"}}", status: 400) == .contextTooSmall)
            #expect(reason(ofLog: "WARNING: \(words)\nCUDA error: x") == .gpuFailed)
        }
        #expect(
            reason("{\"message\":\"max_tokens is no number\"}", status: 400) == .other(status: 400))
    }

    /// An answer of success may hold an error, and what it says otherwise is none.
    @Test(arguments: [
        (
            #"{"error":{"code":500,"message":"CUDA error: out of memory","type":"server_error"}}"#,
            RunnerRefusal.Reason.outOfGPUMemory
        ),
        (#"{"error":"CUDA error: out of memory"}"#, .outOfGPUMemory),
        (
            "data: {\"error\":{\"message\":\"Device memory allocation of size 9 failed.\"}}\n\n",
            .outOfGPUMemory
        ),
        (
            "data: {\"choices\":[]}\r\n\r\ndata: {\"error\":\"CUDA error: device lost\"}\r\n",
            .gpuFailed
        ),
        (#"{"error":{"message":"x"}}"#, .other(status: 200)),
        (#"{"choices":[],"note":"CUDA error: out of memory"}"#, .other(status: 200)),
        (#"{"choices":[],"error":null,"message":"CUDA error"}"#, .other(status: 200)),
        ("data: {\"choices\":[],\"note\":\"CUDA error\"}\n", .other(status: 200)),
        ("CUDA error: out of memory", .other(status: 200)), ("", .other(status: 200)),
    ])
    func `of an answer with status 200`(body: String, reason: RunnerRefusal.Reason) {
        #expect(self.reason(body, status: 200) == reason, "\(body)")
    }

    /// The backend that the runner names, else the one that it was asked for.
    @Test(arguments: [
        ("llama.cpp: Not Installed", Backend.vllm, "docker model reinstall-runner"),
        (
            "vLLM binary not found", .llamaCpp,
            "docker model reinstall-runner --backend vllm --gpu cuda"
        ),
        ("Not Installed", .llamaCpp, "docker model reinstall-runner"),
        ("Not Installed", .vllm, "docker model reinstall-runner --backend vllm --gpu cuda"),
        ("Not Installed", Backend("sglang"), "docker model reinstall-runner --backend sglang"),
    ])
    func `name the backend that is missing`(detail: String, backend: Backend, fix: String) {
        var refusal = RunnerRefusal(.backendMissing, detail: detail)
        refusal.circumstances.backend = backend
        #expect(refusal.fixes == [fix])
    }

    /// Microsoft's libraries help with each of Windows' codes, and a scanner keeps a file from whoever may write.
    @Test func `say what helps on Windows`() {
        for code in ["0xc000007b", "0xc0000142", "0xC0000135", "3221225781"] {
            let refusal = RunnerRefusal(.libraryMissing, detail: "exit status \(code)")
            #expect(refusal.fixes.joined().contains("vc_redist"))
        }
        #expect(
            !RunnerRefusal(.libraryMissing, detail: "exit status 127").fixes.joined().contains(
                "vc_"))
        let refusal = RunnerRefusal(.storeDenied, detail: "open C:\\x: the file contains a virus")
        #expect(refusal.problem.contains("virus scanner"))
        #expect(refusal.fixes.first?.contains("scanner") == true)
    }
}
