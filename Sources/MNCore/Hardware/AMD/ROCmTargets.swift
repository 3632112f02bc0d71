/// What the runner's image with ROCm has code for.
enum ROCmTargets {
    /// What llama.cpp builds `server-rocm` for since ROCm 7.2 (`.devops/rocm.Dockerfile`, #19418), of which
    /// docker/model-runner makes `latest-rocm`; on another GPU it says "invalid device function" (#15994).
    private static let all: Set<String> = [
        "gfx908", "gfx90a", "gfx942", "gfx1030", "gfx1100", "gfx1101", "gfx1102", "gfx1150",
        "gfx1151", "gfx1200", "gfx1201",
    ]

    static func contain(_ target: String) -> Bool { all.contains(target) }
}
