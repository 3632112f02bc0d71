import MNCore
import MNSim
import Testing

/// What the profiles are as a whole: complete and told apart; what is wrong with one alone, `Lint` finds.
@Suite struct `The fleet of profiles` {
    static let ids = `The profiles`.ids

    /// Read once, because every test goes through all of them.
    static let all = Result { try ids.map { try `The profiles`.profile($0) } }

    static func profiles() throws -> [Profile] { try all.get() }

    /// The rules that a profile can expect; built-in models list their own backends and ask for no
    /// capability, so two never decide.
    static let rules = Rule.ID.allCases.filter {
        $0 != .unsupportedBackend && $0 != .missingCapability
    }

    @Test func `every rule that a built-in model can meet decides at least one expectation`() throws
    {
        let decided = Set(try Self.profiles().flatMap(\.expectations).map(\.rule))
        for rule in Self.rules { #expect(decided.contains(rule.rawValue), "\(rule.rawValue)") }
    }

    @Test(arguments: rules.filter { $0 != .insufficientEvidence })
    func `a rule that is left out is missed by some profile`(rule: Rule.ID) async throws {
        var table = RuleTable.standard
        table.rules.removeAll { $0.id == rule }
        try #require(table != .standard)
        var missed = 0
        for profile in try Self.profiles() {
            let expectations = profile.expectations.filter { $0.rule == rule.rawValue }
            if expectations.isEmpty { continue }
            let hardware = await Hardware.probe(ReplayMachine(profile))
            for expectation in expectations {
                let model = try Catalog.builtin.model(named: expectation.model)
                let verdict = table.verdict(model, on: hardware)
                missed += verdict.rule.rawValue == expectation.rule ? 0 : 1
            }
        }
        #expect(missed > 0)
    }

    @Test func `no two profiles have the same evidence`() throws {
        var ids: [Set<Recording.Exchange>: String] = [:]
        for profile in try Self.profiles() {
            let evidence = Set(profile.recording.exchanges)
            let twin = ids.updateValue(profile.id, forKey: evidence)
            #expect(twin == nil, "\(profile.id) is \(twin ?? "")")
        }
    }

    /// A derived or recorded profile that leaves a question open says so with its expectation.
    @Test(arguments: ids) func `what is left open is left on purpose`(id: String) async throws {
        let profile = try `The profiles`.profile(id)
        if profile.rest == .absent { return }
        let machine = RecordingMachine(ReplayMachine(profile))
        _ = await Hardware.probe(machine)
        let open = machine.asked.keys.filter { machine.asked[$0] == .unrecorded }.sorted()
        let isExpected = profile.expectations.contains {
            $0.rule == Rule.ID.insufficientEvidence.rawValue
        }
        #expect(open.isEmpty != isExpected, "\(open.map(\.description))")
    }

    @Test func `what is recorded names the recorder, and nothing else does`() throws {
        for profile in try Self.profiles() {
            let namesRecorder = profile.sources.contains { $0.hasSuffix("mn profile record") }
            #expect((profile.provenance == .recorded) == namesRecorder, "\(profile.id)")
        }
    }

    @Test func `what is transcribed names first its address, at its commit`()
        throws
    {
        for profile in try Self.profiles() {
            guard let commit = profile.transcription?.commit else { continue }
            let address = profile.sources.first ?? ""
            #expect(
                address.hasPrefix("https://") && address.contains(commit)
                    && !address.contains(" "), "\(profile.id)")
        }
    }

    @Test func `derived profiles name a profile of the folder`() throws {
        for parent in try Self.profiles().compactMap(\.derivedFrom) {
            #expect(Self.ids.contains(parent), "\(parent)")
        }
    }

    // MARK: - Names

    /// What an id may begin with.
    static let vendors: Set<Substring> = [
        "amd", "ampere", "apple", "cpu", "ibm", "intel", "nvidia", "qemu", "qualcomm", "raspberry",
        "rockchip", "st", "starfive", "windows",
    ]

    @Test func `ids have the form vendor-part-size, and a system where it is an odd one`() throws {
        for profile in try Self.profiles() {
            let words = profile.id.split(separator: "-")
            #expect(words.count >= 3, "\(profile.id)")
            #expect(words.first.map(Self.vendors.contains) == true, "\(profile.id)")
            #expect(words.contains(where: Self.isSize), "\(profile.id)")
            #expect(!profile.tags.isEmpty && profile.tags == profile.tags.map { $0.lowercased() })
            #expect(!profile.title.hasSuffix("."))
        }
    }

    /// `8gb`, `14.72gib`, `30870078kb`.
    static func isSize(_ word: Substring) -> Bool {
        let digits = word.prefix { $0.isNumber || $0 == "." }
        return !digits.isEmpty
            && ["b", "kb", "mb", "gb", "tb", "gib"].contains(word.dropFirst(digits.count))
    }

    @Test func `ids that end in a system are of that system`() async throws {
        let suffixes: [String: Hardware.System] = [
            "-macos": .macos, "-windows": .windows, "-linux": .linux, "-wsl2": .linux,
            "-freebsd": .other,
        ]
        for profile in try Self.profiles() {
            let hardware = await Hardware.probe(ReplayMachine(profile))
            for (suffix, system) in suffixes where profile.id.hasSuffix(suffix) {
                #expect(hardware.system.value == system, "\(profile.id)")
                #expect(hardware.isWSL.value != true || suffix == "-wsl2", "\(profile.id)")
            }
            if profile.id.hasPrefix("windows-") { #expect(hardware.system.value == .windows) }
            if hardware.isWSL.value == true {
                #expect(profile.tags.contains("wsl2"), "\(profile.id)")
            }
        }
    }
}
