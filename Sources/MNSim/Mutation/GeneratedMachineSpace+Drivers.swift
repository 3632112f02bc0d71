import MNCore

extension GeneratedMachineSpace {
    /// Machines that differ in what stands between an NVIDIA GPU and the model.
    static var drivers: [GeneratedMachine] {
        brands + generations + toolkits + engines + runners + jetsons + desktops + capabilities
    }

    private static let size = 24 * 1024
    private static let linux = GeneratedMachine().with(.system("Linux", "x86_64"))
        .with(.memory(gibibytes: 512)).with(.engine("nvidia"))

    private static func card(
        _ name: String, _ driver: String, capability: String? = "8.9"
    ) -> Trait { .nvidia(mebibytes: size, capability: capability, driver: driver, name: name) }

    private static let geForce = "NVIDIA GeForce RTX 4090"

    /// A name of each brand of the driver data, and names that tell none.
    private static var names: [String] {
        DriverData.builtin.brands.map { row in
            let pattern = "\(row.names[0])"
            return pattern.hasPrefix("-")
                ? "NVIDIA A16\(pattern.replacing("#", with: "8"))"
                : "NVIDIA \(pattern.replacing("#", with: "4"))"
        } + ["Graphics Device", "ERR!"]
    }

    /// Each branch that is known, with the one before and after it.
    private static var branches: [String] {
        let known = DriverData.builtin.driverCUDA.map(\.driver.major)
        return Set(known.flatMap { [max($0 - 1, 1), $0, $0 + 1] }).sorted().map { "\($0).95.05" }
            + ["[N/A]"]
    }

    private static var brands: [GeneratedMachine] {
        [geForce, "NVIDIA RTX A4000"].flatMap { name in
            branches.map { linux.with(card(name, $0)) }
        }
            + names.flatMap { name in
                ["535.95", "570.95", "580.95", Trait.newDriver].map {
                    linux.with(card(name, $0))
                }
            }
            + [
                "GeForce", "NVIDIA", "Quadro RTX", "Titan", "Grid", "Unknown",
                "NVIDIA Cloud Gaming",
                "N/A",
            ].flatMap { brand in
                ["570.95", "580.95", "610.95"].map {
                    linux.with(card("Graphics Device", $0)).with(.told(cuda: nil, brand: brand))
                }
            }
            + ["12.8", "12.9", "13.0", "13.2", "13.3", "13.4"].map {
                linux.with(card(geForce, "[N/A]")).with(.told(cuda: $0, brand: "GeForce"))
            }
            + [
                linux.with(card(geForce, "580.95")).with(card("NVIDIA RTX A4000", "580.95")),
                linux.with(card(geForce, "580.95")).with(card("NVIDIA RTX A4000", "570.95")),
            ]
    }

    /// Generations around the oldest that builds have code for, and each that a name tells.
    private static var generations: [GeneratedMachine] {
        let told = ["6.1", "7.0", "7.4", "7.5", "7.6", "9.0"].map {
            linux.with(card(geForce, Trait.newDriver, capability: $0))
        }
        let untold = DriverData.builtin.capabilities.flatMap { row in
            let name = "NVIDIA \("\(row.names[0])".replacing("#", with: "6"))"
            return [
                linux.with(card(name, "580.95", capability: nil)),
                windows.with(card(name, "472.12", capability: nil)),
            ]
        }
        let unnamed = ["494.95", "495.95", "496.95", "589.95", "590.95", "591.95", "615.20"].flatMap
        {
            [
                linux.with(card("NVIDIA Something", $0, capability: nil)),
                windows.with(card("NVIDIA Something", $0, capability: nil)),
            ]
        }
        return told + untold + unnamed
    }

    private static var toolkits: [GeneratedMachine] {
        let traits: [Trait] =
            [
                "1.16.9", "1.17", "1.17.9", "1.18", "1.18.1", "1.19", "1.20", "1.20.5", "1.21",
                "1.22",
            ]
            .map { .toolkit($0) }
            + ["legacy", "csv", "cdi", "jit-cdi"].map { .toolkit("1.18.1", mode: $0) }
            + [.toolkit("1.17", mode: "cdi")]
        return traits.flatMap { trait in
            [
                card(geForce, "570.95"), card(geForce, "580.95"),
                card("NVIDIA RTX A4000", "570.95"),
                card("Graphics Device", "580.95"), card("Graphics Device", "570.95"),
            ].map { linux.with($0).with(trait) }
        }
    }

