import MNCore

/// A validation as text: what was checked, what is wrong and what to do, and the environment.
struct ValidationText {
    let validation: Validation
    let environments: [(BlueprintWorker.Kind, LaunchEnvironment)]

    /// What stands over the issues of a stage.
    private static func title(_ stage: Validation.Stage) -> String {
        switch stage {
        case .structure: "Manifest validation failed"
        case .services: "Service validation failed"
        case .requirements: "Requirement validation failed"
        case .models: "Model validation failed"
        case .inputs: "Input validation failed"
        }
    }

    func text(_ page: Page) -> String {
        let manifest = validation.blueprint.manifest
        var rows = [("Folder", validation.blueprint.folder)]
        if !manifest.name.isEmpty { rows.insert(("Blueprint", manifest.name), at: 0) }
        for stage in Validation.Stage.allCases {
            rows.append(
                (stage.rawValue.prefix(1).uppercased() + stage.rawValue.dropFirst(), words(stage)))
        }
        var text = page.list(rows)
        for result in validation.stages where !result.issues.isEmpty {
            text += result.isOK ? "\nNotes:\n" : "\n\(Self.title(result.stage)):\n"
            for issue in result.issues { text += Self.text(issue, page) }
        }
        for (kind, environment) in environments where !environment.variables.isEmpty {
            text += "\nEnvironment of \(kind.rawValue) workers:\n"
            for variable in environment.variables {
                let value = validation.blueprint.secrets.masked(variable.name, variable.value)
                text += "  \(variable.name)=" + Sanitized.line(value) + "\n"
            }
        }
        if validation.isOK { text += "\n" + page.styled(conclusion, .good) + "\n" }
        return text
    }

    private func words(_ stage: Validation.Stage) -> String {
        guard let result = validation.stages.first(where: { $0.stage == stage }) else {
            return "not checked"
        }
        let made = result.results.count - result.uncheckedCount
        let names = result.uncheckedNames
        let unchecked =
            names.isEmpty
            ? ""
            : " (\(names.prefix(3).joined(separator: ", "))\(names.count > 3 ? ", …" : ""))"
        var parts: [String] = []
        switch result.outcome {
        case .failed: parts.append(Words.count(result.errors.count, "error"))
        case .passed: parts.append("ok")
        case .notChecked: return Sanitized.line("not checked\(unchecked)")
        }
        if made > 0 { parts.append(Words.count(made, "check")) }
        if result.uncheckedCount > 0 { parts.append("not checked\(unchecked)") }
        return Sanitized.line(parts.joined(separator: ", "))
    }

    /// What is left to say where nothing failed.
    private var conclusion: String {
        validation.isWhole
            ? "The blueprint runs."
            : "Nothing that was checked stands in its way; what was not is named above."
    }

    /// An issue, with where it is and what to do.
    static func text(_ issue: BlueprintIssue, _ page: Page) -> String {
        let style: TextStyle = issue.severity == .error ? .bad : .caution
        var text = "  - " + page.wrapped(Sanitized.line(issue.message), hanging: 4)
        if let place = issue.place {
            var words = place.file
            if let position = place.position { words += ":\(position.line):\(position.column)" }
            if !place.filePointer.tokens.isEmpty { words += " \(place.filePointer)" }
            text += "    at  " + Sanitized.line(words) + "\n"
        }
        if !issue.help.isEmpty {
            text += "    fix " + page.wrapped(Sanitized.line(issue.help), hanging: 8)
        }
        return text + "    " + page.styled(Sanitized.line(issue.reportedCode), style) + "\n"
    }
}
