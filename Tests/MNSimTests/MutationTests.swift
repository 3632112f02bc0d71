import MNCore
import MNSim
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The rules are changed in every small way, and the profiles must notice.
@Suite struct `Mutants of the rules` {
    static let models = Catalog.builtin.models
    static let all = Mutant.all(of: .standard, models: models)

    /// The mutants that change nothing: neighbours that never hold together, and conditions that an
    /// earlier row or the place where a GPU counts makes superfluous.
    ///
    /// That they change nothing is shown by trying them on every made-up machine, which takes a minute.
    static let equivalent = Set(
        [
            "swap-rules/apple-silicon-small",
            "swap-rules/cuda-unknown",
            "swap-rules/cuda",
            "swap-rules/cuda-arm64",
            "swap-rules/cuda-windows",
            "swap-rules/amd-unknown",
            "swap-rules/adreno-unknown",
            "swap-rules/amd-small",
            "swap-rules/cpu-accepted",
            "swap-rules/intel-mac",
            "swap-rules/windows-unsupported",
            "swap-rules/small-arm",
            "drop-condition/cuda-arm64/6",
            "drop-condition/cuda-arm64/11",
            "drop-condition/cuda-windows/6",
            "drop-condition/adreno/1",
            "drop-condition/listing-apple/1",
            "drop-condition/listing-nvidia/7",
            "drop-condition/listing-amd/1",
            "drop-condition/listing-adreno/1",
            "change-data/code/12/lower",
            "drop-data/jetson/32",
            "drop-data/jetson/34",
            "drop-data/jetson/36",
            "drop-data/jetson/39.2",
            "drop-data/brand/vcs",
            "drop-data/brand/vpc",
            "drop-data/brand/vapps",
            "drop-data/brand/quadrortx",
            "drop-data/capability/12.1",
            "take-unknown/system/linux",
        ]
            // Drivers on the same side of every floor as the one before.
            + [
                "375",
                "384",
                "390",
                "396",
                "410",
                "418",
                "440",
                "450",
                "455",
                "460",
                "465",
                "470",
                "495",
                "510",
                "515",
                "520",
                "525",
                "530",
                "535",
                "545",
                "555",
                "560",
                "565",
                "570",
                "575",
                "590",
                "595",
                "615",
            ].map { "drop-data/cuda/\($0)" })

    static func mutation(_ mutants: [Mutant], on profiles: [Profile]? = nil) async throws
        -> Mutation
    {
        await Mutation(
            mutants, on: try profiles ?? `The fleet of profiles`.profiles(), models: models)
    }

    @Test func `are many, each with a name of its own, of every kind`() {
        #expect(Self.all.count >= 150)
        #expect(Set(Self.all.map(\.id)).count == Self.all.count)
        #expect(Set(Self.all.map(\.kind)) == Set(Mutant.Operator.allCases))
        #expect(Self.equivalent.isSubset(of: Self.all.map(\.id)))
    }

    @Test func `are noticed by a profile`() async throws {
        let mutation = try await Self.mutation(Self.all.filter { !Self.equivalent.contains($0.id) })
        #expect(mutation.unmet == [])
        for finding in mutation.findings {
            #expect(!finding.fate.profiles.isEmpty, "\(finding.mutant.id): \(finding.mutant.words)")
        }
    }

