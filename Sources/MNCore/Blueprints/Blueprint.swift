/// A blueprint as it lies in its folder, with what is wrong with its form.
public struct Blueprint: Sendable {
    /// The folder, as the user named it.
    public var folder: String
    public var manifest: BlueprintManifest
    public var models: BlueprintModels
    /// All layers of the configuration, merged.
    public var configuration: JSONObject
    /// What is wrong with its form.
    public var issues: [BlueprintIssue]
    /// What must not be shown.
    public var secrets: Secrets
    /// Changes with any text of the blueprint.
    var digest: String
    let texts: BlueprintTexts

    /// The revision that its author gave it, or one that stands for its texts.
    public var revision: String { manifest.revision ?? String(digest.prefix(12)) }

    /// The keys under which a blueprint names its place and values, and the variables that add to them.
    private static let pathVariable = "MN_BLUEPRINT_CONFIG_PATH"
    private static let textVariable = "MN_BLUEPRINT_CONFIG_JSON"

    /// Reads a folder.
    ///
    /// The configuration is, each over the one before: `config/default.json`,
    /// `config/overwrite.json`, the file of `MN_BLUEPRINT_CONFIG_PATH`, `MN_BLUEPRINT_CONFIG_JSON`.
    public init(_ folder: String, _ files: any Files, environment: any Variables) {
        var folder = folder
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        var loader = BlueprintLoader(folder: folder, files: files)
        var texts = BlueprintTexts()
        if loader.findsFolder() {
            texts.manifest = loader.file(BlueprintTexts.manifestName, .manifest, mustExist: true)
            for name in ["config/default.json", "config/overwrite.json"] {
                if let layer = loader.file(name, .config, mustExist: false) {
                    texts.layers.append(layer)
                }
            }
        }
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
        let root = texts.manifest?.value.object
        configuration = texts.configuration
        manifest = root.map { reader.manifest($0) } ?? BlueprintManifest()
        models = reader.models(configuration, root ?? JSONObject())
        var digest = SHA256()
        for text in [texts.manifest].compactMap(\.self) + texts.layers { digest.update(text.bytes) }
        self.digest = SHA256.hexadecimal(digest.finalize())
        self.folder = folder
        self.texts = texts
        secrets = Secrets(
            [.object(configuration), .object(root ?? JSONObject())], environment: environment.all)
        issues = reader.issues
        if !reader.isFull { checkPaths(files) }
    }
}

/// Reads the texts of a blueprint, and notes those that cannot be used.
private struct BlueprintLoader {
    let folder: String
    let files: any Files
    var issues: [BlueprintIssue] = []

    /// The most bytes of one text.
    private static let sizeLimit = 1 << 20

    mutating func findsFolder() -> Bool {
        do throws(FileFault) {
            _ = try files.list(folder)
            return true
        } catch {
            let isFile = error.reason == .notADirectory
            issues.append(
                BlueprintIssue(
                    .manifestFolder,
                    isFile
                        ? "\(Printable.line(folder)) is a file; a blueprint is a folder."
                        : error.reason == .notFound
                            ? "There is no folder \(Printable.line(folder))." : error.problem,
                    help: "Name the folder that holds manifest.json.", at: nil, actual: folder))
            return false
        }
    }

    mutating func file(
        _ name: String, _ source: BlueprintPlace.Source, mustExist: Bool
    ) -> BlueprintText? {
        if BlueprintPath(name, in: folder, files).leadsOut {
            let fault = PlainCommand.Fault.outside(name)
            issues.append(
                BlueprintIssue(
                    BlueprintIssue.Code(.init(source), .outside), fault.message, help: fault.help,
                    at: place(source, name)))
            return nil
        }
        return text("\(folder)/\(name)", name: name, source, mustExist: mustExist)
    }

    mutating func text(
        _ path: String, name: String, _ source: BlueprintPlace.Source, mustExist: Bool
    ) -> BlueprintText? {
        do throws(FileFault) {
            return parse(try files.read(path, limit: Self.sizeLimit), name: name, source)
        } catch {
            if error.reason == .notFound, !mustExist { return nil }
            let (flaw, help): (BlueprintIssue.Flaw, String?) =
                switch error.reason {
                case .notFound: (.notFound, error.fixes.first)
                case .tooLarge: (.tooLarge, "Put what is large into a file under payloads/.")
                default: (.unreadable, error.fixes.first)
                }
            issues.append(
                BlueprintIssue(
                    BlueprintIssue.Code(.init(source), flaw), Printable.line(error.problem),
                    help: Printable.line(help ?? ""), at: place(source, name)))
            return nil
        }
    }

    mutating func parse(
        _ bytes: [UInt8], name: String, _ source: BlueprintPlace.Source
    ) -> BlueprintText? {
        do throws(JSONFault) {
            let value = try JSON.parse(bytes)
            _ = try JSONField(value).anyObject()
            return BlueprintText(name: name, value: value, bytes: bytes)
        } catch {
            var place = place(source, name)
            place.position = error.offset.map { Document.place(of: $0, in: bytes) }
            var issue = BlueprintIssue(error, .init(source), at: place)
            if let position = place.position {
                issue.message =
                    "\(Printable.line(name)), line \(position.line), column \(position.column): "
                    + "\(error)."
            }
            issues.append(issue)
            return nil
        }
    }

    private func place(_ source: BlueprintPlace.Source, _ name: String) -> BlueprintPlace {
        BlueprintPlace(source: source, file: name, pointer: JSONPointer(), position: nil)
    }
}
