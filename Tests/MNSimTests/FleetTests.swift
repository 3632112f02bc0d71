import MNCore
import MNSim
import Testing

/// What the profiles are as a whole: complete, lean, and free of what would identify a machine.
@Suite struct `The fleet of profiles` {
    static let ids = `The profiles`.ids

    /// Read once, because every test goes through all of them.
    static let all = Result { try ids.map { try `The profiles`.profile($0) } }

    static func profiles() throws -> [Profile] { try all.get() }

    /// The rules that a profile can expect; a model lists its own backend, so the first never decides.
    static let rules = Rule.ID.allCases.filter { $0 != .unsupportedBackend }

    @Test func `every rule but unsupported-backend decides at least one expectation`() throws {
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

    @Test(arguments: ids) func `every evidence item is read`(id: String) async throws {
        let profile = try `The profiles`.profile(id)
        let machine = RecordingMachine(ReplayMachine(profile))
        _ = await Hardware.probe(machine)
        let asked = machine.recording
        for exchange in profile.recording.exchanges {
            #expect(asked[exchange.access] != nil, "\(exchange.access)")
        }
    }

    /// A derived or recorded profile that leaves a question open says so with its expectation.
    @Test(arguments: ids) func `what is left open is left on purpose`(id: String) async throws {
        let profile = try `The profiles`.profile(id)
        if profile.rest == .absent { return }
        let machine = AskedMachine(ReplayMachine(profile))
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

    // MARK: - Identifiers

    /// The class of display adapters, the same in every registry of Windows (hardware.md §8.1).
    private static let displayClass: Substring = "4d36e968-e325-11ce-bfc1-08002be10318"

    @Test func `no profile holds a UUID, a hardware address or a serial number`() throws {
        for id in Self.ids {
            let profile = try `The profiles`.profile(id)
            for text in Self.texts(of: profile.recording) {
                for word in text.split(whereSeparator: {
                    !($0.isHexDigit || $0 == "-" || $0 == ":")
                }) {
                    if word == Self.displayClass { continue }
                    #expect(!Self.isUUID(word) && !Self.isHardwareAddress(word), "\(id): \(word)")
                    #expect(!Self.isLongNumber(word), "\(id): \(word)")
                }
                for line in text.split(whereSeparator: \.isNewline) where Self.namesSerial(line) {
                    let value = line.split(separator: ":").last ?? ""
                    #expect(value.allSatisfy { "0 \t".contains($0) }, "\(id): \(line)")
                }
            }
        }
    }

    @Test func `no profile holds a path of a user`() throws {
        for id in Self.ids {
            let profile = try `The profiles`.profile(id)
            for text in Self.texts(of: profile.recording) {
                for folder in ["/home/", "/Users/", "\\Users\\"] {
                    #expect(!text.contains(folder), "\(id)")
                }
            }
        }
    }

    @Test func `the checks for identifiers find them`() {
        #expect(Self.isUUID("00000001-0000-4000-8000-00000000000a"))
        #expect(!Self.isUUID("00000000-0000-0000-0000-000000000000"))
        #expect(Self.isHardwareAddress("02:00:5e:10:00:01"))
        #expect(!Self.isHardwareAddress("00000000:01:00"))
        #expect(Self.isLongNumber("0123456789abcdef0123456789abcdef"))
        #expect(!Self.isLongNumber("00000000000000000000000000000000"))
        #expect(Self.namesSerial("Serial\t\t: 100000001234abcd"))
    }

    /// Everything that a recording says, questions and answers.
    static func texts(of recording: Recording) -> [String] {
        recording.exchanges.flatMap { exchange -> [String] in
            let question = exchange.access.description
            switch exchange.outcome {
            case .bytes(let bytes): return [question, String(decoding: bytes, as: UTF8.self)]
            case .entries(let entries):
                return [question] + entries.flatMap { [$0.name, $0.target ?? ""] }
            case .ended(let result):
                return [
                    question, String(decoding: result.standardOutput, as: UTF8.self),
                    String(decoding: result.standardError, as: UTF8.self),
                ]
            case .value(let value): return [question, value]
            case .platform(let platform): return [question, platform.release]
            case .absent, .denied, .timedOut, .failed, .unrecorded: return [question]
            }
        }
    }

    /// Five groups of 8, 4, 4, 4 and 12 hexadecimal digits, not all zero.
    static func isUUID(_ word: Substring) -> Bool {
        let groups = word.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.count) == [8, 4, 4, 4, 12] && word.contains { $0 != "0" && $0 != "-" }
    }

    /// Six pairs of hexadecimal digits, not all zero.
    static func isHardwareAddress(_ word: Substring) -> Bool {
        let pairs = word.split(whereSeparator: { $0 == ":" || $0 == "-" })
        return pairs.count == 6 && pairs.allSatisfy { $0.count == 2 }
            && word.contains { $0.isHexDigit && $0 != "0" }
    }

    /// A run of at least 24 hexadecimal digits that are not all zero, such as a container's id.
    static func isLongNumber(_ word: Substring) -> Bool {
        word.split(whereSeparator: { !$0.isHexDigit }).contains { digits in
            digits.count >= 24 && digits.contains { $0 != "0" }
        }
    }

    static func namesSerial(_ line: some StringProtocol) -> Bool {
        line.lowercased().hasPrefix("serial")
    }
}
