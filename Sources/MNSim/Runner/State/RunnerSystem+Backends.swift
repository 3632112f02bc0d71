extension RunnerSystem {
    /// The backends of a runner in good health on this system (dmr-contract 6.1, 6.3).
    package var backends: [RunnerBackend] {
        let download = "diffusers v0.1.0-20260617-000000"
        var diffusers = RunnerBackend("diffusers", status: "Not Installed", isDeferred: true)
        switch self {
        case .linux:
            diffusers.installedStatus = "Running: \(download)"
            return [
                diffusers,
                RunnerBackend("llama.cpp", status: "Running: llama.cpp unknown"),
                RunnerBackend(
                    "mlx", status: "Not Installed: only supported on Apple Silicon",
                    failure: .installation("MLX is only available on macOS ARM64")),
                RunnerBackend(
                    "sglang", status: "Not Installed: package not installed",
                    failure: .installation("sglang package not installed")),
                RunnerBackend(
                    "vllm", status: "Not Installed: binary not found", failure: .binaryMissing),
            ]
        case .macOS:
            diffusers.installedStatus = "Running: \(download)"
            return [
                diffusers,
                RunnerBackend(
                    "llama.cpp", status: "Running: llama.cpp b9879-metal", isDeferred: true,
                    installedStatus: "Running: llama.cpp b9879-metal"),
                RunnerBackend(
                    "mlx", status: "Not Installed: package not installed",
                    failure: .installation("mlx package not installed")),
                RunnerBackend(
                    "sglang", status: "Not Installed: only supported on Linux",
                    failure: .installation("sglang is only available on Linux")),
                RunnerBackend(
                    "vllm", status: "Not Installed", isDeferred: true,
                    installedStatus: "Running: vllm-metal v0.2.0-20260420-142150"),
            ]
        case .windows:
            diffusers.failure = .installation("not implemented")
            return [
                diffusers,
                RunnerBackend(
                    "llama.cpp", status: "Running: llama.cpp b9879-cpu", isDeferred: true,
                    installedStatus: "Running: llama.cpp b9879-cpu"),
                RunnerBackend(
                    "mlx", status: "Not Installed: only supported on Apple Silicon",
                    failure: .installation("MLX is only available on macOS ARM64")),
                RunnerBackend(
                    "sglang", status: "Not Installed: only supported on Linux",
                    failure: .installation("sglang is only available on Linux")),
                RunnerBackend(
                    "vllm", status: "Not Installed: only supported on Linux",
                    failure: .installation("not implemented")),
            ]
        }
    }
}
