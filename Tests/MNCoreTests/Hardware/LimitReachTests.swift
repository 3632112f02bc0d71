import MNSim
import Testing

@testable import MNCore
@testable import MNMachine

@Suite struct `A memory limit` {
    private static let root = "/sys/fs/cgroup"
    private static let session = "user.slice/user-1000.slice/session-2.scope"

    /// A machine of 64 GiB with a program in a group, of which one level has a limit in GiB.
    private static func stub(
        in group: String, _ limits: [String: Int], _ files: [String: String] = [:]
    ) -> StubMachine {
        var stub = StubMachine.linux().file("/proc/self/cgroup", "0::/\(group)\n")
            .file("/proc/mounts", "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n")
        for (level, limit) in limits {
            let folder = level.isEmpty ? root : "\(root)/\(level)"
            stub = stub.file("\(folder)/memory.max", "\(limit << 30)\n")
        }
        for (path, text) in files { stub = stub.file(path, text) }
        return stub
    }

    private static func rootless(_ host: String, _ level: String) -> StubMachine {
        stub(in: session, [level: 8]).with(.environment("DOCKER_HOST"), .value(host))
    }

    private static let id = String(repeating: "0123456789abcdef", count: 4)
    private static let socket = "unix:///run/user/1000/docker.sock"

    /// The memory that is left, and whether a limit is noted as a container's or the session's.
    static let limits: [(name: String, stub: StubMachine, gibibytes: Double, ofContainer: Bool?)] =
        [
            ("of a session", stub(in: session, [session: 8]), 64, false),
            ("of a user", stub(in: session, ["user.slice/user-1000.slice": 8]), 64, false),
            ("of all users", stub(in: session, ["user.slice": 8]), 64, false),
            (
                "of a service", stub(in: "system.slice/a.service", ["system.slice/a.service": 8]),
                64,
                false
            ),
            (
                "of the engine's slice", stub(in: "system.slice/a.service", ["system.slice": 8]), 8,
                nil
            ),
            ("of a batch job", stub(in: "batch.slice/job", ["batch.slice": 24]), 64, false),
            (
                "of Slurm", stub(in: "slurm/uid_1000/job_5/step_0", ["slurm/uid_1000/job_5": 8]),
                64,
                false
            ),
            ("of the root", stub(in: "", ["": 8]), 8, true),
            ("of the root, above a session", stub(in: session, ["": 8]), 8, true),
            ("above what there is", stub(in: session, [session: 65]), 64, nil),
            (
                "of Docker's own service",
                stub(in: "system.slice/docker.service", ["system.slice/docker.service": 8]), 64,
                false
            ),
            (
                "of Docker Desktop's own service",
                stub(
                    in:
                        "user.slice/user-1000.slice/user@1000.service/app.slice/docker-desktop.service",
                    ["user.slice/user-1000.slice/user@1000.service/app.slice": 8]), 64, false
            ),
            (
                "of a Flatpak",
                stub(in: session, [session: 8]).with(.environment("container"), .value("flatpak")),
                64,
                false
            ),

            (
                "of Docker with the machine's groups", stub(in: "docker/0a1b", ["docker/0a1b": 8]),
                8,
                true
            ),
            (
                "of Docker under systemd",
                stub(in: "system.slice/docker-\(id).scope", ["system.slice/docker-\(id).scope": 8]),
                8,
                true
            ),
            ("of Docker, the parent's", stub(in: "docker/0a1b", ["docker": 8]), 8, true),
            (
                "of Docker, with groups that say nothing",
                stub(in: "job/1", ["job": 8], ["/.dockerenv": ""]), 8, true
            ),
            (
                "of Podman", stub(in: "machine.slice/libpod-\(id).scope", ["machine.slice": 8]), 8,
                true
            ),
            (
                "of Podman, by its file", stub(in: "job/1", ["job": 8], ["/run/.containerenv": ""]),
                8,
                true
            ),
            (
                "of Podman, by its variable",
                stub(in: "job", ["job": 8]).with(.environment("container"), .value("podman")), 8,
                true
            ),
            (
                "of Kubernetes",
                stub(
                    in: "kubepods.slice/kubepods-pod1.slice/crio-\(id).scope", ["kubepods.slice": 8]
                ),
                8,
                true
            ),
            ("of containerd", stub(in: "default/\(id)", ["default/\(id)": 8]), 8, true),
            (
                "of nerdctl",
                stub(
                    in: "system.slice/nerdctl-\(id).scope", ["system.slice/nerdctl-\(id).scope": 8]),
                8,
                true
            ),

            ("of LXC by its group", stub(in: "lxc/web/\(session)", ["lxc/web": 8]), 8, nil),
            (
                "of LXC by its new group", stub(in: "lxc.payload.web", ["lxc.payload.web": 8]), 8,
                nil
            ),
            (
                "of the monitor of LXC", stub(in: "lxc.monitor.web", ["lxc.monitor.web": 8]), 64,
                false
            ),
            (
                "of lxcfs",
                stub(in: "system.slice/lxcfs.service", ["system.slice/lxcfs.service": 8]),
                64, false
            ),
            (
                "of LXC by its variable",
                stub(in: session, [session: 8]).with(.environment("container"), .value("lxc")), 8,
                nil
            ),
            (
                "of nspawn by its variable",
                stub(in: session, ["user.slice": 8]).with(
                    .environment("container"), .value("systemd-nspawn")), 8, nil
            ),
            (
                "of LXC as systemd wrote it down",
                stub(in: session, ["": 8], ["/run/systemd/container": "lxc\n"]), 8, nil
            ),
            (
                "of LXC as its first process was started",
                stub(in: session, ["": 8], ["/proc/1/environ": "HOME=/\0container=lxc\0"]), 8, nil
            ),
            (
                "of nspawn by its group",
                stub(in: "machine.slice/systemd-nspawn@web.service/payload", ["machine.slice": 8]),
                8,
                nil
            ),
            (
                "of Docker in LXC",
                stub(in: "lxc/web/docker/\(id)", ["lxc/web/docker/\(id)": 8], ["/.dockerenv": ""]),
                8,
                true
            ),

            (
                "of a user with rootless Docker", rootless(socket, "user.slice/user-1000.slice"), 8,
                nil
            ),
            ("of users with rootless Docker", rootless(socket, "user.slice"), 8, nil),
            ("of a session beside rootless Docker", rootless(socket, session), 64, false),
            (
                "of a user, where another's Docker is rootless",
                rootless("unix:///run/user/1001/docker.sock", "user.slice/user-1000.slice"), 64,
                false
            ),
            (
                "of a user, where Docker is the system's",
                rootless("unix:///var/run/docker.sock", "user.slice/user-1000.slice"), 64, false
            ),
            (
                "of a user, where Docker is elsewhere",
                rootless("tcp://10.0.0.1:2375", "user.slice/user-1000.slice"), 64, false
            ),
        ]

