// What brings a backend, or one that does without what failed.
extension RunnerRefusal {
    /// Windows' own libraries come by Microsoft's package (learn.microsoft.com, "Latest supported Visual
    /// C++ Redistributable").
    var libraryFixes: [String] {
        let text = detail.lowercased()
        let isOfWindows = ["0xc00001", "0xc000007b", "exit status 32212"].contains(
            where: text.contains)
        return isOfWindows
            ? [
                "docker desktop update",
                "Install Microsoft's libraries: https://aka.ms/vs/17/release/vc_redist.x64.exe",
                "docker model logs",
            ]
            : [renewal, "docker model logs"]
    }

    var isOfROCm: Bool {
        let text = detail.lowercased()
        return !isOnDesktop && !isVLLM
            && ["rocm", "tensile", "hip"].contains(where: text.contains)
    }

    var isVLLM: Bool { circumstances.backend == .vllm }

    /// What computes without the GPU; vLLM does not.
    var processorBuild: [String] {
        if isVLLM { return [] }
        return [
            isOnDesktop
                ? "Without the GPU: Docker Desktop, Settings > AI > Enable GPU-backed inference, off"
                : "Without the GPU: docker model reinstall-runner --gpu none"
        ]
    }

    /// What brings a backend that sees the GPU.
    var gpuBackend: String {
        isVLLM
            ? "docker model \(verb) --backend vllm --gpu cuda"
            : isOnDesktop ? "docker desktop update" : "docker model reinstall-runner --gpu auto"
    }

    /// The plugin's command that brings a backend: Docker Desktop's runner cannot be installed anew.
    var verb: String { isOnDesktop ? "install-runner" : "reinstall-runner" }

    /// What brings a newer runner; Docker Desktop has no runner of its own to be installed anew
    /// (dmr-contract §4.11).
    var renewal: String {
        if isOnDesktop { return "docker desktop update" }
        // Without the option the new container has no vLLM (dmr-contract §4.11).
        return "docker model reinstall-runner" + (isVLLM ? " --backend vllm --gpu cuda" : "")
    }

    /// What brings the backend that is missing: the one that the runner names, else the one that was asked.
    var backendCommand: String {
        let text = detail.lowercased()
        let said = [Backend.llamaCpp, .vllm].first { text.contains($0.name) }
        let backend = said ?? circumstances.backend ?? .vllm
        if backend == .llamaCpp {
            return "docker model \(verb)" + (isOnDesktop ? " --backend llama.cpp" : "")
        }
        return "docker model \(verb) --backend \(CommandWords.line([backend.name]))"
            + (backend == .vllm ? " --gpu cuda" : "")
    }
}
