import MNCore

/// A real model in an archive: an OCI manifest, its configuration and the files it names.
///
/// As `docker model package` and the runner's export write one, `manifest.json` is the manifest itself; in
/// an OCI layout, which `docker save` writes, `index.json` names it.
/// Source: OCI image specification, manifest.md and image-layout.md; docker/model-runner,
/// pkg/distribution/types/config.go and pkg/distribution/modelpack/types.go.
enum OCIModel {
    static func content(of archive: TarArchive) throws(RunnerError) -> ModelContent {
        let bytes = try manifest(in: archive)
        guard let manifest = try? JSON.parse(bytes),
            let configuration = blob(manifest["config"]?["digest"]?.string, in: archive),
            let layers = manifest["layers"]?.array
        else { throw .unreadableArchive }
        let document = try? JSON.parse(configuration)
        var content = ModelContent(
            id: SHA256.name(bytes), created: created(document ?? .null),
            configuration: ModelConfiguration(ofOCI: document ?? .null), layers: [],
            // The index has an entry besides.
            overhead: ByteCount(bytes.count + configuration.count + 200))
        for layer in layers {
            guard let digest = layer["digest"]?.string, digest.hasPrefix("sha256:"),
                RunnerReference.isID(digest)
            else { throw .unreadableArchive }
            content.layers.append(
                ModelContent.Layer(
                    digest: digest, size: ByteCount(max(0, layer["size"]?.integer ?? 0)),
                    kind: kind(layer["mediaType"]?.string ?? "")))
        }
        return content
    }

    private static func manifest(in archive: TarArchive) throws(RunnerError) -> [UInt8] {
        if let file = archive.files["manifest.json"] {
            let bytes = Array(file)
            // Beside an index, `manifest.json` is a list of what Docker itself needs.
            if let value = try? JSON.parse(bytes), value.array == nil { return bytes }
        }
        guard let index = archive.files["index.json"],
            let manifests = (try? JSON.parse(Array(index)))?["manifests"]?.array,
            let manifest = blob(manifests.first?["digest"]?.string, in: archive)
        else { throw .emptyArchive }
        return manifest
    }

    private static func blob(_ digest: String?, in archive: TarArchive) -> [UInt8]? {
        guard let digest, digest.hasPrefix("sha256:") else { return nil }
        return archive.files["blobs/sha256/" + digest.dropFirst(7)].map(Array.init)
    }

    private static func created(_ document: JSON) -> Duration {
        let descriptor = document["descriptor"]
        let text = descriptor?["created"]?.string ?? descriptor?["createdAt"]?.string
        return text.flatMap(GoTime.reading) ?? .zero
    }

    /// Told by words that are in the media types of each packager.
    private static func kind(_ mediaType: String) -> ModelContent.LayerKind {
        if mediaType.contains("license") { return .licence }
        if mediaType.contains("mmproj") { return .projector }
        return mediaType.contains("chat.template") ? .chatTemplate : .weights
    }
}

extension ModelConfiguration {
    /// Docker's configuration, or that of ModelPack, which has other names for some members.
    fileprivate init(ofOCI document: JSON) {
        let config = document["config"]
        func text(_ keys: String...) -> String? {
            keys.lazy.compactMap { config?[$0]?.string }.first { !$0.isEmpty }
        }
        self.init(
            format: text("format") ?? "gguf", quantization: text("quantization"),
            parameters: text("parameters", "paramSize"), architecture: text("architecture"),
            size: text("size"), contextSize: config?["context_size"]?.integer)
        for member in config?[format ?? "gguf"]?.object?.members ?? [] {
            metadata[member.key] = member.value.string
        }
    }
}
