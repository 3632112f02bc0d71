extension Blueprint {
    /// Applies every rule to the inputs.
    func checkInputs(
        _ result: inout Validation.StageResult, in world: World, _ launch: LaunchEnvironment,
        _ options: ValidationOptions
    ) async {
        for rule in manifest.rules {
            var issues: [BlueprintIssue] = []
            var status: String?
            var type = "pattern"
            switch rule.kind {
            case .pattern(let source, let value, let pattern):
                issues = [match(rule, source, value, pattern)].compactMap(\.self)
            case .command(let words, let limit, let extra):
                type = "command"
                if options.runsPrograms {
                    var environment = scriptEnvironment(world, launch)
                    for (name, value) in extra { environment[name] = value }
                    let call = ProgramCall(
                        words, environment: environment, directory: folder, limit: limit)
                    let said = SaidText()
                    let ending = await world.outside.run(call, said.add)
                    issues = judged(rule, words, ending, said)
                } else {
                    status = "skipped"
                }
            }
            result.results.append([
                "name": .string("\(rule.pointer)"), "type": .string(type),
                "required": .bool(rule.isRequired), "ok": .bool(issues.isEmpty),
                "status": .string(status ?? (issues.isEmpty ? "passing" : "failed")),
            ])
            result.issues += issues
        }
    }

    private func match(
        _ rule: InputRule, _ source: BlueprintPlace.Source, _ pointer: JSONPointer,
        _ pattern: Pattern?
    ) -> BlueprintIssue? {
        let root: JSON =
            source == .config ? .object(configuration) : texts.manifest?.value ?? .null
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
                        at: place, expected: pattern?.text)
            }
            guard rule.isRequired else { return nil }
            return BlueprintIssue(
                .configRequired, Printable.line(rule.message ?? "\(place.path) is not set."),
                help: Printable.line(help), at: place, expected: "a value")
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
            Printable.line(rule.message ?? "The value of \(place.path) \(problem)."),
            help: Printable.line(help), at: place, expected: pattern.text,
            actual: isSecret
                ? Secrets.mask : DisplayWidth.cut(Printable.line(text), to: 200))
    }

    /// What a validator that has run, or could not, comes to.
    private func judged(
        _ rule: InputRule, _ words: [String], _ ending: ProgramEnding, _ said: SaidText
    ) -> [BlueprintIssue] {
        let line = Printable.line(CommandWords.line(words))
        func issue(_ code: BlueprintIssue.Code, _ message: String) -> BlueprintIssue {
            BlueprintIssue(
                code, Printable.line(message),
                help: Printable.line(
                    rule.help ?? "Run it by hand in the blueprint's folder: \(line)"),
                at: texts.place(.manifest, rule.pointer.appending("command")))
        }
        switch ending {
        case .timedOut: return [issue(.commandTimeout, "\(line): \(ending).")]
        case .absent, .denied, .failed: return [issue(.commandUnavailable, "\(line): \(ending).")]
        case .exited, .signalled, .interrupted: break
        }
        let text = String(decoding: said.standard, as: UTF8.self)
        if text.first(where: { !$0.isWhitespace }) == "{" {
            guard let report = try? JSON.parse(text), let isOK = Self.verdict(report) else {
                return [issue(.commandInvalid, "\(line) prints a report that cannot be read.")]
            }
            if isOK, ending == .exited(0) { return [] }
            let messages = Self.messages(report)
            if !messages.isEmpty { return messages.map { issue(.commandFailed, $0) } }
        }
        if ending == .exited(0), text.first(where: { !$0.isWhitespace }) != "{" { return [] }
        let reason = rule.message ?? "\(line): \(ending)."
        return [issue(.commandFailed, reason + (said.lastLine.map { " It said: \($0)" } ?? ""))]
    }

    /// Whether a validator's report says that all is well; nil if `ok` is no truth value.
    private static func verdict(_ report: JSON) -> Bool? {
        guard let ok = report["ok"] else { return messages(report).isEmpty }
        return ok.bool
    }

    private static func messages(_ report: JSON) -> [String] {
        let listed = (report["issues"] ?? report["errors"])?.array ?? []
        let texts = listed.compactMap { $0.string ?? $0["message"]?.string }
        return texts.isEmpty ? [report["message"]?.string].compactMap(\.self) : texts
    }
}