    private static var engines: [GeneratedMachine] {
        let bare = GeneratedMachine().with(.system("Linux", "x86_64")).with(.memory(gibibytes: 512))
        let engines: [Trait] = [
            .noEngine, .dockerEngine, .engine("nvidia"), .engine("rocm"), .engine("nvidia", "rocm"),
            .dockerDesktop, .all([.dockerEngine, .runtimeProgram]),
            .all([.dockerEngine, .unknownRuntimeProgram]),
            .all([.engine("rocm"), .runtimeProgram]),
            .engineElsewhere, .unknownContext,
        ]
        let gpus: [Trait] = [
            .noGPU, card(geForce, Trait.newDriver), card(geForce, "580.95"), .amd(bytes: 24 << 30),
            .all([card(geForce, Trait.newDriver), .amd(bytes: 24 << 30)]),
            .all([.nvidia(mebibytes: 1024), .amd(bytes: 24 << 30)]),
            .all([.unknownBus, .amd(bytes: 24 << 30)]),
        ]
        let machines = [bare, bare.with(.wsl)] + [arm, arm.with(.wsl)]
        return machines.flatMap { machine in
            engines.flatMap { engine in gpus.map { machine.with(engine).with($0) } }
        }
            + [.appleSilicon, .intelMac].flatMap { processor in
                engines.map {
                    GeneratedMachine().with(.system("Darwin", "arm64")).with(processor)
                        .with(.macMemory(bytes: 64 << 30)).with($0)
                }
            }
            + engines.map { snapdragon.with($0) }
    }

    private static let arm = GeneratedMachine().with(.system("Linux", "aarch64"))
        .with(.memory(gibibytes: 512))
    private static let snapdragon = GeneratedMachine().with(.system("Windows_NT", "ARM64"))
        .with(.windowsProcessor(12)).with(.windowsMemory(bytes: 64 << 30))
        .with(.adapter("Adreno(TM) X1-85 GPU"))

    private static var runners: [GeneratedMachine] {
        let needs = "NVIDIA_REQUIRE_CUDA=cuda>=13.3"
        let runners: [Trait] = [
            .runner("running"), .runner("exited"), .runner("running", "CUDA_VERSION=13.3.0", needs),
            .runner("exited", "CUDA_VERSION=13.3.0", needs),
            .runner("exited", "CUDA_VERSION=13.3.0", needs, "NVIDIA_DISABLE_REQUIRE=1"),
            .runner("exited", "CUDA_VERSION=12.4.1"), .image("CUDA_VERSION=12.4.1"),
            .image("CUDA_VERSION=13.3.0", needs), .image(),
            .runner("exited", "CUDA_VERSION=13.3.0", needs + " arch>=8.0"),
        ]
        return runners.flatMap { runner in
            ["5.0", "5.1", "7.0", "7.5", "8.9"].flatMap { capability in
                ["545.95", "550.95", "580.95", "610.95"].map { driver in
                    linux.with(card(geForce, driver, capability: capability)).with(runner)
                }
            }
                + [linux.with(card(geForce, "610.95")).with(.dockerEngine).with(runner)]
                + [linux.with(.amd(bytes: 24 << 30)).with(card(geForce, "610.95")).with(runner)]
        }
    }

    private static var jetsons: [GeneratedMachine] {
        let boards: [Trait] =
            ["32.7", "34.1", "35.4", "36.4", "37.0", "38.2", "39.0"]
            .map { .jetson(release: $0, kernel: "5.15.0") }
            + ["4.9.253", "5.10.104", "5.15.148", "6.6.0", "6.8.12"]
            .map { .jetson(release: nil, kernel: $0) }
        return boards.flatMap { board in
            [Trait.toolkit("1.17"), .toolkit("1.18")].map { toolkit in
                arm.with(.engine("nvidia")).with(board).with(toolkit)
            }
        }
    }

    private static let windows = GeneratedMachine().with(.system("Windows_NT", "AMD64"))
        .with(.windowsProcessor(9)).with(.windowsMemory(bytes: 64 << 30)).with(.dockerDesktop)

    /// Docker Desktop on Windows, with and without WSL2.
    private static var desktops: [GeneratedMachine] {
        let wsl = GeneratedMachine().with(.system("Linux", "x86_64")).with(.memory(gibibytes: 512))
            .with(.wsl).with(.dockerDesktop)
        return [windows, wsl].flatMap { machine in
            ["452.37", "452.38", "452.39", "452.40", "600.00", "[N/A]"].flatMap { driver in
                ["3.7", "5.0", "5.1", "8.9", nil].flatMap { capability in
                    [geForce, "NVIDIA Something"].map {
                        machine.with(card($0, driver, capability: capability))
                    }
                }
            }
        }
    }

    /// What a model may ask for by name, told by the machine or by its GPU.
    private static var capabilities: [GeneratedMachine] {
        [
            linux.with(card("NVIDIA H100 80GB HBM3", "580.95", capability: "9.0")),
            linux.with(card(geForce, Trait.newDriver)).with(.capability("nvidia-h100")),
            linux.with(card(geForce, Trait.newDriver)).with(.capability("nvidia-h200")),
            linux.with(card("ERR!", Trait.newDriver)),
        ]
    }
}
