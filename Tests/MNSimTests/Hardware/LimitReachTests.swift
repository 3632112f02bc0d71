import MNSim
import Testing

@testable import MNCore

@Suite struct `A memory limit` {
    private static let root = "/sys/fs/cgroup"
    private static let session = "user.slice/user-1000.slice/session-2.scope"

    /// A machine of 64 GiB with a program in a group, of which one level has a limit in GiB.
    private static func world(
        in group: String, _ limits: [String: Int], _ files: [String: String] = [:]
    ) -> World {
        var world = World.linux().file("/proc/self/cgroup", "0::/\(group)\n")
            .file("/proc/mounts", "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n")
        for (level, limit) in limits {
            let folder = level.isEmpty ? root : "\(root)/\(level)"
            world = world.file("\(folder)/memory.max", "\(limit << 30)\n")
        }
        for (path, text) in files { world = world.file(path, text) }
        return world
    }

    private static func rootless(_ host: String, _ level: String) -> World {
        world(in: session, [level: 8]).with(.environment("DOCKER_HOST"), .value(host))
    }

    private static let id = String(repeating: "0123456789abcdef", count: 4)
    private static let socket = "unix:///run/user/1000/docker.sock"

    /// The memory that is left, and whether a limit is noted as a container's or the session's.
    static let limits: [(name: String, world: World, gibibytes: Double, ofContainer: Bool?)] = [
        ("of a session", world(in: session, [session: 8]), 64, false),
        ("of a user", world(in: session, ["user.slice/user-1000.slice": 8]), 64, false),
        ("of all users", world(in: session, ["user.slice": 8]), 64, false),
        (
            "of a service", world(in: "system.slice/a.service", ["system.slice/a.service": 8]), 64,
            false
        ),
        ("of the engine's slice", world(in: "system.slice/a.service", ["system.slice": 8]), 8, nil),
        ("of a batch job", world(in: "batch.slice/job", ["batch.slice": 24]), 64, false),
        (
            "of Slurm", world(in: "slurm/uid_1000/job_5/step_0", ["slurm/uid_1000/job_5": 8]), 64,
            false
        ),
        ("of the root", world(in: "", ["": 8]), 8, true),
        ("of the root, above a session", world(in: session, ["": 8]), 8, true),
        ("above what there is", world(in: session, [session: 65]), 64, nil),
        (
            "of Docker's own service",
            world(in: "system.slice/docker.service", ["system.slice/docker.service": 8]), 64, false
        ),
        (
            "of Docker Desktop's own service",
            world(
                in: "user.slice/user-1000.slice/user@1000.service/app.slice/docker-desktop.service",
                ["user.slice/user-1000.slice/user@1000.service/app.slice": 8]), 64, false
        ),
        (
            "of a Flatpak",
            world(in: session, [session: 8]).with(.environment("container"), .value("flatpak")), 64,
            false
        ),

        (
            "of Docker with the machine's groups", world(in: "docker/0a1b", ["docker/0a1b": 8]), 8,
            true
        ),
        (
            "of Docker under systemd",
            world(in: "system.slice/docker-\(id).scope", ["system.slice/docker-\(id).scope": 8]), 8,
            true
        ),
        ("of Docker, the parent's", world(in: "docker/0a1b", ["docker": 8]), 8, true),
        (
            "of Docker, with groups that say nothing",
            world(in: "job/1", ["job": 8], ["/.dockerenv": ""]), 8, true
        ),
        ("of Podman", world(in: "machine.slice/libpod-\(id).scope", ["machine.slice": 8]), 8, true),
        (
            "of Podman, by its file", world(in: "job/1", ["job": 8], ["/run/.containerenv": ""]), 8,
            true
        ),
        (
            "of Podman, by its variable",
            world(in: "job", ["job": 8]).with(.environment("container"), .value("podman")), 8, true
        ),
        (
            "of Kubernetes",
            world(in: "kubepods.slice/kubepods-pod1.slice/crio-\(id).scope", ["kubepods.slice": 8]),
            8,
            true
        ),
        ("of containerd", world(in: "default/\(id)", ["default/\(id)": 8]), 8, true),
        (
            "of nerdctl",
            world(in: "system.slice/nerdctl-\(id).scope", ["system.slice/nerdctl-\(id).scope": 8]),
            8,
            true
        ),

        ("of LXC by its group", world(in: "lxc/web/\(session)", ["lxc/web": 8]), 8, nil),
        ("of LXC by its new group", world(in: "lxc.payload.web", ["lxc.payload.web": 8]), 8, nil),
        ("of the monitor of LXC", world(in: "lxc.monitor.web", ["lxc.monitor.web": 8]), 64, false),
        (
            "of lxcfs", world(in: "system.slice/lxcfs.service", ["system.slice/lxcfs.service": 8]),
            64, false
        ),
        (
            "of LXC by its variable",
            world(in: session, [session: 8]).with(.environment("container"), .value("lxc")), 8, nil
        ),
        (
            "of nspawn by its variable",
            world(in: session, ["user.slice": 8]).with(
                .environment("container"), .value("systemd-nspawn")), 8, nil
        ),
        (
            "of LXC as systemd wrote it down",
            world(in: session, ["": 8], ["/run/systemd/container": "lxc\n"]), 8, nil
        ),
        (
            "of LXC as its first process was started",
            world(in: session, ["": 8], ["/proc/1/environ": "HOME=/\0container=lxc\0"]), 8, nil
        ),
        (
            "of nspawn by its group",
            world(in: "machine.slice/systemd-nspawn@web.service/payload", ["machine.slice": 8]), 8,
            nil
        ),
        (
            "of Docker in LXC",
            world(in: "lxc/web/docker/\(id)", ["lxc/web/docker/\(id)": 8], ["/.dockerenv": ""]), 8,
            true
        ),

        ("of a user with rootless Docker", rootless(socket, "user.slice/user-1000.slice"), 8, nil),
        ("of users with rootless Docker", rootless(socket, "user.slice"), 8, nil),
        ("of a session beside rootless Docker", rootless(socket, session), 64, false),
        (
            "of a user, where another's Docker is rootless",
            rootless("unix:///run/user/1001/docker.sock", "user.slice/user-1000.slice"), 64, false
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
        name: String, world: World, gibibytes: Double, ofContainer: Bool?
    ) async {
        let hardware = await world.hardware()
        #expect(hardware.memory.usable.value?.bytes == .gibibytes(gibibytes))
        let notes = hardware.notes.filter { if case .memoryLimit = $0 { true } else { false } }
        #expect(
            notes.map(\.isOfContainer) == (ofContainer.map { [$0] } ?? []), "\(hardware.notes)")
    }

