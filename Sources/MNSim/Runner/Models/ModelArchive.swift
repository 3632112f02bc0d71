import MNMachine

/// A model as a tar file: in form as the runner exports one (dmr-contract 1.3.3), in substance not.
///
/// A simulated model has no weights, so each file of the archive that the fake exports holds only its own
/// name, and the manifest describes the model as a state file does. It loads what it exports, and also
/// archives of real models: see `OCIModel`.
enum ModelArchive {
    /// Why no model can be taken out of it, in the runner's words.
    enum Problem: String, Error {
        case empty = "read manifest: manifest not found"
        case unreadable = "model load interrupted: unexpected EOF"
    }

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
    static func content(of bytes: [UInt8]) throws(Problem) -> ModelContent {
        if bytes.isEmpty { throw .empty }
        guard let archive = TarArchive(bytes) else { throw .unreadable }
        guard let manifest = archive.files["manifest.json"] ?? archive.files["index.json"] else {
            throw .empty
        }
        guard let value = try? JSON.parse(Array(manifest)) else { throw .unreadable }
        if value["layers"]?.array?.first?["mediaType"] != nil || value["id"] == nil {
            return try OCIModel.content(of: archive)
        }
        do throws(JSONFault) {
            let field = JSONField(value)
            return try ModelContent(try field.object(keys: ModelContent.keys), name: "archive")
        } catch { throw .unreadable }
    }
}

/// A real model in an archive: an OCI manifest, its configuration and the files it names.
///
/// As `docker model package` and the runner's export write one, `manifest.json` is the manifest itself; in
/// an OCI layout, which `docker save` writes, `index.json` names it.
/// Source: OCI image specification, manifest.md and image-layout.md; docker/model-runner,
/// pkg/distribution/types/config.go and pkg/distribution/modelpack/types.go.
enum OCIModel {
    static func content(of archive: TarArchive) throws(ModelArchive.Problem) -> ModelContent {
        let bytes = try manifest(in: archive)
        guard let manifest = try? JSON.parse(bytes),
            let configuration = blob(manifest["config"]?["digest"]?.string, in: archive),
            let layers = manifest["layers"]?.array
        else { throw .unreadable }
        let document = try? JSON.parse(configuration)
        var content = ModelContent(
            id: SHA256.name(bytes), created: created(document ?? .null),
            configuration: ModelConfiguration(ofOCI: document ?? .null), layers: [],
            // The index has an entry besides.
            overhead: ByteCount(bytes.count + configuration.count + 200))
        for layer in layers {
            guard let digest = layer["digest"]?.string, digest.hasPrefix("sha256:"),
                RunnerReference.isID(digest)
            else { throw .unreadable }
            content.layers.append(
                ModelContent.Layer(
                    digest: digest, size: ByteCount(max(0, layer["size"]?.integer ?? 0)),
                    kind: kind(layer["mediaType"]?.string ?? "")))
        }
        return content
    }

    private static func manifest(in archive: TarArchive) throws(ModelArchive.Problem) -> [UInt8] {
        if let file = archive.files["manifest.json"] {
            let bytes = Array(file)
            // Beside an index, `manifest.json` is a list of what Docker itself needs.
            if let value = try? JSON.parse(bytes), value.array == nil { return bytes }
        }
        guard let index = archive.files["index.json"],
            let manifests = (try? JSON.parse(Array(index)))?["manifests"]?.array,
            let manifest = blob(manifests.first?["digest"]?.string, in: archive)
        else { throw .empty }
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

/// The files of a tar archive (POSIX ustar, with GNU's and PAX's long names).
struct TarArchive: Hashable, Sendable {
    /// By name; of two files of one name the later.
    private(set) var files: [String: ArraySlice<UInt8>] = [:]

    private static let blockSize = 512

    /// Reads an archive to its end: an empty block, or the end of the bytes; nil if it is not whole.
    init?(_ bytes: [UInt8]) {
        var position = 0
        var longName: String?
        while position + Self.blockSize <= bytes.count, bytes[position] != 0 {
            let header = bytes[position..<(position + Self.blockSize)]
            func text(_ offset: Int, _ length: Int) -> String {
                String(
                    decoding: header.dropFirst(offset).prefix(length).prefix { $0 != 0 },
                    as: UTF8.self)
            }
            let digits = text(124, 12).filter { !$0.isWhitespace }
            let start = position + Self.blockSize
            guard let size = Int(digits, radix: 8), (0...bytes.count - start).contains(size) else {
                return nil
            }
            let body = bytes[start..<(start + size)]
            switch header[position + 156] {
            case UInt8(ascii: "L"):
                longName = String(decoding: body.prefix { $0 != 0 }, as: UTF8.self)
            case UInt8(ascii: "x"): longName = Self.path(inPAX: body) ?? longName
            case UInt8(ascii: "0"), 0:
                let prefix = text(345, 155)
                let name = longName ?? (prefix.isEmpty ? "" : prefix + "/") + text(0, 100)
                files[name.hasPrefix("./") ? String(name.dropFirst(2)) : name] = body
                longName = nil
            default: longName = nil
            }
            position = start + (size + Self.blockSize - 1) / Self.blockSize * Self.blockSize
        }
        if position == 0 || position > bytes.count { return nil }
    }

    /// The member `path` of an extended header, whose lines are `LENGTH KEY=VALUE`.
    private static func path(inPAX body: ArraySlice<UInt8>) -> String? {
        for line in String(decoding: body, as: UTF8.self).split(separator: "\n") {
            if let place = line.firstRange(of: " path=") {
                return String(line[place.upperBound...])
            }
        }
        return nil
    }

    /// One file or folder of an archive, padded to whole blocks.
    static func entry(
        _ name: String, _ body: [UInt8] = [], isDirectory: Bool = false
    ) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: blockSize)
        func put(_ text: String, at offset: Int) {
            for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
        }
        func octal(_ value: Int, digits: Int) -> String {
            let text = String(value, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        put(name, at: 0)
        put(isDirectory ? "0000755" : "0000666", at: 100)
        put("0000000", at: 108)
        put("0000000", at: 116)
        put(octal(body.count, digits: 11), at: 124)
        put("00000000000", at: 136)
        put("        ", at: 148)
        put(isDirectory ? "5" : "0", at: 156)
        put("ustar", at: 257)
        put("00", at: 263)
        let sum = header.reduce(0) { $0 + Int($1) }
        put(octal(sum, digits: 6), at: 148)
        header[154] = 0
        let padding = (blockSize - body.count % blockSize) % blockSize
        return header + body + [UInt8](repeating: 0, count: padding)
    }
}
