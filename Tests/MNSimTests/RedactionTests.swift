import MNCore
import MNSim
import Testing

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
}