    @Test(arguments: limits)
    func `binds the runner where its engine is`(
        name: String, stub: StubMachine, gibibytes: Double, ofContainer: Bool?
    ) async {
        let hardware = await stub.hardware()
        #expect(hardware.memory.usable.value?.bytes == .gibibytes(gibibytes))
        let notes = hardware.notes.filter { if case .memoryLimit = $0 { true } else { false } }
        #expect(
            notes.map(\.isOfContainer) == (ofContainer.map { [$0] } ?? []), "\(hardware.notes)")
    }

    @Test func `of a session and of its container are both told`() async {
        let stub = Self.stub(in: Self.session, [Self.session: 4, "": 8])
        #expect(
            await stub.hardware().notes == [
                .memoryLimit(.gibibytes(8), ofContainer: true),
                .memoryLimit(.gibibytes(4), ofContainer: false),
            ])
    }

    static let open: [(name: String, access: Access)] = [
        ("the file of Docker", .file("/.dockerenv")),
        ("the file of Podman", .file("/run/.containerenv")),
        ("the file of systemd", .file("/run/systemd/container")),
        ("the variable", .environment("container")),
    ]

    @Test(arguments: open, [Outcome.denied, .failed("x"), .unrecorded])
    func `is not known to bind where a container may be overlooked`(
        sign: (name: String, access: Access), outcome: Outcome
    ) async {
        let limited = Self.stub(in: Self.session, [Self.session: 8]).with(sign.access, outcome)
        #expect(await limited.hardware().memory.usable.gaps.map(\.access) == [sign.access])
        let free = Self.stub(in: Self.session, [:]).with(sign.access, outcome)
        #expect(await free.hardware().memory.usable.value == .nominal(.gibibytes(64)))
    }

    @Test func `of a user is not known to bind where it was not asked for the engine`() async {
        let stub = Self.rootless(Self.socket, "user.slice")
            .with(.environment("DOCKER_HOST"), .unrecorded)
        #expect(
            await stub.hardware().memory.usable.gaps.map(\.access) == [.environment("DOCKER_HOST")]
        )
    }

    @Test(arguments: [Outcome.denied, .text("85899"), .unrecorded])
    func `that cannot be read matters where it would bind`(outcome: Outcome) async {
        let stub = Self.stub(in: Self.session, [:])
        let own = Access.file("\(Self.root)/\(Self.session)/memory.max")
        #expect(await stub.with(own, outcome).hardware().memory.usable.value != nil)
        let above = Access.file("\(Self.root)/memory.max")
        #expect(
            await stub.with(above, outcome).hardware().memory.usable.gaps.map(\.access) == [above])
        let container = stub.file("/.dockerenv", "").with(own, outcome)
        #expect(await container.hardware().memory.usable.gaps.map(\.access) == [own])
    }
}

extension Hardware.Note {
    fileprivate var isOfContainer: Bool {
        if case .memoryLimit(_, ofContainer: true) = self { true } else { false }
    }
}
