import MNSim
import Testing

@testable import MNCore
@testable import MNMachine

@Suite struct `The memory of Linux` {
    /// 0x7ffffffffffff000, which is version 1's way to say "no limit".
    private static let unlimited = "9223372036854771712\n"

    static let meminfo: [(name: String, outcome: Outcome, kibibytes: Int?)] = [
        ("case 82: a 32 GB machine", .text("MemTotal:       32173152 kB\n"), 32_173_152),
        ("not the first line", .text("HugeTLB: 0 kB\nMemTotal: 1024 kB\n"), 1024),
        ("Windows line ends", .text("MemTotal: 1024 kB\r\n"), 1024),
        ("a byte order mark", .text("\u{FEFF}MemTotal: 1024 kB\n"), 1024),
        ("cut in its number", .text("MemTotal:  321"), nil),
        ("cut in its unit", .text("MemTotal:  32173152 k"), nil),
        ("another unit", .text("MemTotal:  32173152 MB\n"), nil),
        ("no number", .text("MemTotal: many kB\n"), nil),
        ("nothing", .text("MemTotal: 0 kB\n"), nil),
        ("negative", .text("MemTotal: -1 kB\n"), nil),
        ("case 70: nonsense", .text("MemTotal: 400016779264 kB\n"), nil),
        ("more than a number holds", .text("MemTotal: 99999999999999999999 kB\n"), nil),
        ("empty", .text(""), nil), ("absent", .absent, nil), ("denied", .denied, nil),
        ("an error", .failed("I/O error"), nil), ("not recorded", .unrecorded, nil),
        ("an answer of another kind", .value("x"), nil),
    ]

