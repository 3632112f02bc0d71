import MNCore
import MNSandbox
import Testing

@Suite struct `A simulated tree` {
    private static func recording(_ evidence: String) throws -> Recording {
        try Recording(JSONField(try JSON.parse(evidence)))
    }

    @Test func `puts what is said through a link where it leads`() throws {
        let tree = SimulatedTree(
            try Self.recording(
                """
                [{"file": "/sys/bus/pci/devices/0000:01:00.0/vendor", "text": "0x10de\\n"},
                 {"directory": "/sys/bus/pci/devices", "entries": [
                   {"name": "0000:01:00.0", "target": "../../../devices/pci0000:00/0000:01:00.0"}]},
                 {"directory": "/sys/class/drm", "entries": [
                   {"name": "card0",
                    "target": "../../devices/pci0000:00/0000:01:00.0/drm/card0"}, "version"]},
                 {"file": "/sys/class/drm/card0/device/vendor", "text": "0x10de\\n"}]
                """))
        let file = SimulatedTree.Node.file(Array("0x10de\n".utf8))
        #expect(tree.nodes["/sys/devices/pci0000:00/0000:01:00.0/vendor"] == file)
        #expect(tree.node("/sys/class/drm/card0/device/vendor") == file)
        let device = tree.nodes["/sys/devices/pci0000:00/0000:01:00.0/drm/card0/device"]
        #expect(device == .link("../../../0000:01:00.0"))
        #expect(tree.node("/sys/class/drm/version") == .folder)
        #expect(tree.conflicts.isEmpty)
        // Each behind the folder that it lies in.
        let paths = tree.paths
        for path in paths where path.split(separator: "/").count > 1 {
            let parent = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
            let places = (paths.firstIndex(of: String(parent)), paths.firstIndex(of: path))
            #expect((places.0 ?? .max) < (places.1 ?? .max), "\(path)")
        }
    }

    @Test func `says what no kernel could show`() throws {
        let tree = SimulatedTree(
            try Self.recording(
                """
                [{"directory": "/sys/a", "entries": [{"name": "b", "target": "c"},
                   {"name": "c", "target": "b"}]},
                 {"file": "/sys/a/b/d", "text": ""},
                 {"file": "/sys/f", "text": "1"}, {"file": "/sys/f/g", "text": "2"}]
                """))
        #expect(
            tree.conflicts.map(\.reason).sorted() == [
                "leads through links without an end", "leads through links without an end",
                "leads through links without an end", "lies in a file",
            ])
    }

    @Test func `keeps what is closed`() throws {
        let tree = SimulatedTree(
            try Self.recording(
                """
                [{"directory": "/sys/class/drm", "outcome": "denied"},
                 {"file": "/sys/fs/cgroup/memory.max", "outcome": "denied"}]
                """))
        #expect(tree.denied == ["/sys/class/drm", "/sys/fs/cgroup/memory.max"])
        #expect(tree.node("/sys/class/drm") == .folder)
        #expect(tree.node("/sys/fs/cgroup/memory.max") == .file([]))
    }

    @Test func `gives names in dev as files, and elsewhere as folders`() throws {
        let tree = SimulatedTree(
            try Self.recording(
                """
                [{"directory": "/dev", "entries": ["dxg"]},
                 {"directory": "/sys/class/kfd/kfd/topology/nodes", "entries": ["0"]}]
                """))
        #expect(tree.node("/dev/dxg") == .file([]))
        #expect(tree.node("/sys/class/kfd/kfd/topology/nodes/0") == .folder)
    }

    @Test func `leaves no root by dots`() throws {
        var tree = SimulatedTree()
        tree.addLink("/sys/out", to: "../../../../etc")
        tree.addFile("/sys/out/passwd", [1])
        #expect(tree.nodes["/etc/passwd"] == .file([1]))
    }
}
