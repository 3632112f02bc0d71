package import MNCore

/// What a user pasted, as a machine that answers what the probes ask as far as the importer tells.
///
/// What it does not tell is unrecorded: that a tool did not print it says nothing about the machine.
package protocol Importer: Machine {
    static var kind: ImportKind { get }
    /// The kinds of all that it was made of.
    var kinds: [ImportKind] { get }
    /// The platform, where the importer tells it or it follows from what it tells.
    var platform: Platform? { get }
    /// How the answers differ from what the tool printed, a sentence each.
    var changes: [String] { get }
}

extension Importer {
    package var kinds: [ImportKind] { [Self.kind] }
}

extension Profile {
    /// The platforms under which the probes are run where the importer does not tell it, so that they ask
    /// all that the importer may answer.
    private static let candidates = [
        Platform(system: "Linux", release: "unknown", machine: "x86_64", process: "x86_64"),
        Platform(system: "Linux", release: "unknown", machine: "aarch64", process: "aarch64"),
        Platform(system: "Windows_NT", release: "unknown", machine: "AMD64", process: "AMD64"),
    ]

    /// The profile of a pasted machine: what the probes ask of it, as far as it answers, redacted.
    ///
    /// - Parameter stated: the platform, in the words of the user; it beats what the importer tells.
    /// - Throws: `ImportFault.redactionDiffers`.
    package static func imported(
        _ importer: some Importer, id: String, title: String?, platform stated: Platform?
    ) async throws(ImportFault) -> Profile {
        let platform = stated ?? importer.platform
        var answers: [Access: Outcome] = [:]
        for candidate in platform.map({ [$0] }) ?? candidates {
            let recorder = RecordingMachine(PlatformMachine(importer, candidate))
            _ = await Hardware.probe(recorder)
            for exchange in recorder.recording.exchanges {
                answers[exchange.access] = exchange.outcome
            }
        }
        if platform == nil { answers[.platform] = nil }
        var changes = importer.changes
        if let stated {
            changes.append("the platform is what the user said: \(stated.system) \(stated.machine)")
        } else if platform == nil {
            changes.append("the platform is left open; the importer does not tell it")
        }
        let raw = Recording(answers)
        var profile = Profile(
            id: id, title: title ?? "", tags: ["imported"], provenance: .derived,
            sources: importer.kinds.map { "\($0.source), as pasted by a user" },
            derivedFrom: (importer.kinds.count == 1 ? importer.kinds[0] : .pasted).rawValue,
            changes: changes, recording: raw)
        let hardware = await Hardware.probe(ReplayMachine(profile))
        profile.recording = Redaction.redacted(raw)
        let redacted = await Hardware.probe(ReplayMachine(profile))
        for model in Catalog.builtin.models {
            let decision = RuleTable.standard.decision(model, on: redacted)
            if decision.rule != RuleTable.standard.decision(model, on: hardware).rule {
                throw .redactionDiffers(model: model.id)
            }
            if model.id == Catalog.defaultModel {
                profile.expectations = [
                    .init(
                        model: model.id, rule: decision.rule.rawValue,
                        status: decision.status.rawValue)
                ]
            }
        }
        if profile.title.isEmpty { profile.title = Self.title(of: redacted) }
        return profile
    }

    /// `Linux machine, 31.2 GiB, Radeon RX 6600`, as far as it is known.
    private static func title(of hardware: Hardware) -> String {
        let system = hardware.system.value.map { "\($0.words) machine" } ?? "Machine"
        let memory = hardware.memory.installed.value.map { ", \($0.bytes)" } ?? ""
        let gpu = hardware.gpus.first.map { ", \(Sanitized.line($0.name))" } ?? ""
        return system + memory + gpu
    }
}

/// An importer under a platform that it may not tell itself.
package struct PlatformMachine: Machine {
    let importer: any Importer
    let platform: Platform

    package init(_ importer: any Importer, _ platform: Platform) {
        self.importer = importer
        self.platform = platform
    }

    package func answer(_ access: Access, within limit: Duration) async -> Outcome {
        access == .platform
            ? .platform(platform) : await importer.answer(access, within: limit)
    }
}

extension Platform {
    /// Reads `linux/x86_64`; the system in our words or in its own.
    package init(stated text: String) throws(ImportFault) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let names = [
            "linux": "Linux", "macos": "Darwin", "darwin": "Darwin", "windows": "Windows_NT",
            "windows_nt": "Windows_NT",
        ]
        guard parts.count == 2, let system = names[parts[0].lowercased()],
            !parts[1].isEmpty, parts[1].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" })
        else { throw .badPlatform(text) }
        self.init(
            system: system, release: "unknown", machine: String(parts[1]), process: String(parts[1])
        )
    }
}
