import MNCore
import MNSim
import Testing

/// Which verdicts coverage counts as those of real machines.
@Suite struct `Real machines` {
    private static let fields =
        "index,pci.bus_id,name,memory.total,driver_version,compute_cap,mig.mode.current,"
        + "addressing_mode"

    /// A machine with a card of 8 GB, whose evidence comes from where a test says.
    private static func profile(
        _ id: String, _ provenance: Profile.Provenance, parent: String? = nil,
        composed: [Int]? = nil, rest: Profile.Rest = .unrecorded, hasCard: Bool = true
    ) -> Profile {
        var recording = Recording()
        recording[.platform] = .platform(
            Platform(system: "Linux", release: "6.8", machine: "x86_64", process: "x86_64"))
        recording[.file("/proc/meminfo")] = .bytes(Array("MemTotal: 16297284 kB\n".utf8))
        if hasCard {
            recording[
                .command(["nvidia-smi", "--query-gpu=\(fields)", "--format=csv,noheader,nounits"])
            ] = .ended(
                CommandResult(
                    .exited(0),
                    standardOutput: Array(
                        "0, 00000000:01:00.0, RTX 4060, 8188, 610.57, 8.9, [N/A], None\n".utf8)))
        }
        recording[.directory("/dev")] = .entries([DirectoryEntry("nvidia0")])
        return Profile(
            id: id, title: id, provenance: provenance, sources: ["https://example.org"],
            derivedFrom: parent, changes: parent == nil ? [] : ["a change"],
            transcription: composed.map { indices in
                Transcription(
                    commit: "1",
                    composed: indices.map { JSONPointer(["evidence", "\($0)"]) })
            }, rest: rest, recording: recording)
    }

    /// How many of the verdicts for the default model are real, of these machines.
    private static func real(_ profiles: [Profile]) async throws -> (Int, Coverage) {
        var coverage = Coverage(
            models: [try Catalog.builtin.model(named: Catalog.defaultModel)], errors: [])
        for profile in profiles { await coverage.add(profile) }
        #expect(coverage.realVerdicts.all == profiles.count)
        return (coverage.realVerdicts.real, coverage)
    }

    @Test func `are those that were recorded, or transcribed, or come from a recorded one`()
        async throws
    {
        let cases: [(Profile, Bool)] = [
            (Self.profile("recorded", .recorded), true),
            (Self.profile("transcribed", .transcribed, composed: []), true),
            (Self.profile("child", .derived, parent: "recorded"), true),
            (Self.profile("grandchild", .derived, parent: "child"), true),
            (Self.profile("of-transcribed", .derived, parent: "transcribed"), false),
            (Self.profile("of-made-up", .derived, parent: "made-up"), false),
            (Self.profile("of-nobody", .derived, parent: "nvidia-smi"), false),
            (Self.profile("of-itself", .derived, parent: "of-itself"), false),
            (Self.profile("made-up", .synthetic, rest: .absent), false),
            (Self.profile("composed", .vendorSpec, rest: .absent), false),
        ]
        // In any order: a parent may come after its children.
        for order in [cases, cases.reversed()] {
            let (count, coverage) = try await Self.real(order.map(\.0))
            for (profile, isReal) in cases {
                #expect(coverage.isReal(profile.id) == isReal, "\(profile.id)")
            }
            #expect(count == cases.count(where: \.1))
            #expect(coverage.realMachines.real == 4 && coverage.realMachines.all == cases.count)
            #expect(coverage.isReal(.rules, "cuda") && coverage.realRules.real == 1)
        }
    }

    static let transcribed: [(composed: [Int], rest: Profile.Rest, hasCard: Bool, isReal: Bool)] = [
        ([], .unrecorded, true, true), ([], .absent, true, true),
        // The platform, and the card itself.
        ([0], .absent, true, false), ([2], .absent, true, false),
        // The memory of the system and the names of devices: the card is there without.
        ([1], .absent, true, true), ([3], .absent, true, true), ([1, 3], .unrecorded, true, true),
        // An entry that is not there: nobody knows what was meant.
        ([9], .absent, true, false),
        // That there is no GPU is what the rest says, or a list of devices.
        ([], .absent, false, false), ([2], .absent, false, false),
        // What is unknown was not made up.
        ([], .unrecorded, false, true),
    ]

    @Test(arguments: transcribed.indices)
    func `count for nothing where what was composed takes part`(index: Int) async throws {
        let (composed, rest, hasCard, isReal) = Self.transcribed[index]
        let profile = Self.profile(
            "box", .transcribed, composed: composed, rest: rest, hasCard: hasCard)
        let (count, coverage) = try await Self.real([profile])
        #expect((count == 1) == isReal)
        #expect(coverage.isReal("box"))
        let rules = coverage.names(.rules).filter { coverage.isReal(.rules, $0) }
        #expect(rules.isEmpty != isReal)
    }

    @Test func `are told in text and in JSON`() async throws {
        let (_, coverage) = try await Self.real([
            Self.profile("a", .recorded), Self.profile("b", .synthetic, rest: .absent),
        ])
        #expect(
            coverage.realLine
                == "Real machines: 1 of 2 profiles, 1 of 2 verdicts, 1 of \(Rule.ID.allCases.count) rules."
        )
        let json = coverage.json
        #expect(
            json["real_machines"] == [
                "profiles": ["real": 1, "all": 2], "verdicts": ["real": 1, "all": 2],
                "rules": ["real": 1, "all": .integer(Rule.ID.allCases.count)],
            ])
        let items = json["items"]?.array ?? []
        #expect(items.first { $0["name"] == "cuda" }?["real"] == true)
        #expect(items.first { $0["name"] == "cuda-small" }?["real"] == false)
        #expect(items.first { $0["name"] == "file /proc/meminfo: ok" }?["real"] == true)
    }
}
