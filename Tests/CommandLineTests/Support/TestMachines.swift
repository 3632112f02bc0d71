import MNCore
import MNSim

/// Small machines whose whole evidence can be read here, one for each kind of verdict.
enum TestMachines {
    /// Profiles as files, by id.
    static let texts = Dictionary(
        uniqueKeysWithValues: all.map { machine in (machine.id, machine.json.text()) })

    /// The machine of an id, replayed.
    static func machine(_ id: String) -> ReplayMachine {
        guard let profile = all.first(where: { $0.id == id }) else {
            preconditionFailure("there is no test machine '\(id)'")
        }
        return ReplayMachine(profile)
    }

    /// The same with what blueprints may demand: logical processors, and free disk in GiB where the runner
    /// keeps its models.
    static func machine(
        _ id: String, cores: Int?, freeGigabytes: Int?
    ) -> ReplayMachine {
        guard var profile = all.first(where: { $0.id == id }) else {
            preconditionFailure("there is no test machine '\(id)'")
        }
        if let cores {
            profile.recording[.file("/sys/devices/system/cpu/online")] =
                .bytes(Array("0-\(cores - 1)\n".utf8))
        }
        if let freeGigabytes {
            profile.recording[
                .command(["docker", "info", "--format", "{{json .DockerRootDir}}"])] =
                output("\"/var/lib/docker\"\n")
            profile.recording[.command(["df", "-Pk", "/var/lib/docker"])] = output(
                "Filesystem 1024-blocks Used Available Capacity Mounted on\n"
                    + "/dev/sda1 999999999 1 \(freeGigabytes << 20) 1% /\n")
        }
        return ReplayMachine(profile)
    }

    static let all = [
        profile(
            "test-apple-16gb", "A Mac with 16 GB", ("apple-silicon", "pass"),
            apple(bytes: 16 << 30)),
        profile(
            "test-apple-8gb", "A Mac with 8 GB", ("apple-silicon-small", "fail"),
            apple(bytes: 8 << 30)),
        profile(
            "test-cpu-16gb", "A machine with 16 GB and no GPU", ("cpu-small", "fail"),
            linux(kibibytes: 16_297_284)),
        profile(
            "test-cpu-32gb", "A machine with 32 GB and no GPU", ("cpu-large", "force_only"),
            linux(kibibytes: 32_779_884)),
        profile(
            "test-cuda-6gb", "A machine with a card of 6 GB", ("cuda-small", "fail"),
            linux(kibibytes: 16_297_284) + [nvidia("6144")]),
        profile(
            "test-cuda-8gb", "A machine with a card of 8 GB", ("cuda", "pass"),
            linux(kibibytes: 16_297_284) + [nvidia("8188")]),
        profile(
            "test-cuda-unknown", "A machine with a card of unknown size",
            ("cuda-unknown", "warning"), linux(kibibytes: 16_297_284) + [nvidia("[N/A]")]),
    ]

    static func profile(
        _ id: String, _ title: String, _ expected: (rule: String, status: String),
        _ evidence: [Recording.Exchange]
    ) -> Profile {
        var recording = Recording()
        for exchange in evidence { recording[exchange.access] = exchange.outcome }
        return Profile(
            id: id, title: title, tags: ["test"], provenance: .synthetic,
            sources: ["written for the tests"], rest: .absent,
            expectations: [
                .init(model: "gemma4:e2b", rule: expected.rule, status: expected.status)
            ], recording: recording)
    }

    static func output(_ text: String) -> Outcome {
        .ended(CommandResult(.exited(0), standardOutput: Array(text.utf8)))
    }

    static func linux(kibibytes: Int) -> [Recording.Exchange] {
        [
            .init(
                .platform,
                .platform(
                    Platform(
                        system: "Linux", release: "6.8.0-45-generic", machine: "x86_64",
                        process: "x86_64"))),
            .init(.file("/proc/meminfo"), .bytes(Array("MemTotal: \(kibibytes) kB\n".utf8))),
            engine("Ubuntu 24.04.1 LTS"),
        ]
    }

    static func apple(bytes: Int) -> [Recording.Exchange] {
        [
            .init(
                .platform,
                .platform(
                    Platform(
                        system: "Darwin", release: "24.1.0", machine: "arm64", process: "arm64"))),
            .init(.command(["sysctl", "-n", "hw.memsize"]), output("\(bytes)\n")),
            .init(.command(["sysctl", "-n", "machdep.cpu.brand_string"]), output("Apple M2\n")),
            .init(.command(["sysctl", "-n", "kern.hv_vmm_present"]), output("0\n")),
            engine("Docker Desktop"),
        ]
    }

    /// The answer of `nvidia-smi` about one card.
    static func nvidia(_ memory: String, name: String = "NVIDIA GeForce RTX 4060")
        -> Recording.Exchange
    {
        let fields =
            "index,pci.bus_id,name,memory.total,driver_version,compute_cap,mig.mode.current,"
            + "addressing_mode"
        return .init(
            .command(["nvidia-smi", "--query-gpu=\(fields)", "--format=csv,noheader,nounits"]),
            output("0, 00000000:01:00.0, \(name), \(memory), 610.57.04, 8.9, [N/A], None\n"))
    }

    private static func engine(_ system: String) -> Recording.Exchange {
        let format =
            "{{json .OperatingSystem}}{{range $name, $_ := .Runtimes}} {{json $name}}{{end}}"
        return .init(
            .command(["docker", "info", "--format", format]),
            output("\"\(system)\" \"nvidia\" \"runc\"\n"))
    }
}

extension Machine {
    /// The answer, however busy the machine is; only a test about time may run out of it.
    func answer(_ access: Access) async -> Outcome { await answer(access, within: .seconds(120)) }
}
