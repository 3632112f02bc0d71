import MNCore
import MNRunner
import MNSim
import MNSupport

// What a step left behind, and what it asked, in the terms of what must hold.

extension Played {
    /// Where the ledger lies; nil if no home is known.
    var ledgerPath: String? { Ledger.path(scenario.environment) }

    /// Whether names mean the models that are explored: those of the built-in catalog, or of the one of
    /// whoever explores.
    func hasUsualCatalog(_ laboratory: Laboratory) -> Bool {
        let wanted = laboratory.material.files[FilesMaker.catalog]
        let home = Home.folder(scenario.environment).map { "\($0)/models/catalog.json" }
        return scenario.environment["MN_MODEL_CATALOG_PATH"] == nil
            && home.flatMap { scenario.files[$0] } == wanted?.string.map { Array($0.utf8) }
    }

    /// The last step that is to change what is installed, if nothing goes wrong in it; from 0.
    var lastChange: (index: Int, result: ScenarioRun.StepResult, told: RunFindings)? {
        ended.last { index, result, told in
            ["install", "update", "remove"].contains(told.command.last) && told.command.count == 2
                && !result.arguments.contains("--dry-run")
                && scenario.steps[index].faults.ids.isEmpty
                && states.indices.contains(index + 1)
        }
    }
}

extension ScenarioRun.Afterwards {
    /// What is installed: the tags of each model, sorted.
    var models: [[String]] {
        runner.models.map { $0.tags.sorted() }.sorted { $0.lexicographicallyPrecedes($1) }
    }

    func has(_ reference: String) -> Bool {
        let wanted = Reference(reference)
        return runner.models.contains { $0.tags.contains { Reference($0) == wanted } }
    }

    /// The ledger; an empty one where there is none, nil where it cannot be read.
    func ledger(_ path: String) -> Ledger? {
        guard let bytes = files[path] else { return Ledger() }
        return try? Ledger.read(bytes, name: path)
    }

    /// The models of the ledger that the runner has not; nil where it cannot be read.
    func ledgerBeyondRunner(_ path: String) -> Set<String>? {
        ledger(path).map { Set($0.records.keys.filter { !has($0) }) }
    }
}

extension Trace {
    /// The requests, as `METHOD /path`.
    var sent: [String] {
        events.compactMap { event in
            if case .call(let request, _, _) = event {
                "\(request.method) \(request.target)"
            } else {
                nil
            }
        }
    }

    /// Whether a command with these words only tells.
    func isReading(_ command: [String]) -> Bool {
        let reading: [[String]] = [
            ["model", "list"], ["model", "show"], ["model", "doctor"], ["model", "recommend"],
            ["model", "memory"], ["model", "rules"], ["hardware"], ["blueprint", "validate"],
        ]
        return reading.contains(command)
            || command == ["model", "install"] && arguments.contains("--dry-run")
            || command == ["blueprint", "run"] && arguments.contains("--dry-run")
    }
}

extension Scenario.Step {
    /// Whether the command line names a file, or the folder in which it is: then it is to be written.
    ///
    /// - Parameter environment: variables name files, too.
    func names(_ path: String, _ environment: [String: String]) -> Bool {
        (arguments + environment.values).contains { word in
            let value = word.split(separator: "=", maxSplits: 1).last.map(String.init) ?? word
            return value == path || value.hasSuffix("/" + path) || path.hasSuffix("/" + value)
                || path.hasPrefix(value + "/")
        }
    }
}

extension HTTPRequest {
    /// Whether it changes nothing: it reads, or lets an engine answer.
    var isHarmless: Bool {
        method == "GET" || method == "HEAD"
            || method == "POST" && target.hasPrefix("/engines/")
                && !target.hasPrefix("/engines/_") && target != "/engines/unload"
    }
}
