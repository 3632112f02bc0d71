import MNCore
import MNSandbox
import MNSim
import Profiles
import Testing

@Suite struct `The plan of a machine` {
    private static func plan(_ evidence: String, rest: String = "absent") throws -> MachinePlan {
        try MachinePlan(
            try Profile(
                """
                {"schema": "mn.profile/1", "id": "acme", "title": "ACME",
                 "provenance": {"class": "synthetic", "sources": ["no seed"]},
                 "rest": "\(rest)", "evidence": \(evidence)}
                """))
    }

    @Test func `has programs that were asked, and lacks the others that speak of hardware`() throws
    {
        let plan = try Self.plan(
            """
            [{"command": ["nvidia-smi", "-L"], "exit": 0, "stdout": "x"},
             {"command": ["amd-smi", "x"], "outcome": "denied"},
             {"command": ["docker", "info"], "outcome": "absent"},
             {"command": ["/usr/lib/wsl/lib/nvidia-smi"], "signal": 11, "stdout": ""}]
            """)
        #expect(plan.programs.keys.sorted() == ["/usr/lib/wsl/lib/nvidia-smi", "nvidia-smi"])
        #expect(plan.deniedPrograms == ["amd-smi"])
        #expect(plan.absentPrograms.contains("docker"))
        #expect(plan.absentPrograms.contains("rocm-smi"))
        #expect(!plan.absentPrograms.contains("nvidia-smi"))
    }

    @Test(arguments: [
        ("[]", true), (#"[{"command": ["nvidia-smi", "-L"], "outcome": "absent"}]"#, false),
        (#"[{"command": ["nvidia-smi", "-L"], "outcome": "denied"}]"#, false),
    ])
    func `finds the programs of the driver of Windows on PATH, as WSL does`(
        others: String, isFound: Bool
    ) throws {
        let known = #"{"command": ["/usr/lib/wsl/lib/nvidia-smi"], "exit": 0, "stdout": "x"}"#
        let plan = try Self.plan(
            others == "[]" ? "[\(known)]" : "[\(known), \(others.dropFirst())")
        #expect((plan.programs["nvidia-smi"] != nil) == isFound)
        #expect(plan.absentPrograms.contains("nvidia-smi") == others.contains("absent"))
    }

    @Test func `sets and unsets variables`() throws {
        let plan = try Self.plan(
            """
            [{"environment": "CUDA_VISIBLE_DEVICES", "value": ""},
             {"environment": "PATH", "value": "/x", "for": "others"}]
            """)
        #expect(plan.variables == ["CUDA_VISIBLE_DEVICES": ""])
        #expect(plan.unset.contains("DOCKER_HOST"))
        #expect(!plan.unset.contains("CUDA_VISIBLE_DEVICES"))
    }

    @Test func `takes the memory of sysinfo from that of proc`() throws {
        let plan = try Self.plan(
            """
            [{"file": "/proc/meminfo", "text": ["MemTotal:  16297284 kB", "MemFree: 12 kB",
              "Buffers: -1 kB", "SwapTotal:  99999999999999999999 kB", "SwapFree: 3 kB"]}]
            """)
        #expect(
            plan.memory
                == MachinePlan.Memory(
                    total: 16_297_284, unused: 12, buffers: 0, swap: 0, unusedSwap: 3))
    }

    @Test func `hides what tells of a machine and was not recorded`() throws {
        let plan = try Self.plan(#"[{"file": "/.dockerenv", "text": ""}]"#)
        #expect(!plan.hidden.contains("/.dockerenv"))
        #expect(plan.hidden.contains("/etc/nv_tegra_release"))
        #expect(plan.hidden.contains("/proc/cpuinfo"))
    }

    @Test func `is of machines with Linux alone`() throws {
        #expect(throws: SandboxFault.otherSystem(machine: "acme", system: "Darwin")) {
            try Self.plan(
                #"[{"platform": {"system": "Darwin", "release": "1", "machine": "arm64"}}]"#)
        }
    }

    @Test func `of each built-in machine with Linux can be shown`() throws {
        var count = 0
        for (id, text) in EmbeddedProfiles.texts.sorted(by: { $0.key < $1.key }) {
            let profile = try Profile.read(Array(text.utf8), name: id)
            guard let plan = try? MachinePlan(profile) else { continue }
            #expect(plan.conflicts == [], "\(id)")
            count += 1
        }
        #expect(count > 200)
    }
}
