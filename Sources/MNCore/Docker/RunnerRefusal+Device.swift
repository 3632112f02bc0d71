// What a backend says of the GPU, of its driver, and of what the backend is built for.
extension RunnerRefusal {
    /// What is wrong with the GPU, its driver, or what the backend is built for.
    static func device(_ log: String) -> Reason? {
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
        if says("is not compatible with the current pytorch") && isNewerThanBuild(text)
            // vllm#16515, and the assembler of CUDA.
            || says("is not implemented for blackwell")
            || hasLine(text, "value 'sm_", with: "is not defined for option 'gpu-name'")
        {
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
            "device lost", "device_lost", "errordevicelost", "errorfeaturenotpresent",
            "errorextensionnotpresent", "cuda error",
            "rocm error", "cuda unknown error", "memory access fault by gpu", "hiperror",
            "ggml_metal: error", "device(s) is/are busy", "clbuildprogram",
            "cuda driver initialization failed", "nvml/rm version mismatch",
            "driver/library version mismatch",
            // A machine of several GPUs whose fabric manager does not run (CUDA's error 802), and a shader.
            "system not yet initialized", "createcomputepipeline: error")
            // ggml-metal, `ggml_metal_synchronize`; of memory it was asked before.
            || hasLine(text, "command buffer", with: "failed with status")
            || says("[metal] command buffer execution failed")
            // ROCm's runtime (ROCm#6182; llama.cpp-gfx906#17), and NCCL.
            || says("aborting with error : hsa_status_error", "memory critical error by agent")
            || hasLine(text, "nccl", with: "unhandled system error", "unhandled cuda error")
        {
            return .gpuFailed
        }
        return nil
    }

    /// Whether a line says that there is no GPU for the backend: ggml, vLLM, PyTorch (mr#952; vllm,
    /// `platforms`), HIP, Vulkan's loader and ROCm's, whose device may be there for others alone.
    static func findsNoGPU(_ line: Substring) -> Bool {
        [
            "torch not compiled with cuda", "no cuda gpus are available", "libtorch_cuda",
            "failed to infer device type", "no cuda-capable device", "no hip gpus are available",
            "no rocm-capable device", "libcuda.so.1", "torch.cuda is not available",
            "ggml_vulkan: no devices found", "tensile host: no devices found",
            "no metal device available",
            "vk::createinstance: errorincompatibledriver",
            "enumeratephysicaldevices: errorinitializationfailed", "platform ids not available",
        ].contains(where: line.contains)
            || line.contains("/dev/kfd")
                && ["permission denied", "no such file"].contains(where: line.contains)
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

    /// Whether Metal did not take its program: ggml makes one only to see whether the system knows tensors, and
    /// does without where it does not (llama.cpp, `ggml-metal-device.m`).
    static func failsInMetal(_ text: String) -> Bool {
        text.contains("mtllibraryerrordomain") && !text.contains("tensor api is not supported")
    }
}
