import MNCore

/// A model as a tar file: in form as the runner exports one (dmr-contract 1.3.3), in substance not.
///
/// A simulated model has no weights, so each file of the archive holds only its own name, and the
/// manifest describes the model as a state file does. The fake can load what it exports.
enum ModelArchive {
    static func bytes(of content: ModelContent) -> [UInt8] {
        var bytes = entry("blobs", isDirectory: true) + entry("blobs/sha256", isDirectory: true)
        for layer in content.layers {
            bytes += entry(
                "blobs/sha256/\(layer.digest.dropFirst(7))", Array((layer.digest + "\n").utf8))
        }
        let manifest = JSON.object(content.members).text(.canonical)
        bytes += entry("manifest.json", Array(manifest.utf8))
        return bytes + [UInt8](repeating: 0, count: 1024)
    }

    /// The model in an archive of this kind.
    static func content(of bytes: [UInt8]) throws(RunnerError) -> ModelContent {
        if bytes.isEmpty { throw .emptyArchive }
        if bytes.count < 512 { throw .unreadableArchive }
        var position = 0
        while position + 512 <= bytes.count, bytes[position] != 0 {
            let header = bytes[position..<(position + 512)]
            let name = String(decoding: header.prefix(100).prefix { $0 != 0 }, as: UTF8.self)
            let sizeText = String(
                decoding: header.dropFirst(124).prefix(11).prefix { $0 != 0 }, as: UTF8.self)
            guard let size = Int(sizeText, radix: 8),
                (0...bytes.count - position - 512).contains(size)
            else {
                throw .unreadableArchive
            }
            let start = position + 512
            if name == "manifest.json" {
                return try content(ofManifest: Array(bytes[start..<(start + size)]))
            }
            position = start + (size + 511) / 512 * 512
        }
        throw position == 0 ? .unreadableArchive : .emptyArchive
    }

    private static func content(ofManifest bytes: [UInt8]) throws(RunnerError) -> ModelContent {
        do throws(JSONFault) {
            let field = JSONField(try JSON.parse(bytes))
            return try ModelContent(try field.object(keys: ModelContent.keys), name: "archive")
        } catch { throw .unreadableArchive }
    }

    /// One file of a tar archive (POSIX ustar), padded to blocks of 512 bytes.
    private static func entry(
        _ name: String, _ body: [UInt8] = [], isDirectory: Bool = false
    ) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 512)
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
        return header + body + [UInt8](repeating: 0, count: (512 - body.count % 512) % 512)
    }
}