    @Test(arguments: meminfo)
    func `is MemTotal or a gap`(name: String, outcome: Outcome, kibibytes: Int?) async {
        let memory = await StubMachine.linux().with(.file("/proc/meminfo"), outcome).hardware()
            .memory
        #expect(memory.usable.value == kibibytes.map { .nominal(ByteCount($0 << 10)) })
        #expect(
            memory.usable.gaps.map(\.access) == (kibibytes == nil ? [.file("/proc/meminfo")] : []))
    }

    private static let two = "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n"
    private static let one = "cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0\n"

    /// A container on a machine of 64 GiB in these groups, with these limit files.
    private static func grouped(
        _ groups: String, _ mounts: String, _ files: [String: String]
    ) -> StubMachine {
        var stub = StubMachine.linux().file("/proc/self/cgroup", groups).file(
            "/proc/mounts", mounts
        )
        .file("/.dockerenv", "")
        for (path, text) in files { stub = stub.file(path, text) }
        return stub
    }

    static let limits: [(name: String, stub: StubMachine, gibibytes: Int?)] = [
        ("no control groups", .linux(), 64),
        ("no hierarchy", grouped("", "proc /proc proc rw 0 0\n", [:]), 64),
        ("case 65: max", grouped("0::/a\n", two, ["/sys/fs/cgroup/a/memory.max": "max\n"]), 64),
        ("a limit", grouped("0::/a\n", two, ["/sys/fs/cgroup/a/memory.max": "8589934592\n"]), 8),
        (
            "a soft limit",
            grouped("0::/a\n", two, ["/sys/fs/cgroup/a/memory.high": "8589934592\n"]), 8
        ),
        (
            "case 68: the parent's limit",
            grouped(
                "0::/a/b\n", two,
                [
                    "/sys/fs/cgroup/a/memory.max": "8589934592\n",
                    "/sys/fs/cgroup/a/b/memory.max": "max\n",
                ]), 8
        ),
        (
            "the smallest of several",
            grouped(
                "0::/a/b\n", two,
                [
                    "/sys/fs/cgroup/a/memory.max": "8589934592\n",
                    "/sys/fs/cgroup/a/b/memory.max": "4294967296\n",
                    "/sys/fs/cgroup/memory.max": "17179869184\n",
                ]), 4
        ),
        (
            "case 67: mounted elsewhere",
            grouped(
                "0::/\n", "none /cgroup/unified cgroup2 rw 0 0\n",
                ["/cgroup/unified/memory.max": "8589934592\n"]), 8
        ),
        (
            "a space in the mount point",
            grouped(
                "0::/\n", "none /my\\040groups cgroup2 rw 0 0\n",
                ["/my groups/memory.max": "8589934592\n"]), 8
        ),
        (
            "case 66: version 1 without limit",
            grouped(
                "9:memory:/a\n", one,
                ["/sys/fs/cgroup/memory/a/memory.limit_in_bytes": unlimited]), 64
        ),
        (
            "case 69: version 1 in a container, whose path is the host's",
            grouped(
                "9:cpu,memory:/docker/0\n0::/docker/0\n", one,
                ["/sys/fs/cgroup/memory/memory.limit_in_bytes": "8589934592\n"]), 8
        ),
        (
            "more than there is",
            grouped("0::/\n", two, ["/sys/fs/cgroup/memory.max": "999999999999\n"]), 64
        ),
        (
            "as much as there is",
            grouped("0::/\n", two, ["/sys/fs/cgroup/memory.max": "68719476736\n"]), 64
        ),
        (
            "a limit that is cut", grouped("0::/\n", two, ["/sys/fs/cgroup/memory.max": "85899"]),
            nil
        ),
        ("an empty limit", grouped("0::/\n", two, ["/sys/fs/cgroup/memory.max": ""]), nil),
        ("no number", grouped("0::/\n", two, ["/sys/fs/cgroup/memory.max": "lots\n"]), nil),
        ("a negative limit", grouped("0::/\n", two, ["/sys/fs/cgroup/memory.max": "-1\n"]), nil),
        ("groups that are cut", grouped("0::/user.sli", two, [:]), nil),
        ("a line that is none", grouped("hello\n", two, [:]), nil),
        ("mounts without the group's", grouped("0::/\n", "proc /proc proc rw 0 0\n", [:]), nil),
        ("groups without the mount's", grouped("4:cpu:/\n", two, [:]), nil),
        ("version 1 without its mount", grouped("9:memory:/\n", two, [:]), nil),
        ("mounts that are cut", grouped("0::/\n", "cgroup2 /sys/fs/cg", [:]), nil),
        ("no mounts", .linux().file("/proc/self/cgroup", "0::/\n"), nil),
    ]

    @Test(arguments: limits)
    func `is capped by control groups`(name: String, stub: StubMachine, gibibytes: Int?) async {
        let memory = await stub.hardware().memory
        #expect(memory.installed.value == .nominal(.gibibytes(64)))
        #expect(memory.usable.value?.bytes == gibibytes.map { .gibibytes(Double($0)) })
        #expect(memory.usable.value?.isNominal == gibibytes.map { $0 == 64 })
        #expect(memory.usable.gaps.isEmpty == (gibibytes != nil))
    }

    @Test(arguments: [
        "/proc/self/cgroup", "/proc/mounts", "/sys/fs/cgroup/memory.max",
        "/sys/fs/cgroup/memory.high",
    ])
    func `is unknown where a limit may be overlooked`(path: String) async {
        let stub = Self.grouped("0::/\n", Self.two, [:])
        for outcome in [Outcome.denied, .failed("I/O error"), .unrecorded] {
            let memory = await stub.with(.file(path), outcome).hardware().memory
            #expect(memory.usable.gaps.map(\.access) == [.file(path)])
        }
    }

    @Test func `case 69: a container of 8 GB on a host of 64 GB is a small machine`() async throws {
        let files = ["/sys/fs/cgroup/memory.max": "8589934592\n"]
        #expect(try await StubMachine.linux().verdict().rule == .cpuLarge)
        #expect(try await Self.grouped("0::/\n", Self.two, files).verdict().rule == .cpuSmall)
    }
}
