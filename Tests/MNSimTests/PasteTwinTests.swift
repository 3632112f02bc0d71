import MNCore
import Testing

@testable import MNSim

/// What people paste of a machine of which all is known never gets a better verdict than that machine.
@Suite struct `A paste of a known machine` {
    /// What docker says is in none of these pastes, and stands as an assumption in the verdict.
    private static func withoutDocker(_ profile: Profile) -> Profile {
        var profile = profile
        var recording = Recording()
        for exchange in profile.recording.exchanges {
            if case .command(let argv) = exchange.access,
                ["docker", "nvidia-ctk", "nvidia-container-runtime", "powershell"]
                    .contains(argv.first ?? "")
            {
                continue
            }
            if case .environment = exchange.access { continue }
            recording.add(exchange)
        }
        profile.recording = recording
        profile.rest = .unrecorded
        return profile
    }

    @Test(arguments: `The profiles`.ids)
    func `never gets a better verdict`(id: String) async throws {
        let profile = try `The profiles`.profile(id)
        guard case .platform(let platform)? = profile.recording[.platform] else { return }
        let twin = await PasteTwin(profile)
        let bare = await Hardware.probe(ReplayMachine(Self.withoutDocker(profile)))
        let pastes = twin.pastes
        var sets = pastes.map { [$0] }
        if pastes.count > 1 {
            sets.append(pastes.filter { !$0.name.hasPrefix("free") || $0.name == "free -h" })
            sets.append(pastes.filter { $0.name != "table" && $0.name != "meminfo" })
        }
        // Two drivers are claimed in places that these pastes do not show.
        if id == "nvidia-rtx4090-24gb-two-drivers" { return }
        let models = [Catalog.defaultModel, "gemma3:4b", "qwen3:8b"]
        let whole = try models.map { name in
            let model = try Catalog.builtin.model(named: name)
            return [twin.hardware, bare].map { RuleTable.standard.verdict(model, on: $0) }
        }
        for set in sets {
            let machine = try PastedMachine(
                set.map { (name: $0.name, bytes: Array($0.text.utf8)) })
            let words = "\(platform.system)/\(platform.machine)"
            guard Platform.isStatable(words) else { continue }
            let judged = try await `What people paste`.judged(
                machine, platform: words, models: models)
            for (here, all) in zip(judged?.verdicts ?? [], whole) {
                let isUnknown =
                    here.rule == .insufficientEvidence || "\(here.rule)".hasSuffix("Unknown")
                #expect(
                    isUnknown && here.status != .pass || all.contains { $0.rule == here.rule },
                    "\(set.map(\.name)) \(here.model.id): \(here.rule), not \(all.map(\.rule))")
            }
        }
    }
}

extension Platform {
    /// Whether the words can be read as a platform that the user states.
    fileprivate static func isStatable(_ words: String) -> Bool {
        (try? Platform(stated: words)) != nil
    }
}
