package import MNCore

// A scenario as its file has it: the keys in the order in which one thinks of them, what is so anyway left out,
// each command one line.
extension Scenario {
    /// The text of a file that holds this scenario, in its shortest form that is read as the same scenario.
    ///
    /// - Parameters:
    ///   - document: a scenario, in any form that is read.
    ///   - offers: what the runner's registry has if its state does not say.
    package static func text(_ document: JSONObject, offers: [RegistryOffer]) -> String {
        let short = shortened(document)
        let isSame = scenario(short, offers).map { $0 == scenario(document, offers) } ?? false
        return JSON.object(isSame ? short : document).text(.file) + "\n"
    }

    private static func scenario(_ document: JSONObject, _ offers: [RegistryOffer]) -> Scenario? {
        try? read(
            Array(JSON.object(document).text(.compact).utf8), name: "scenario", offers: offers)
    }

    private static func shortened(_ document: JSONObject) -> JSONObject {
        var short = document.inOrder(of: keys)
        for key in ["tags", "changes", "machineFaults", "runnerFaults"] where short[key] == [] {
            short[key] = nil
        }
        for key in ["files", "links", "fileFaults", "heldUntilSeconds", "then"]
        where short[key] == [:] {
            short[key] = nil
        }
        if var environment = short["environment"]?.object {
            if environment["HOME"] == .string(usualHome) { environment["HOME"] = nil }
            short["environment"] = environment.members.isEmpty ? nil : .object(environment)
        }
        if var runner = short["runner"]?.object {
            runner["schema"] = nil
            short["runner"] = .object(runner)
        }
        if let steps = short["steps"]?.array {
            short["steps"] = .array(steps.map { $0.object.map { .object(step($0)) } ?? $0 })
        }
        return short
    }

    private static func step(_ document: JSONObject) -> JSONObject {
        var short = document.inOrder(of: Step.keys)
        if short["afterSeconds"] == 0 { short["afterSeconds"] = nil }
        if short["files"] == [:] { short["files"] = nil }
        if short["exit"] == 0 { short["exit"] = nil }
        if let words = short["run"]?.array?.compactMap(\.string) {
            short["run"] = .string(ShellWords.line(words))
        }
        if let words = short["beside"]?.array?.compactMap(\.string) {
            short["beside"] = .string(ShellWords.line(words))
        }
        for key in ["machineFaults", "runnerFaults", "callFaults"] where short[key] == [] {
            short[key] = nil
        }
        return short
    }
}

extension JSONObject {
    /// The same members, those of these keys first and in their order.
    fileprivate func inOrder(of keys: [String]) -> JSONObject {
        let known = keys.compactMap { key in self[key].map { (key, $0) } }
        let others = members.filter { !keys.contains($0.key) }.map { ($0.key, $0.value) }
        return JSONObject(known + others)
    }
}
