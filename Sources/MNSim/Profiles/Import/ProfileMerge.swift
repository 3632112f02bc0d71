import MNCore

extension Profile {
    /// One machine out of profiles that each answer a part of what is asked.
    ///
    /// - Parameter parts: the profiles with the names that the user gave them; at least one.
    /// - Throws: `ImportFault.answersDiffer` where two of them answer one question differently.
    package static func merged(
        _ parts: [(name: String, profile: Profile)], id: String, title: String?
    ) async throws(ImportFault) -> Profile {
        var recording = Recording()
        var places: [Access: String] = [:]
        for (name, profile) in parts {
            for exchange in profile.recording.exchanges {
                if let known = recording[exchange.access] {
                    if !known.agrees(with: exchange.outcome, on: exchange.access) {
                        throw .answersDiffer(
                            exchange.access.summary, places[exchange.access] ?? "", name)
                    }
                    continue
                }
                places[exchange.access] = name
                recording.add(exchange)
            }
        }
        let ids = parts.map(\.profile.id)
        var changes = parts.flatMap(\.profile.changes)
        changes.append("it is put together from \(Words.list(ids))")
        if parts.contains(where: { $0.profile.rest == .absent }) {
            changes.append("what is in none of them is unrecorded")
        }
        let imported = Set(parts.compactMap(\.profile.derivedFrom))
            .isSubset(of: ImportKind.allCases.map(\.rawValue))
        let isImported = imported && parts.allSatisfy { $0.profile.provenance == .derived }
        var profile = Profile(
            id: id, title: title ?? parts[0].profile.title,
            tags: parts.flatMap(\.profile.tags).uniqued(), provenance: .derived,
            sources: parts.flatMap(\.profile.sources).uniqued(),
            derivedFrom: isImported ? ImportKind.pasted.rawValue : ids[0],
            changes: changes.uniqued(), recording: recording)
        let hardware = await Hardware.probe(ReplayMachine(profile))
        for model in Catalog.builtin.models where model.id == Catalog.defaultModel {
            let decision = RuleTable.standard.decision(model, on: hardware)
            profile.expectations = [
                .init(
                    model: model.id, rule: decision.rule.rawValue,
                    status: decision.status.rawValue)
            ]
        }
        return profile
    }
}
