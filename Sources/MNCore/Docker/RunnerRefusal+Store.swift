// What was wrong on the runner's own disk.
extension RunnerRefusal {
    /// What a pull says of it; Windows' words too (winerror.h: 5, 32, 112).
    static func store(_ text: String) -> Reason? {
        func says(_ parts: String...) -> Bool { parts.contains(where: text.contains) }
        if says("no space left on device", "not enough space on the disk", "disk quota exceeded") {
            return .diskFull
        }
        if says("rename blob file", "rename manifest", "rename index")
            || says("being used by another process")
        {
            return .storeCollision
        }
        // go-containerregistry's words, `internal/verify`, and containerd's, `content/local/writer.go`.
        if says("digest mismatch", "unexpected commit digest", "incomplete: no such file")
            || says("unexpected commit size", "failed size validation")
            || hasLine(text, "error verifying", with: "checksum")
        {
            return .corruptDownload
        }
        // More of a layer is kept than the registry has (docker-agent#3262).
        if says("range not satisfiable") { return .keptTooMuch }
        if says("read-only file system")
            || ofFile(text, "permission denied", "access is denied", "operation not permitted")
            || ofFile(text, virus)
        {
            return .storeDenied
        }
        // Of a disk, and of one that is mounted from elsewhere (errno: EIO, ENOTCONN, ESTALE, EUCLEAN, EBADMSG,
        // EHOSTDOWN), or whose files cannot be as large as a model (EFBIG).
        if ofFile(
            text, "input/output error", "transport endpoint is not connected", "stale file handle",
            "stale nfs file handle", "structure needs cleaning", "bad message", "host is down",
            "file too large") || failsOnWindows(text)
        {
            return .storeFailed
        }
        // Those of the whole system are told by other words.
        if says("too many open files"), !says("too many open files in system") {
            return .tooManyFiles
        }
        return nil
    }

    /// Windows' words for a file that its scanner takes for a virus (winerror.h, 225).
    private static let virus = "contains a virus"

    /// Whether a scanner is what keeps the runner from a file.
    var isOfScanner: Bool { detail.lowercased().contains(Self.virus) }

    /// Windows' words for a disk that fails (winerror.h: 23, 1392, 1117).
    static func failsOnWindows(_ text: String) -> Bool {
        [
            "data error (cyclic redundancy check)",
            "the file or directory is corrupted and unreadable",
            "because of an i/o device error",
        ].contains(where: text.contains)
    }

    /// Whether a line says one of these of what was to be done with a file.
    private static func ofFile(_ text: String, _ words: String...) -> Bool {
        let verbs = [
            "open ", "mkdir ", "rename ", "read ", "write ", "stat ", "chmod ", "remove ", "sync ",
        ]
        return text.split(separator: "\n").contains { line in
            words.contains(where: line.contains)
                && verbs.contains { verb in
                    line.ranges(of: verb).contains { isPath(line[$0.upperBound...]) }
                }
        }
    }

    /// Whether a whole path begins here, of Windows' on any drive.
    private static func isPath(_ text: Substring) -> Bool {
        if text.hasPrefix("/") { return true }
        let bytes = Array(text.utf8.prefix(3))
        return bytes.count == 3 && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[0])
            && bytes[1] == UInt8(ascii: ":")
            && (bytes[2] == UInt8(ascii: "\\") || bytes[2] == UInt8(ascii: "/"))
    }
}
