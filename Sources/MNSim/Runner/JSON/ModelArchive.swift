import MNCore

/// A model as a tar file: in form as the runner exports one (dmr-contract 1.3.3), in substance not.
///
/// A simulated model has no weights, so each file of the archive that the fake exports holds only its own
/// name, and the manifest describes the model as a state file does. It loads what it exports, and also
/// archives of real models: see `OCIModel`.
enum ModelArchive {
    static func bytes(of content: ModelContent) -> [UInt8] {
        var bytes =
            TarArchive.entry("blobs", isDirectory: true)
            + TarArchive.entry("blobs/sha256", isDirectory: true)
        for layer in content.layers {
            bytes += TarArchive.entry(
                "blobs/sha256/\(layer.digest.dropFirst(7))", Array((layer.digest + "\n").utf8))
        }
        let manifest = JSON.object(content.members).text(.canonical)
        bytes += TarArchive.entry("manifest.json", Array(manifest.utf8))
        return bytes + [UInt8](repeating: 0, count: 1024)
    }

    /// The model in an archive.
    static func content(of bytes: [UInt8]) throws(RunnerError) -> ModelContent {
        if bytes.isEmpty { throw .emptyArchive }
        let archive: TarArchive
        do throws(TarArchive.Broken) {
            archive = try TarArchive(bytes)
        } catch { throw .unreadableArchive }
        guard let manifest = archive.files["manifest.json"] ?? archive.files["index.json"] else {
            throw .emptyArchive
        }
        guard let value = try? JSON.parse(Array(manifest)) else { throw .unreadableArchive }
        if value["layers"]?.array?.first?["mediaType"] != nil || value["id"] == nil {
            return try OCIModel.content(of: archive)
        }
        do throws(JSONFault) {
            let field = JSONField(value)
            return try ModelContent(try field.object(keys: ModelContent.keys), name: "archive")
        } catch { throw .unreadableArchive }
    }
}
