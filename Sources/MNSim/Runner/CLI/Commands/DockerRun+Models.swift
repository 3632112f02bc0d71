import MNCore

/// `docker model rm`, `tag` and `purge` (dmr-contract 4.9).
extension DockerRun {
    /// Stops at the first model that cannot be removed; those before it are gone.
    mutating func remove(_ flags: CommandFlags) throws(CommandEnd) {
        for name in flags.arguments {
            try explaining("Failed to remove model") { run throws(CommandEnd) in
                try run.removeOne(name, isForced: flags.has("force"))
            }
        }
    }

    private mutating func removeOne(_ name: String, isForced: Bool) throws(CommandEnd) {
        let reply = try query("DELETE", "/models/\(name)?force=\(isForced)")
        let text = try body(of: reply)
        switch reply.status {
        case 200: break
        case 404: throw .failed("no such model: \(name)")
        default:
            throw .failed("removing \(name) failed with status \(reply.statusText): \(text)")
        }
        guard let entries = (try? GoJSON.firstValue(in: Array(text.utf8)))?.array else {
            return print(
                "Model \(name) removed successfully, but failed to parse response: \(text)\n")
        }
        for entry in entries {
            for key in ["Untagged", "Deleted"] {
                if let value = entry[key]?.string { print("\(key): \(value)\n") }
            }
        }
    }

    mutating func tag(_ flags: CommandFlags) throws(CommandEnd) {
        let source = flags.arguments[0]
        let target = flags.arguments[1]
        if let problem = Self.problem(withTag: target) {
            throw .failed("invalid tag: invalid reference \(GoText.quoted(target)): \(problem)")
        }
        let normalised = RunnerReference.normalised(target, ids: [])
        guard let reference = RunnerReference(parsing: normalised) else { return }
        let path =
            "/models/\(source)/tag?repo=\(reference.registry)/\(reference.repository)"
            + "&tag=\(reference.tag)"
        do throws(CommandEnd) {
            let reply = try query("POST", path)
            let text = try body(of: reply)
            if reply.status != 201 {
                throw .failed("tagging failed with status \(reply.statusText): \(text)")
            }
        } catch .unavailable {
            throw .failed("failed to tag model: service unavailable")
        } catch .failed(let words) { throw .failed("failed to tag model: \(words)") }
        print(
            "Model \(GoText.quoted(source)) tagged successfully with \(GoText.quoted(target))\n")
    }

    /// The plugin looks at a new name before it asks the runner.
    private static func problem(withTag target: String) -> String? {
        var name = target[...]
        let slash = name.lastIndex(of: "/") ?? name.startIndex
        if let colon = name[slash...].lastIndex(of: ":") { name = name[..<colon] }
        let first = name.prefix { $0 != "/" }
        if first.count < name.count,
            first == "localhost" || first.contains(where: { ".:".contains($0) })
        {
            name = name.dropFirst(first.count + 1)
        } else if first.count == name.count {
            name = "library/" + name
        }
        if name != name.lowercased() {
            return "invalid reference format: repository name (\(name)) must be lowercase"
        }
        let normalised = RunnerReference.normalised(target, ids: [])
        return RunnerReference(parsing: normalised) == nil ? "invalid reference format" : nil
    }

    mutating func purge(_ flags: CommandFlags) throws(CommandEnd) {
        if !flags.has("force") {
            print(
                "WARNING! This will remove the entire models directory.\n"
                    + "Are you sure you want to continue? [y/N] ")
            let answer = (call.input ?? "").split(
                maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            guard answer.count > 1 else {
                // Somebody at a terminal may still type.
                if call.terminal != nil { try wait(for: nil) }
                throw .failed("EOF")
            }
            if call.terminal != nil { write(answer[0] + "\n") }
            if !["y", "yes"].contains(answer[0].lowercased()) {
                return print("Operation cancelled.\n")
            }
        }
        _ = try unload(all: true)
        try explaining("Failed to purge models") { run throws(CommandEnd) in
            let reply = try run.query("DELETE", "/models/purge")
            let text = try run.body(of: reply)
            if reply.status != 200 {
                throw .failed("purging failed with status \(reply.statusText): \(text)")
            }
        }
    }
}
