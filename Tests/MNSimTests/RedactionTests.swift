import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

@Suite struct `What identifies a machine or a user` {
    /// What a recorder would write of a process in this group, with a limit file at its end.
    private static func redacted(group: String) -> (line: String, paths: [String]) {
        var recording = Recording()
        recording[.file("/proc/self/cgroup")] = .bytes(Array("0::\(group)\n".utf8))
        recording[.file("/sys/fs/cgroup\(group)/memory.max")] = .bytes(Array("max\n".utf8))
        let result = Redaction.redacted(recording)
        var line = ""
        if case .bytes(let bytes)? = result[.file("/proc/self/cgroup")] {
            line = String(decoding: bytes, as: UTF8.self)
        }
        return (line, result.exchanges.map { "\($0.access)" })
    }

    @Test func `leaves mounts that hold nothing of control groups a file that is whole`() async {
        var recording = Recording()
        recording[.file("/proc/self/cgroup")] = .bytes([])
        recording[.file("/proc/mounts")] = .bytes(
            Array("rootfs / wslfs rw 0 0\n//nas/alice /mnt/alice drvfs rw 0 0\n".utf8))
        let result = Redaction.redacted(recording)
        #expect(result[.file("/proc/mounts")] == .bytes(Array("none / none rw 0 0\n".utf8)))
        recording[.file("/proc/mounts")] = .bytes(Array("rootfs / wslfs rw 0".utf8))
        #expect(Redaction.redacted(recording)[.file("/proc/mounts")] == .bytes([]))
        // What is cut behind a mount that is kept stays cut.
        recording[.file("/proc/mounts")] = .bytes(Array("c /c cgroup2 rw\nrootfs / wsl".utf8))
        #expect(
            Redaction.redacted(recording)[.file("/proc/mounts")]
                == .bytes(Array("c /c cgroup2 rw".utf8)))
        // As the probes read it: what is whole in UTF-16 is whole.
        let wide = "c /c cgroup2 rw\nrootfs / wsl\n".utf16.flatMap {
            [UInt8($0 & 255), UInt8($0 >> 8)]
        }
        recording[.file("/proc/mounts")] = .bytes([0xFF, 0xFE] + wide)
        #expect(
            Redaction.redacted(recording)[.file("/proc/mounts")]
                == .bytes(Array("c /c cgroup2 rw\n".utf8)))
    }

    @Test(arguments: [[0xFF, 0xFE], [0xFE, 0xFF], []] as [[UInt8]])
    func `is taken out of text in UTF-16 as the probes read it`(mark: [UInt8]) {
        let isBig = mark.first == 0xFE
        let bytes = "0::/home/alice/jobs.slice\n".utf16.flatMap { unit -> [UInt8] in
            let (low, high) = (UInt8(unit & 255), UInt8(unit >> 8))
            return isBig ? [high, low] : [low, high]
        }
        var recording = Recording()
        recording[.file("/proc/self/cgroup")] = .bytes(mark + bytes)
        let result = Redaction.redacted(recording)
        #expect(
            result[.file("/proc/self/cgroup")]
                == .bytes(Array("0::/xxxx/xxxxx/xxxx.slice\n".utf8)))
    }

    static let groups = [
        (
            "/user.slice/user-1000.slice/session-2.scope",
            "/user.slice/user-1000.slice/session-2.scope"
        ),
        ("/home/alice/jobs.slice", "/xxxx/xxxxx/xxxx.slice"),
        ("/lxc.payload.alices-box", "/lxc.payload.xxxxxx-xxx"),
        ("/system.slice/alice.service", "/system.slice/xxxxx.service"),
        (
            "/docker/00112233445566778899aabbccddeeff",
            "/docker/00000000000000000000000000000000"
        ),
    ]

    @Test(arguments: groups)
    func `is blanked in control groups, whose files stay found`(
        group: String, expected: String
    ) {
        let (line, paths) = Self.redacted(group: group)
        #expect(line == "0::\(expected)\n")
        #expect(paths.contains("file /sys/fs/cgroup\(expected)/memory.max"))
    }

    @Test func `is blanked in the serial number of a GPU of AMD`() {
        let access = Access.command(["amd-smi", "static", "--asic", "--json"])
        let text = "[{\"asic\": {\"asic_serial\": \"0x1A2B\", \"device_id\": \"0x74a1\"}}]\n"
        var recording = Recording()
        recording[access] = .ended(CommandResult(.exited(0), standardOutput: Array(text.utf8)))
        let expected = text.replacing("0x1A2B", with: "000000")
        #expect(
            Redaction.redacted(recording)[access]
                == .ended(CommandResult(.exited(0), standardOutput: Array(expected.utf8))))
    }

    static let addresses = [
        ("ssh://alice@box.example:22", "ssh://h1.invalid:22"),
        ("tcp://10.1.2.3:2376", "tcp://192.0.2.1:2376"),
        ("tcp://alice:secret@10.1.2.3:2376/path", "tcp://192.0.2.1:2376/p1"),
        ("tcp://127.0.0.1:2375", "tcp://127.0.0.1:2375"),
        ("tcp://[::1]:2375", "tcp://[::1]:2375"),
        ("tcp://[fd00::1]:2375", "tcp://[2001:db8::1]:2375"),
        ("unix:///var/run/docker.sock", "unix:///var/run/docker.sock"),
        ("unix:///home/alice/.docker/run/docker.sock", "unix:///home/user/.docker/run/docker.sock"),
    ]

    @Test(arguments: addresses)
    func `is blanked in the address of an engine`(address: String, expected: String) {
        let variable = Access.environment("DOCKER_HOST")
        let argv = [
            "docker", "context", "inspect", "--format", "{{json .Endpoints.docker.Host}}",
        ]
        var recording = Recording()
        recording[variable] = .value(address)
        #expect(Redaction.redacted(recording)[variable] == .value(expected))
        #expect(Self.redacted(argv, "\"\(address)\"\n") == "\"\(expected)\"\n")
        recording[variable] = .value(expected)
        #expect(Redaction.redacted(recording)[variable] == .value(expected))
    }

    /// What a program with these words printed, as a recorder would write it.
    private static func redacted(_ argv: [String], _ text: String) -> String {
        var recording = Recording()
        recording[.command(argv)] = .ended(
            CommandResult(.exited(0), standardOutput: Array(text.utf8)))
        guard case .ended(let result)? = Redaction.redacted(recording)[.command(argv)] else {
            return ""
        }
        return String(decoding: result.standardOutput, as: UTF8.self)
    }

    /// A table of `nvidia-smi`, with what is between the lines of its list of processes.
    private static func table(_ rows: String) -> String {
        """
        Mon Jun 22 23:04:18 2026
        +-----------------------------------------------------------------------------------------+
        | NVIDIA-SMI 591.86                 Driver Version: 591.86         CUDA Version: 13.1     |
        |   0  NVIDIA GeForce RTX 2080 ...  WDDM  |   00000000:0C:00.0 Off |                  N/A |
        |=========================================+========================+======================|
        | 37%   40C    P8             38W /  250W |     702MiB /   8192MiB |      0%      Default |
        +-----------------------------------------+------------------------+----------------------+

        +-----------------------------------------------------------------------------------------+
        | Processes:                                                                              |
        |  GPU   GI   CI              PID   Type   Process name                        GPU Memory |
        |        ID   ID                                                               Usage      |
        |=========================================================================================|
        \(rows)
        +-----------------------------------------------------------------------------------------+

        """
    }

    static let processes = [
        (
            "|    0   N/A  N/A            2217      G   /usr/lib/xorg/Xorg                      168MiB |",
            "|    0   N/A  N/A            0000      G   /000/000/0000/0000                      168MiB |"
        ),
        (
            "|    0   N/A  N/A           20372    C+G   ...m Files\\NZXT CAM\\NZXT CAM.exe      N/A      |",
            "|    0   N/A  N/A           00000    C+G   ...0 00000\\0000 000\\0000 000.000      N/A      |"
        ),
        // Of an instance, whose numbers are kept.
        (
            "|    0    9    0           4711      C   /home/anna/C 7 G                      9MiB |",
            "|    0    9    0           0000      C   /0000/0000/0 0 0                      9MiB |"
        ),
        // As drivers up to 440 print it.
        (
            "|    0      1234      G   /usr/lib/xorg/Xorg                            20MiB |",
            "|    0      0000      G   /000/000/0000/0000                            20MiB |"
        ),
        // Nothing is known of a type that is not.
        (
            "|    0   N/A  N/A            2217      X   anna                                    1MiB |",
            "|    0   N/A  N/A            0000      0   0000                                    1MiB |"
        ),
        (
            "|    0              Not Supported                                       |",
            "|    0              Not Supported                                       |"
        ),
        (
            "|  No running processes found                                                             |",
            "|  No running processes found                                                             |"
        ),
    ]

    @Test(arguments: processes)
    func `is blanked in the processes of nvidia-smi, and the table stays as it is`(
        row: String, expected: String
    ) {
        #expect(Self.redacted(["nvidia-smi"], Self.table(row)) == Self.table(expected))
        let twice = Self.redacted(["nvidia-smi"], Self.table(expected))
        #expect(twice == Self.table(expected))
    }

    @Test func `is blanked in a row that is not UTF-8 too`() {
        var recording = Recording()
        let access = Access.command(["nvidia-smi"])
        let row =
            Array("|    0   N/A  N/A   2217   G   anna".utf8) + [0xFF] + Array("   1MiB |\n".utf8)
        recording[access] = .ended(
            CommandResult(
                .exited(0), standardOutput: Array("| Processes: |\n|=|\n".utf8) + row))
        let text = "\(Redaction.redacted(recording).json)"
        #expect(!text.contains("anna") && !text.contains("2217"))
    }

    @Test(arguments: [
        (
            #"{"card0": {"Unique ID": "0x2150e7d042a1124", "Card SKU": "D41"}, "card1": {"Unique ID": "0x1"}}"#,
            #"{"card0": {"Unique ID": "00000000000000000", "Card SKU": "D41"}, "card1": {"Unique ID": "000"}}"#
        ),
        (#"{"card0": {"Unique ID": "N/A"}}"#, #"{"card0": {"Unique ID": "N/A"}}"#),
        ("GPU[0]\t\t: Unique ID: 0x2150e7", "GPU[0]\t\t: Unique ID: 00000000"),
        ("GPU[0]\t\t: Unique ID: N/A", "GPU[0]\t\t: Unique ID: N/A"),
        ("GPU[0]\t\t: Card Series: Vega 10", "GPU[0]\t\t: Card Series: Vega 10"),
    ])
    func `is blanked in the unique numbers of rocm-smi`(text: String, expected: String) {
        let argv = ["rocm-smi", "--showuniqueid"]
        #expect(Self.redacted(argv, text + "\n") == expected + "\n")
    }

    @Test(arguments: [
        ("/home/anna/bin:/usr/bin", nil, nil, "/home/user/bin:/usr/bin"),
        ("/var/home/anna/.local/bin", nil, nil, "/var/home/user/.local/bin"),
        ("/mnt/c/Users/Anna Smith/bin:/bin", nil, nil, "/mnt/c/Users/user/bin:/bin"),
        (#"C:\Windows;C:\Users\Anna\bin"#, nil, nil, #"C:\Windows;C:\Users\user\bin"#),
        ("/etc/profiles/per-user/anna/bin", nil, nil, "/etc/profiles/per-user/user/bin"),
        ("/srv/people/anna/bin:/opt", "/srv/people/anna", nil, "/home/user/bin:/opt"),
        ("/srv/people/anna", "/srv/people/anna/", nil, "/home/user"),
        ("/srv/people/annalena", "/srv/people/anna", "anna", "/srv/people/annalena"),
        ("/scratch/anna/x:/opt/anna-tools/bin", nil, "anna", "/scratch/user/x:/opt/user-tools/bin"),
        ("/root/bin:/usr/bin", "/root", "root", "/root/bin:/usr/bin"),
        ("/usr/bin::/bin:", "/", "bin", "/usr/bin::/bin:"),
        ("/home/user/bin", "/home/user", "user", "/home/user/bin"), ("", "/home/anna", "anna", ""),
    ])
    func `is blanked in PATH`(path: String, home: String?, name: String?, expected: String) {
        let owner = Redaction.Owner(home: home, name: name)
        #expect(Redaction.path(path, of: owner) == expected)
        #expect(Redaction.path(expected, of: owner) == expected)
        // What is written once is left alone by a recorder that knows nobody.
        #expect(Redaction.path(expected) == expected)
    }
}
