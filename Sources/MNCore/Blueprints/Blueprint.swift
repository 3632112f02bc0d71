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