    /// A number that changes is noticed by an expectation on file, not only beside the number before.
    @Test func `of the document's numbers are missed expectations`() async throws {
        let mutants = Self.all.filter {
            $0.kind == .changeShare || $0.id.contains("_gb/document/") || $0.id.hasSuffix("decimal")
        }
        #expect(mutants.count >= 20)
        for finding in try await Self.mutation(mutants).findings {
            #expect(finding.fate.name == "unexpected", "\(finding.mutant.id)")
        }
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["MN_SLOW_TESTS"] == "1"))
    func `that nothing notices change nothing on any made-up machine`() async throws {
        let mutants = Self.all.filter { Self.equivalent.contains($0.id) }
        let mutation = try await Self.mutation(mutants)
        #expect(mutation.generated > 5000 && mutation.axes.count == 6)
        for finding in mutation.findings {
            #expect(finding.fate.name == "equivalent", "\(finding.mutant.id)")
        }
    }

    /// Mutants that one profile alone notices, and that profile.
    static let witnesses = [
        ("change-data/image/brand/vapps", "nvidia-a10-8a-8gb-driver590"),
        ("swap-rules/unsupported-processor", "ibm-power9-64gb-freebsd"),
        ("change-threshold/min_cpu_ram_gb/document/more-than", "intel-xeon-64gb-slice-32gb"),
    ]

    @Test(arguments: witnesses)
    func `survive where their only witness is gone, until the killer takes its place`(
        id: String, witness: String
    ) async throws {
        let mutants = Self.all.filter { $0.id == id }
        let profiles = try `The fleet of profiles`.profiles()
        #expect(try await Self.mutation(mutants).findings.first?.fate.profiles == [witness])

        let rest = profiles.filter { $0.id != witness }
        let survivors = try await Self.mutation(mutants, on: rest).survivors
        guard case .survived(let killer, let difference)? = survivors.first?.fate else {
            Issue.record("\(id) is noticed without \(witness)")
            return
        }
        #expect(difference.before != difference.after)
        // As it is written to a file, and read again.
        let text = Array(killer.json.text().utf8)
        let read = try Profile.read(text, name: "killer.json")
        let again = try await Self.mutation(mutants, on: rest + [read])
        #expect(again.holds && again.findings.first?.fate.profiles == [killer.id])
    }

    @Test func `survive a profile that was weakened`() async throws {
        let (id, witness) = Self.witnesses[0]
        let mutants = Self.all.filter { $0.id == id }
        let profiles = try `The fleet of profiles`.profiles().map { profile in
            profile.id == witness ? Self.weakened(profile) : profile
        }
        let mutation = try await Self.mutation(mutants, on: profiles)
        #expect(mutation.unmet == [] && mutation.survivors.count == 1)
    }

    /// The card has too little memory for any model, and the profile expects what follows.
    private static func weakened(_ profile: Profile) -> Profile {
        var weak = profile
        for exchange in profile.recording.exchanges {
            guard case .ended(var result) = exchange.outcome else { continue }
            let text = String(decoding: result.standardOutput, as: UTF8.self)
            result.standardOutput = Array(text.replacing(", 8192,", with: ", 1024,").utf8)
            weak.recording[exchange.access] = .ended(result)
        }
        weak.expectations = [
            .init(model: Catalog.defaultModel, rule: "cuda-small", status: "fail")
        ]
        return weak
    }

    @Test func `meet the same fate each time, in the order of the rules`() async throws {
        let mutants = Self.all.filter { $0.kind == .changeShare || $0.id.contains("vram_gb/doc") }
        let profiles = [try `The profiles`.profile("apple-m1-16gb")]
        let first = try await Self.mutation(mutants, on: profiles)
        let second = try await Self.mutation(mutants, on: profiles)
        #expect(first.json == second.json && first.survivors.count > 5)
        #expect(first.findings.map(\.mutant.id) == mutants.map(\.id))
    }

    /// What a survivor prints is a profile that lint has nothing against.
    @Test func `that survive come with sound profiles`() async throws {
        let profiles = [try `The profiles`.profile("apple-m1-16gb")]
        let mutants = Self.all.filter { $0.kind == .changeShare || $0.id.contains("_gb/document") }
        let lint = ProfileLint(ids: [])
        for survivor in try await Self.mutation(mutants, on: profiles).survivors {
            guard case .survived(let killer, _) = survivor.fate else { continue }
            let findings = await lint.findings(on: killer)
            #expect(findings.isEmpty, "\(killer.id): \(findings.map(\.message))")
        }
    }

    @Test func `tell nothing where a profile does not get what it expects anyway`() async throws {
        var profile = try `The profiles`.profile("apple-m1-16gb")
        profile.expectations = [
            .init(model: Catalog.defaultModel, rule: "cpu-small", status: "fail")
        ]
        let mutants = Self.all.filter { $0.id == "change-status/apple-silicon/warning" }
        let mutation = try await Self.mutation(mutants, on: [profile])
        #expect(mutation.unmet == [profile.id] && !mutation.holds)
        #expect(mutation.findings.first?.fate.name == "different")
    }
}