    @Test func `of a session and of its container are both told`() async {
        let world = Self.world(in: Self.session, [Self.session: 4, "": 8])
        #expect(
            await world.hardware().notes == [
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
        let limited = Self.world(in: Self.session, [Self.session: 8]).with(sign.access, outcome)
        #expect(await limited.hardware().memory.usable.gaps.map(\.access) == [sign.access])
        let free = Self.world(in: Self.session, [:]).with(sign.access, outcome)
        #expect(await free.hardware().memory.usable.value == .nominal(.gibibytes(64)))
    }

    @Test func `of a user is not known to bind where it was not asked for the engine`() async {
        let world = Self.rootless(Self.socket, "user.slice")
            .with(.environment("DOCKER_HOST"), .unrecorded)
        #expect(
            await world.hardware().memory.usable.gaps.map(\.access) == [.environment("DOCKER_HOST")]
        )
    }

    @Test(arguments: [Outcome.denied, .text("85899"), .unrecorded])
    func `that cannot be read matters where it would bind`(outcome: Outcome) async {
        let world = Self.world(in: Self.session, [:])
        let own = Access.file("\(Self.root)/\(Self.session)/memory.max")
        #expect(await world.with(own, outcome).hardware().memory.usable.value != nil)
        let above = Access.file("\(Self.root)/memory.max")
        #expect(
            await world.with(above, outcome).hardware().memory.usable.gaps.map(\.access) == [above])
        let container = world.file("/.dockerenv", "").with(own, outcome)
        #expect(await container.hardware().memory.usable.gaps.map(\.access) == [own])
    }
}

extension Hardware.Note {
    fileprivate var isOfContainer: Bool {
        if case .memoryLimit(_, ofContainer: true) = self { true } else { false }
    }
}
