import MNSim
import Testing

@testable import MNCore
@testable import MNMachine

@Suite struct `The space of the runner's models` {
    /// A Linux machine with Docker Engine, its root folder and what `df` says of that.
    private static func machine(root: String = "", space: String = "") -> ReplayMachine {
        let spoken = [
            StoreSpace.rootQuestion: root, StoreSpace.spaceQuestion("/var/lib/docker"): space,
        ]
        let answers = spoken.map { argv, text in (Access.command(argv), Outcome.output(text)) }
        return ReplayMachine(Recording(Dictionary(uniqueKeysWithValues: answers)), rest: .absent)
    }

    private static func hardware(
        _ system: Hardware.System = .linux, _ engine: Hardware.EngineKind? = .engine
    ) async -> Hardware {
        var hardware = await Hardware.probe(machine())
        hardware.system = .known(system, [])
        hardware.engine =
            engine.map { .known(Hardware.Engine(kind: $0, name: "", runtimes: []), []) }
            ?? .unknown([])
        return hardware
    }

    private static let heading =
        "Filesystem     1024-blocks      Used Available Capacity Mounted on\n"

    @Test(
        arguments: [
            // (docker's root, what df says, bytes)
            ("\"/var/lib/docker\"\n", "/dev/sda1 100 60 40 60% /\n", 40960),
            ("a warning\n\"/var/lib/docker\"", "/dev/sda1 100 60 0 100% /", 0),
            ("\"/var/lib/docker\"", "//server/a share 100 60 40 60% /mnt/a disk 7% full", 40960),
            ("\"/var/lib/docker\"", "", nil), ("\"/var/lib/docker\"", "x 100 60 -40 60% /", nil),
            ("\"/var/lib/docker\"", "x 1 2 9223372036854775807 1% /", nil),
            ("\"/var/lib/docker\"", "60 40 60% /", nil), ("\"relative\"", "x 1 2 3 1% /", nil),
            ("", "x 1 2 3 1% /", nil), ("{}", "x 1 2 3 1% /", nil),
        ] as [(String, String, Int?)])
    func `is what df says of Docker's folder`(root: String, space: String, free: Int?) async {
        let machine = Self.machine(root: root, space: space.isEmpty ? "" : Self.heading + space)
        let found = await StoreSpace.look(
            machine, await Self.hardware(), by: VirtualTime())
        #expect(found?.free == free.map { ByteCount($0) })
    }

    @Test func `is not seen where Docker has a machine of its own`() async {
        let machine = Self.machine(root: "\"/var/lib/docker\"", space: "x 1 2 3 1% /")
        for hardware in [
            await Self.hardware(.linux, .desktop), await Self.hardware(.macos, .engine),
            await Self.hardware(.windows, .desktop), await Self.hardware(.linux, nil),
        ] {
            #expect(await StoreSpace.look(machine, hardware, by: VirtualTime()) == nil)
        }
        #expect(
            await StoreSpace.look(
                machine, await Self.hardware(), by: VirtualTime()) != nil)
    }
}
