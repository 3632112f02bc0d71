import MNCore
package import MNSim

extension PolicyResult {
    /// What it comes to in one sentence, with its counts.
    package var sentence: String {
        var sentence: String
        if bounds.isEmpty {
            let wrong = against.map(\.machines).sum()
            sentence =
                standing == .met
                ? "On \(Words.count(chosen.machines, "machine")) it is so."
                : "On \(wrong) of \(Words.count(chosen.machines, "machine")) it is not, or not known."
        } else {
            sentence =
                bounds.map { bound in
                    let share = Shares([bound.count, max(0, bound.total - bound.count)]).words[0]
                    let perhaps =
                        bound.most > bound.count ? ", at most \(bound.most)" : ""
                    return "\(bound.bound.text): \(bound.count)\(perhaps) of \(bound.total) "
                        + "(\(share)), \(bound.standing.words)"
                }.joined(separator: "; ") + "."
        }
        if open.machines > 0 {
            sentence += " Could not be chosen: \(Words.count(open.machines, "machine"))."
        }
        if allowed.machines > 0 {
            sentence += " Allowed: \(Words.count(allowed.machines, "machine"))."
        }
        return sentence
    }

    /// What stands against it, a phrase each; the last speaks for those that are left out.
    package func reasons(_ limit: Int) -> [String] {
        let listed = against.prefix(against.count > limit ? limit - 1 : limit)
        let rest = against.dropFirst(listed.count)
        return listed.map { "\($0.id) (\(Words.count($0.machines, "machine"))): \($0.words)" }
            + (rest.isEmpty
                ? []
                : [
                    "\(rest.count) more (\(Words.count(rest.map(\.machines).sum(), "machine")))"
                ])
    }
}

extension PolicyWaiverUse {
    package var sentence: String {
        let end = ", until \(waiver.until), because '\(waiver.reason)'."
        if hidden.isEmpty {
            return "\(waiver.place): This hides nothing and can go: \(waiver.text)"
        }
        let shown = hidden.prefix(5).map { "\($0.id) (\($0.machines))" }
        let more = hidden.count > 5 ? ["\(hidden.count - 5) more"] : []
        return "\(waiver.place): Allowed for \(Words.list(models.sorted())) on "
            + "\(Words.count(machines, "machine")), \(Words.list(shown + more))\(end)"
    }
}

/// A JUnit report of a policy: a suite a policy, a case for each model of a promise.
package enum PolicyJUnit {
    private static let reasonLimit = 20

    /// - Parameter shown: what of a text may be told.
    package static func text(_ check: PolicyCheck, shown: (String) -> String = { $0 }) -> String {
        func escaped(_ text: String) -> String {
            JUnitReport.escaped(Sanitized.line(shown(text)))
        }
        let failures = check.results.count { $0.standing != .met }
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        text += "<testsuites name=\"mn policy check, as of \(check.asOf), driver data of "
        text += "\(check.board.dataDay)\">\n  <testsuite name=\"\(escaped(check.policy.file))\""
        text += " tests=\"\(check.results.count)\" failures=\"\(failures)\" errors=\"0\""
        text += " skipped=\"0\" time=\"0\">\n"
        var seen: Set<[String]> = []
        for result in check.results {
            let place = result.promise.place
            // Readers of JUnit take what stands before the last '.' for a package, and of two cases of
            // one name the first.
            var name = result.promise.text.replacing(".", with: "_")
            if !seen.insert([name, result.model]).inserted { name += " (line \(place.line))" }
            text += "    <testcase classname=\"\(escaped(name))\""
            text += " name=\"\(escaped(result.model))\" file=\"\(escaped(place.file))\""
            text += " line=\"\(place.line)\" time=\"0\">"
            if result.standing != .met {
                text += "<failure type=\"\(result.standing.rawValue)\""
                text += " message=\"\(escaped(result.sentence))\">"
                text += result.reasons(reasonLimit).map(escaped).joined(separator: "\n")
                text += "</failure>"
            }
            text += "<system-out>\(escaped(result.sentence))</system-out></testcase>\n"
        }
        return text + "  </testsuite>\n</testsuites>\n"
    }
}

/// What a policy says to GitHub Actions.
package enum PolicyGitHub {
    /// An annotation at the line of each promise that is not met; the last speaks for the others.
    package static func annotations(_ check: PolicyCheck) -> String {
        let open = check.results.filter { $0.standing != .met }
        let limit = GitHubReport.annotationLimit
        let listed = open.prefix(open.count > limit ? limit - 1 : limit)
        var lines = listed.map { result in
            GitHubReport.command(
                title: "\(result.model): \(result.standing.words)",
                "\(result.promise.text): \(result.sentence) "
                    + result.reasons(5).joined(separator: "; "),
                at: result.promise.place)
        }
        if open.count > listed.count {
            lines.append(
                GitHubReport.command(
                    title: "mn policy check", "and \(open.count - listed.count) more"))
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// What is wrong with the policy itself, at its place.
    package static func annotation(_ fault: PolicyFault) -> String {
        GitHubReport.command(title: "mn policy", fault.sentence, at: fault.place) + "\n"
    }

    /// The Markdown of the job's summary.
    package static func summary(_ check: PolicyCheck) -> String {
        var table = Table([.init("RESULT"), .init("LINE"), .init("MODEL"), .init("PROMISE")])
        for result in check.results.prefix(500) {
            table.append([
                Table.Cell(result.standing.words), Table.Cell("\(result.promise.place.line)"),
                Table.Cell(result.model), Table.Cell(result.promise.text),
            ])
        }
        return "## \(check.isMet ? "✅" : "❌") mn policy check\n\n\(check.summaryLine)\n\n"
            + table.markdown + "\n"
    }
}

extension PolicyCheck {
    /// How many promises stand how, and the days by which that is so.
    package var summaryLine: String {
        var parts = ["\(count(.met)) of \(Words.count(results.count, "promise")) met"]
        if count(.broken) > 0 { parts.append("\(count(.broken)) broken") }
        if count(.notKnown) > 0 { parts.append("\(count(.notKnown)) not known") }
        let fleets = policy.fleets.map { named in
            "\(Sanitized.line(named.path)) (\(Words.count(named.fleet.total, "machine"))"
                + (named.fleet.asOf.map { ", of \($0)" } ?? "") + ")"
        }
        return
            "\(Sanitized.line(policy.file)): \(parts.joined(separator: ", ")), as of \(asOf), by the driver data of "
            + "\(board.dataDay)" + (fleets.isEmpty ? "" : ", for \(Words.list(fleets))") + "."
    }
}
