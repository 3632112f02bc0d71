extension Blueprint {
    /// Applies every rule to the inputs.
    func checkInputs(
        _ result: inout Validation.StageResult, in world: World, _ launch: LaunchEnvironment,
        _ options: ValidationOptions
    ) async {
        for rule in manifest.rules {
            var members: JSONObject = [
                "name": .string(rule.name.name ?? "\(rule.pointer)"),
                "type": .string(rule.name.type), "required": .bool(rule.isRequired),
                "rule": rule.name.json,
            ]
            var issues: [BlueprintIssue] = []
            var isSkipped = false
            switch rule.kind {
            case .pattern(let source, let value, let pattern):
                issues = [match(rule, source, value, pattern)].compactMap(\.self)
            case .command(let words, let limit, let extra):
                guard options.runsPrograms, world.areServicesKnown else {
                    isSkipped = true
                    break
                }
                var environment = scriptEnvironment(world, launch)
                for (name, value) in extra { environment[name] = value }
                let call = ProcessCommand(
                    words, environment: .only(environment), directory: folder, limit: limit)
                let said = SaidText()
                let ending = await world.processes.run(call, said.add)
                if ending == .unrecorded {
                    isSkipped = true
                    break
                }
                issues = judged(rule, words, ending, said)
                said.add(to: &members, ending, secrets)
                if case .exited = ending {} else { members["error"] = .string("\(ending)") }
            }
            let isOK = !issues.contains { $0.severity == .error }
            members["ok"] = isSkipped ? .null : .bool(isOK)
            members["status"] = isSkipped ? "skipped" : isOK ? "passing" : "failed"
            result.add(
                members,
                issues: issues.map { issue in
                    var issue = issue
                    issue.rule = rule.name
                    issue.ownCode = issue.ownCode ?? rule.code
                    return issue
                })
        }
    }

    private func match(
        _ rule: InputRule, _ source: BlueprintPlace.Source, _ pointer: JSONPointer,
        _ pattern: Pattern?
    ) -> BlueprintIssue? {
        let root: JSON =
            source == .config ? .object(configuration) : texts.manifestValue ?? .null
        let value = root[pointer]
        let place = texts.place(source, pointer)
        let help = rule.help ?? "Set it in config/overwrite.json."
        guard let text = value?.scalarText, !text.isEmpty else {
            guard value == nil || value == .null || value == "" else {
                return rule.isRequired || pattern == nil
                    ? nil
                    : BlueprintIssue(
                        .configPatternMismatch,
                        rule.message ?? "The value of \(place.path) is no text.", help: help,
                        at: place, expected: .string(orNull: pattern?.text))
            }
            guard rule.isRequired else { return nil }
            return BlueprintIssue(
                .configRequired, Sanitized.line(rule.message ?? "\(place.path) is not set."),
                help: Sanitized.line(help), at: place, expected: "a value")
        }
        let isTooLong = text.unicodeScalars.count > Pattern.textLimit
        guard let pattern, isTooLong || !pattern.isFound(in: text) else { return nil }
        let isSecret = Secrets.isSecret(pointer.tokens.last ?? "", text)
        let problem =
            isTooLong
            ? "is longer than \(Pattern.textLimit) letters, the most that is searched"
            : "does not match"
        return BlueprintIssue(
            .configPatternMismatch,
            Sanitized.line(rule.message ?? "The value of \(place.path) \(problem)."),
            help: Sanitized.line(help), at: place, expected: .string(pattern.text),
            actual: isSecret
                ? .string(Secrets.mask)
                : .string(DisplayWidth.cut(Sanitized.line(text), to: 200)))
    }

    /// What a validator that has run, or could not, comes to.
    private func judged(
        _ rule: InputRule, _ words: [String], _ ending: ProcessOutcome, _ said: SaidText
    ) -> [BlueprintIssue] {
        let line = Sanitized.line(CommandWords.line(words))
        func issue(_ code: BlueprintIssue.Code, _ message: String) -> BlueprintIssue {
            var issue = BlueprintIssue(
                code, Sanitized.line(message),
                help: Sanitized.line(
                    rule.help ?? "Run it by hand in the blueprint's folder: \(line)"),
                at: rule.path.map(place(of:))
                    ?? texts.place(.manifest, rule.pointer.appending("command")))
            issue.expected = ["command": .strings(words), "ending": "it ended with 0"]
            issue.actual = ["command": .strings(words), "ending": .string("\(ending)")]
            return issue
        }
        switch ending {
        case .timedOut: return [issue(.commandTimeout, "\(line): \(ending).")]
        case .absent, .denied, .failed: return [issue(.commandUnavailable, "\(line): \(ending).")]
        case .exited, .signalled, .interrupted, .unrecorded: break
        }
        let said = Said(said)
        if let report = said.report {
            guard let isOK = Self.verdict(report) else {
                return [issue(.commandInvalid, "\(line) prints a report that cannot be read.")]
            }
            let told = Self.told(report).map { overlaid($0, over: issue(.commandFailed, "")) }
                .filter { !$0.message.isEmpty }
            if isOK, ending == .exited(0) {
                // What it says all the same is for people.
                return told.map { issue in
                    var issue = issue
                    issue.severity = .warning
                    return issue
                }
            }
            if told.contains(where: { $0.severity == .error }) { return told }
            if ending == .exited(0) {
                return told + [
                    issue(.commandFailed, rule.message ?? "\(line) reports that it is not ok.")
                ]
            }
        } else if said.isBroken {
            return [issue(.commandInvalid, "\(line) prints a report that cannot be read.")]
        } else if ending == .exited(0) {
            return []
        }
        let reason = rule.message ?? "\(line): \(ending)."
        return [
            issue(
                .commandFailed,
                reason + (said.text.lastLine(secrets).map { " It said: \($0)" } ?? ""))
        ]
    }

    /// The report that a validator prints, among whatever else it says.
    private struct Said {
        let text: SaidText
        let report: JSON?
        /// Whether its output begins as a report does, and is none.
        let isBroken: Bool

        init(_ text: SaidText) {
            self.text = text
            var bytes = text.standard[...]
            if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
            let whole = bytes.drop { $0 <= 32 }
            let begins = whole.first == UInt8(ascii: "{")
            if begins, let report = Self.read(whole) {
                self.report = report
            } else {
                // As the Python mn does: a line that is a report.
                let lines = bytes.split { $0 == 10 || $0 == 13 }
                report =
                    lines.lazy.map { $0.drop { $0 <= 32 } }
                    .filter { $0.first == UInt8(ascii: "{") }.compactMap(Self.read).first
            }
            isBroken = begins && report == nil
        }

        private static func read(_ bytes: ArraySlice<UInt8>) -> JSON? {
            guard let value = try? JSON.parse(Array(bytes), repeated: { _, _ in }),
                value.object != nil
            else { return nil }
            return value
        }
    }

    /// Whether a validator's report says that all is well; nil if `ok` is no truth value.
    private static func verdict(_ report: JSON) -> Bool? {
        guard let ok = report["ok"] else { return told(report).isEmpty }
        return ok.bool
    }

    /// The most issues of a validator that are told.
    private static let toldLimit = 100

    /// The issues of a validator's report, each an object or a text.
    private static func told(_ report: JSON) -> [JSON] {
        let listed = (report["issues"] ?? report["errors"])?.array ?? []
        if listed.count > toldLimit {
            return listed.prefix(toldLimit)
                + [.string("\(listed.count - toldLimit) more issues are not told.")]
        }
        if !listed.isEmpty { return listed }
        return report["message"]?.string == nil ? [] : [report]
    }

    /// What a validator tells of an issue, over what is said of it otherwise.
    private func overlaid(_ told: JSON, over issue: BlueprintIssue) -> BlueprintIssue {
        var issue = issue
        func text(_ keys: [String]) -> String? {
            keys.lazy.compactMap { told[$0]?.string }.first { !$0.isEmpty }
        }
        issue.message = Sanitized.line(told.string ?? text(["message", "detail", "msg"]) ?? "")
        if let help = text(["help", "fix", "suggestion"]) { issue.help = Sanitized.line(help) }
        if let code = text(["code"]).flatMap(BlueprintIssue.ownCode) { issue.ownCode = code }
        if text(["severity"]) == "warning" { issue.severity = .warning }
        if let path = told["location"]?["path"]?.string ?? text(["path"]) {
            issue.place = place(of: path)
        }
        if let expected = told["expected"] { issue.expected = expected }
        if let actual = told["actual"] ?? told["input"] { issue.actual = actual }
        return issue
    }

    /// The place of a value by its path in words: in the configuration, or in the manifest where it is.
    private func place(of path: String) -> BlueprintPlace {
        let tokens = String(secrets.masked(path).prefix(500)).split(separator: ".").map {
            String($0)
        }
        let pointer = JSONPointer(tokens)
        let isInManifest =
            JSON.object(configuration)[pointer] == nil && texts.manifestValue?[pointer] != nil
        return texts.place(isInManifest ? .manifest : .config, pointer)
    }
}
