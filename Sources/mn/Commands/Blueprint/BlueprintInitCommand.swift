import MNCore

/// `mn blueprint init`: writes the smallest blueprint that runs.
enum BlueprintInitCommand {
    static let command = Command(
        CommandSpecification(
            "blueprint init", summary: "Write a small blueprint that validates and runs.",
            discussion: """
                Writes a manifest with one worker, the configuration of its model, and the worker: a short \
                program in Python 3 that asks the model something and prints the answer. The folder is made \
                if need be. Nothing is overwritten: if one of the files is there, none is written.

                With --profile nothing is written, since what is simulated changes nothing; it is said \
                what would be.
                """,
            positionals: [
                PositionalSpecification(
                    "PATH", help: "The folder of the blueprint; the current one if left out.",
                    names: .one(of: .folders),
                    count: .atMostOnce)
            ],
            options: [
                OptionSpecification(
                    "model", .value("MODEL"),
                    help:
                        "An id, alias or Docker reference; \(Catalog.defaultModel) if left out.",
                    names: .one(of: .models))
            ],
            examples: [
                .init("mn blueprint init my-blueprint", "then: mn blueprint run my-blueprint"),
                .init("mn blueprint init my-blueprint --model qwen3:8b", "for another model"),
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let source = try world.catalog()
        let name = arguments.value("model") ?? Catalog.defaultModel
        let model = try source.whole.model(named: name)
        guard model.provider == Model.runnerProvider else {
            throw ProviderFault(model: model, fix: "Name one of the Model Runner: mn model list")
        }
        var folder = arguments.optional("PATH") ?? "."
        // A variable that is not set must not make the current folder a blueprint.
        if folder.allSatisfy(\.isWhitespace) {
            throw arguments.usage(.badValue("PATH", folder, wanted: "the name of a folder"))
        }
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        let template = BlueprintTemplate(model, folder: Self.name(of: folder, world))
        let draft = BlueprintDraft(folder: folder, template: template, files: world.files)
        try draft.check()
        let isWritten = world.simulatedMachine == nil
        if isWritten { try draft.write() }
        return report(draft, model, isWritten: isWritten, source.notices(on: name), world)
    }

    /// The name of a folder: as it is written, or that of the place where `.` or `..` leads.
    private static func name(of folder: String, _ world: World) -> String {
        func last(_ path: String) -> String {
            path.split(separator: "/").last.map(String.init) ?? ""
        }
        if !["", ".", ".."].contains(last(folder)) { return last(folder) }
        return last(
            (try? world.files.resolved(folder)) ?? LaunchPlan.absolute(folder, world.environment))
    }

    private static func report(
        _ draft: BlueprintDraft, _ model: Model, isWritten: Bool, _ notices: [String],
        _ world: World
    ) -> Report {
        let folder = draft.folder
        let files = draft.template.files.map(\.path).sorted()
        let next = [
            CommandWords.mn("blueprint validate", folder),
            CommandWords.mn("blueprint run", folder, "--install"),
            CommandWords.mn("blueprint validate", folder, "--matrix"),
        ]
        return Report(
            json: [
                "schema": "mn.blueprint.init/1", "folder": .string(folder),
                "blueprint_id": .string(draft.template.id), "model_id": .string(model.id),
                "files": .strings(files), "written": .bool(isWritten),
                "next": .strings(isWritten ? next : []),
                "simulated": .bool(world.simulatedMachine != nil), "notices": .strings(notices),
            ], notices: notices
        ) { page in
            let shown = Sanitized.line(folder)
            let words =
                isWritten
                ? "Wrote a blueprint with \(Sanitized.line(model.id)) to \(shown):"
                : "A blueprint with \(Sanitized.line(model.id)) in \(shown) would be:"
            var text = Machines.heading(world) + page.wrapped(words, hanging: 0)
            for file in files { text += "  \(file)\n" }
            if !isWritten { return text + "\nSimulated: nothing was written.\n" }
            text += "\nNext:\n"
            for command in next { text += "  \(command)\n" }
            return text
        }
    }
}

/// A new blueprint on its way to the disk: all of its files or, as far as that can be, none.
struct BlueprintDraft: Sendable {
    let folder: String
    let template: BlueprintTemplate
    let files: any Files

    /// Why a new blueprint was not written, or not whole.
    enum Fault: DiagnosticError, Hashable {
        /// The folder holds these files already.
        case present(folder: String, [String])
        /// One file could not be written when others were; all paths are those of the user.
        case partlyWritten(FileFault, written: [String], missing: [String])

        var code: ErrorCode {
            switch self {
            case .present: .blueprintPresent
            case .partlyWritten: .partlyWritten
            }
        }

        var problem: String {
            switch self {
            case .present(let folder, let names):
                "\(folder) holds \(Words.list(names)) already; nothing was written."
            case .partlyWritten(let fault, let written, let missing):
                "\(fault.problem) The blueprint is not whole: \(Words.list(written)) "
                    + "\(written.count == 1 ? "is" : "are") there, \(Words.list(missing)) "
                    + "\(missing.count == 1 ? "is" : "are") not."
            }
        }

        var fixes: [String] {
            switch self {
            case .present(let folder, _):
                ["Name another folder.", CommandWords.mn("blueprint validate", folder)]
            case .partlyWritten(let fault, let written, _):
                fault.fixes + [
                    "Then remove what is there, and begin again: "
                        + CommandWords.line(
                            CommandWords.argv(["rm"], options: [], operands: written))
                ]
            }
        }
    }

    /// A layer over the configuration: one that is there would change the new blueprint.
    private static let layer = "config/overwrite.json"

    private func path(_ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    /// Finds what stands in the way; nothing is written but, if need be, the folders.
    func check() throws {
        try checkFolders()
        let names = template.files.map(\.path) + [Self.layer]
        let taken = try names.filter { try !isFree(path($0)) }
        if !taken.isEmpty { throw Fault.present(folder: folder, taken.sorted()) }
    }

    /// Writes the files, the manifest last.
    func write() throws {
        for file in template.files {
            try files.rehearse(path(file.path), with: Array(file.text.utf8))
        }
        var written: [String] = []
        for file in template.files {
            let path = path(file.path)
            do throws(FileFault) {
                guard try isFree(path) else {
                    throw FileFault(path, .failed("another program made it just now"))
                }
            } catch {
                throw incomplete(error, written)
            }
            do throws(FileFault) {
                try files.replace(path, with: Array(file.text.utf8))
            } catch {
                // Where only bringing it to the disk has failed, it is there.
                let isThere = (try? isFree(path)) == false
                throw incomplete(error, written + (isThere ? [path] : []))
            }
            written.append(path)
        }
    }

    /// The fault alone, or with what has been written of the blueprint.
    private func incomplete(_ fault: FileFault, _ written: [String]) -> any DiagnosticError {
        if written.isEmpty { return fault }
        let missing = template.files.map { path($0.path) }.filter { !written.contains($0) }
        return Fault.partlyWritten(fault, written: written, missing: missing)
    }

    /// Whether nothing lies at a path.
    private func isFree(_ path: String) throws(FileFault) -> Bool {
        do throws(FileFault) {
            _ = try files.read(path, limit: 0)
            return false
        } catch {
            switch error.reason {
            case .notFound: return true
            case .denied, .notADirectory: throw error
            case .isDirectory, .brokenLink, .tooLarge, .failed: return false
            }
        }
    }

    /// Throws if a folder is none, or a link leads out of the blueprint: what lies there would not be read.
    private func checkFolders() throws(FileFault) {
        guard try isFolder(folder) else { return }
        let root = try files.resolved(folder)
        var folders: [String] = []
        for file in template.files {
            let parts = file.path.split(separator: "/").dropLast()
            for count in parts.indices { folders.append(parts[...count].joined(separator: "/")) }
        }
        for name in folders where try isFolder(path(name)) {
            let target = try files.resolved(path(name))
            if !target.hasPrefix(root.hasSuffix("/") ? root : root + "/") {
                throw FileFault(path(name), .failed("leads out of the blueprint's folder"))
            }
        }
    }

    /// Whether there is a folder; throws if there is something else.
    private func isFolder(_ path: String) throws(FileFault) -> Bool {
        do throws(FileFault) {
            _ = try files.list(path)
            return true
        } catch {
            if error.reason == .notFound { return false }
            throw error
        }
    }
}
