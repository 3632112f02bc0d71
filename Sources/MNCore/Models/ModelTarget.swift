/// A model to change: from the catalog, judged on the machine, or one that only the runner knows.
package struct ModelTarget: Sendable {
    /// The catalog's model; nil for one that is installed and not in the catalog.
    package var model: Model?
    package var reference: String
    /// Nil where no verdict can be given: no catalog entry, or a runner on another machine.
    package var advice: RuleTable.Advice?
    /// What to say besides, a sentence each.
    package var warnings: [String] = []

    /// The name that commands take.
    package var name: String { model?.id ?? reference }
    package var backend: Backend { advice?.verdict.backend ?? model?.backend ?? .llamaCpp }

    /// Judges a model of the catalog.
    init(
        _ model: Model, in catalog: Catalog, backend: String? = nil, force: Bool,
        on hardware: Hardware?, remoteHost: String?
    ) {
        self.model = model
        reference = model.reference
        guard let hardware else {
            let host = remoteHost ?? "another machine"
            warnings = ["The runner is at \(host): the hardware of this machine was not judged."]
            return
        }
        let wanted = backend.flatMap { $0.isEmpty || $0 == "auto" ? nil : Backend($0) }
        let machine = catalog.rules.prepared(hardware)
        advice = catalog.rules.advice(
            model, backend: wanted, on: machine, force: force,
            suitable: catalog.rules.suitable(in: catalog, on: machine))
        warnings = advice?.warnings ?? []
    }

    /// A model that only the runner knows.
    init(outsider reference: String) {
        self.reference = reference
        warnings = ["\(Sanitized.line(reference)) is not in the catalog and was not judged."]
    }

    /// A model that is to be installed, and of which no catalog says what it needs.
    init(unjudged model: Model) {
        self.init(outsider: model.reference)
        self.model = model
    }

    /// What was forced, for the ledger.
    var forced: String? {
        guard let verdict = advice?.verdict, verdict.isForced else { return nil }
        return "\(verdict.status.rawValue) (\(verdict.rule.rawValue))"
    }

    /// The verdict as JSON, or null.
    package func compatibility(_ world: World) -> JSON {
        advice?.json(isSimulated: world.simulatedMachine != nil) ?? .null
    }

    /// Why nothing was done.
    package var refusal: TargetRefusal? {
        guard let advice, !advice.verdict.isOK else { return nil }
        return TargetRefusal(name: name, advice: advice)
    }
}

/// A model that was not touched, because it does not suit the machine.
package struct TargetRefusal: DiagnosticError {
    package var name: String
    package var advice: RuleTable.Advice
    /// The command that was refused, and that can be forced.
    var verb = "install"

    package var code: ErrorCode { .notCompatible }
    package var exitCode: ExitCode { advice.verdict.exitCode }
    package var problem: String {
        "\(Sanitized.line(name)) was not \(verb.hasSuffix("e") ? verb + "d" : verb + "ed") (\(advice.verdict.status.rawValue), "
            + "\(advice.verdict.rule.rawValue)): \(advice.message)"
    }
    package var fixes: [String] {
        advice.verdict.status == .forceOnly && verb != "install"
            ? [CommandWords.mn("model \(verb)", name, "--force")] : advice.fixes
    }
}

/// A model that the Model Runner does not serve.
package struct ProviderFault: DiagnosticError {
    var model: Model
    /// What to do, if it is not to install it.
    var fix: String?

    package init(model: Model, fix: String? = nil) {
        self.model = model
        self.fix = fix
    }

    package var code: ErrorCode { .providerUnsupported }
    package var problem: String {
        "\(model.id) is served by '\(Sanitized.line(model.provider))', not by the Model Runner."
    }
    package var fixes: [String] {
        [fix ?? "Install it through '\(Sanitized.line(model.provider))'."]
    }
}

/// A model that blueprints use.
package struct OwnedModel: DiagnosticError {
    var name: String
    var owners: [String]

    package var code: ErrorCode { .modelOwned }
    package var exitCode: ExitCode { .needsForce }
    package var problem: String {
        "\(Sanitized.line(name)) is used by \(Words.list(owners.map(Sanitized.line)))."
    }
    package var fixes: [String] { [CommandWords.mn("model remove", name, "--force")] }
}
