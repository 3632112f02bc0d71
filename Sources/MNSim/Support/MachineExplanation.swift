package import MNCore
import MNSim

/// The part of an explanation that is about the machine: the verdict, what it rests on, and what is near.
package struct MachineExplanation: Sendable {
    package var hardware: Hardware
    package var advice: RuleTable.Advice
    package var steps: [ExplanationStep]
    package var comparisons: [Verdict.Comparison]
    package var boundary: Boundary
    package var neighbour: Neighbour?
    /// What the run itself decided, if that is something else.
    package var ruled: RunFindings.Ruling?
    /// The places of the questions among the events of the run, from 1.
    package var places: [Access: Int]

    /// What is not known and could change the verdict.
    package var missing: [Gap] { advice.verdict.gaps }

    /// The command that records what is missing, on the machine itself.
    package static let recordCommand = "mn profile record --output answer.json"

    /// Nil if nothing is known of the machine.
    init?(
        _ trace: Trace, _ findings: RunFindings, _ sources: Explanation.Sources
    ) async throws {
        let recording = trace.recording.joined(with: sources.evidence)
        guard recording[.platform] != nil else { return nil }
        let catalog = try Self.catalog(trace)
        let model = try Self.model(trace, findings, sources.model, catalog)
        let backend = Self.word(behind: "--backend", trace.arguments).map { Backend($0) }
        let rules = catalog.rules
        hardware = await Hardware.probe(ReplayMachine(recording, rest: .unrecorded))
        let machine = rules.prepared(hardware)
        advice = rules.advice(
            model, backend: backend?.name == "auto" ? nil : backend, on: machine,
            suitable: rules.suitable(in: catalog, on: machine))
        let verdict = advice.verdict
        steps = rules.explanation(of: verdict, on: machine)
        comparisons = rules.comparisons(of: verdict, on: machine)
        boundary = rules.boundary(model, backend: verdict.backend, on: hardware)
        if let against = sources.against {
            neighbour = await .of(
                against, beside: hardware, model: model, backend: verdict.backend, rules)
        } else {
            neighbour = await .nearest(
                to: hardware, among: sources.profiles, model: model, backend: verdict.backend,
                rules)
        }
        let ruling = findings.rulings.last { $0.model == model.id }
        ruled = ruling?.rule == verdict.rule.rawValue ? nil : ruling
        places = [:]
        for (index, event) in trace.events.enumerated() {
            if case .access(let exchange) = event { places[exchange.access] = index + 1 }
        }
    }

    /// The catalog that the run had.
    private static func catalog(_ trace: Trace) throws -> Catalog {
        let day = word(behind: "--data-as-of", trace.arguments).flatMap { CalendarDate($0) }
        return try LoadedCatalog(
            files: MemoryFiles(trace.filesRead), environment: trace.environment, day: day
        ).catalog
    }

    /// The model that was named, that of the run's rule, or one among its words; else the default.
    private static func model(
        _ trace: Trace, _ findings: RunFindings, _ name: String?, _ catalog: Catalog
    ) throws -> Model {
        if let name { return try catalog.model(named: name) }
        let failing = findings.rulings.last { $0.status == Status.fail.rawValue }
        if let ruling = failing ?? findings.rulings.last,
            let model = try? catalog.model(named: ruling.model)
        {
            return model
        }
        for word in trace.arguments.dropFirst(2) where !word.hasPrefix("-") {
            if let model = try? catalog.model(named: word) { return model }
        }
        return try catalog.model(named: Catalog.defaultModel)
    }

    private static func word(behind option: String, _ arguments: [String]) -> String? {
        for (index, word) in arguments.enumerated() {
            if word == option { return index + 1 < arguments.count ? arguments[index + 1] : nil }
            if word.hasPrefix(option + "=") { return String(word.dropFirst(option.count + 1)) }
        }
        return nil
    }
}
