/// A blueprint as it lies in its folder, with what is wrong with its form.
package struct Blueprint: Sendable {
    /// The folder, as the user named it.
    package var folder: String
    package var manifest: BlueprintManifest
    package var models: BlueprintModels
    /// All layers of the configuration, merged.
    package var configuration: JSONObject
    /// What is wrong with its form.
    package var issues: [BlueprintIssue] { found.all }
    var found: BlueprintIssueList
    /// What must not be shown.
    package var secrets: Secrets
    /// Changes with any text of the blueprint.
    var digest: String
    let texts: BlueprintTexts

    /// The revision that its author gave it, or one that stands for its texts.
    package var revision: String { manifest.revision ?? String(digest.prefix(12)) }

    /// The keys under which a blueprint names its place and values, and the variables that add to them.
    private static let pathVariable = "MN_BLUEPRINT_CONFIG_PATH"
    private static let textVariable = "MN_BLUEPRINT_CONFIG_JSON"

    /// Reads a folder.
    ///
    /// The configuration is, each over the one before: what a source manifest hands on, `config/default.json`
    /// or the file that such a manifest names, `config/overwrite.json`, the file of
    /// `MN_BLUEPRINT_CONFIG_PATH`, `MN_BLUEPRINT_CONFIG_JSON`.
    package init(_ folder: String, _ files: any Files, environment: any Variables) {
        var folder = folder
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        var loader = BlueprintLoader(folder: folder, files: files)
        var texts = BlueprintTexts()
        if loader.findsFolder() { loader.readFiles(&texts) }
        if let path = environment[Self.pathVariable], !path.isEmpty,
            let layer = loader.text(
                Home.expand(path, environment), name: path, .config, mustExist: true)
        {
            texts.layers.append(layer)
        }
        if let text = environment[Self.textVariable], !text.isEmpty,
            let layer = loader.parse(Array(text.utf8), name: Self.textVariable, .config)
        {
            texts.layers.append(layer)
        }
        var reader = BlueprintReader(texts: texts, issues: loader.issues)
        let root = texts.manifestValue?.object
        configuration = texts.configuration
        manifest = root.map { reader.manifest($0) } ?? BlueprintManifest()
        models = reader.models(configuration, root ?? JSONObject())
        var digest = SHA256()
        for text in texts.manifest + texts.layers { digest.update(text.bytes) }
        self.digest = SHA256.hexadecimal(digest.finalize())
        self.folder = folder
        self.texts = texts
        secrets = Secrets(
            [.object(configuration), .object(root ?? JSONObject())], environment: environment.all)
        found = reader.issues
        checkPaths(files)
        noteModules()
    }
}

/// A path that a blueprint names below its folder, and where it leads through links.
struct BlueprintPath {
    /// Why there is nothing at the path; nil if there is something.
    let fault: FileFault?
    /// Whether a link on the way leads out of the folder.
    let leadsOut: Bool

    init(_ path: String, in folder: String, _ files: any Files) {
        do throws(FileFault) {
            let root = try files.resolved(folder)
            let target = try files.resolved("\(folder)/\(path)")
            leadsOut = target != root && !target.hasPrefix(root.hasSuffix("/") ? root : root + "/")
            fault = nil
        } catch {
            leadsOut = false
            fault = error
        }
    }

    /// Whether a path stays below the folder it starts from, as it is written.
    static func isBelow(_ path: String) -> Bool {
        if path.hasPrefix("/") || path.hasPrefix("~") || path.contains("\0") { return false }
        var depth = 0
        for part in path.split(separator: "/") where part != "." {
            depth += part == ".." ? -1 : 1
            if depth < 0 { return false }
        }
        return true
    }
}

extension Blueprint {
    /// Notes folders and programs that are not there, or that links lead out of the blueprint.
    mutating func checkPaths(_ files: any Files) {
        for (index, worker) in manifest.workers.enumerated()
        where !worker.command.isEmpty && worker.fault == nil {
            let before = found.all.count
            defer {
                // The plan names it beside the worker.
                manifest.workers[index].formIssue =
                    worker.formIssue ?? found.all.dropFirst(before).first
            }
            let config = worker.pointer.appending("config")
            if let directory = worker.directory {
                check(directory, .worker, config.appending("upload_path"), mustExist: true, files)
            }
            guard let program = Self.program(worker.command) else { continue }
            let below = worker.directory.map { "\($0)/" } ?? ""
            check(
                below + program, .worker, config.appending("command"),
                mustExist: worker.kind == .host, files)
        }
        for check in manifest.services.flatMap(\.checks) {
            guard let program = Self.program(check.command) else { continue }
            self.check(program, .script, check.pointer, mustExist: false, files)
        }
        for rule in manifest.rules {
            guard case .command(let words, _, _) = rule.kind, let program = Self.program(words)
            else { continue }
            check(
                program, .validator, rule.pointer.appending("command"), mustExist: false, files)
        }
    }

    /// The path of a program of the blueprint; nil for one of the machine.
    private static func program(_ words: [String]) -> String? {
        words.first.flatMap { $0.contains("/") && !$0.hasPrefix("/") ? $0 : nil }
    }

    private mutating func check(
        _ path: String, _ area: BlueprintIssue.Area, _ pointer: JSONPointer, mustExist: Bool,
        _ files: any Files
    ) {
        if found.isFull { return }
        let place = BlueprintPath(path, in: folder, files)
        if place.leadsOut {
            let fault = PlainCommand.Fault.outside(path)
            found.add(
                BlueprintIssue(
                    BlueprintIssue.Code(area, .outside), Sanitized.line(fault.message),
                    help: fault.help, at: texts.place(.manifest, pointer),
                    actual: .string(Sanitized.line(path))))
        } else if mustExist, let fault = place.fault {
            found.add(
                BlueprintIssue(
                    .workerMissing, Sanitized.line(fault.problem),
                    help: "Add what is missing, or correct the path.",
                    at: texts.place(.manifest, pointer), actual: .string(Sanitized.line(path))))
        }
    }
}
