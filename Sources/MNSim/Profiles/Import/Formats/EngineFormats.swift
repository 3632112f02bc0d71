import MNCore

/// `podman info`, which is `docker info` too where Podman stands in for Docker: YAML or JSON that tells no
/// runtimes.
struct PodmanInfoFormat: PasteFormat {
    let kind = ImportKind.docker
    let name = "podman info"

    /// All that stands at the margin of it (podman, `libpod/define/info.go`).
    private static let keys: Set<Substring> = ["host", "plugins", "registries", "store", "version"]

    /// What stands before all that it prints under Docker's name, and passes filters (podman, `docker/docker.in`).
    private static let warning = "Emulate Docker CLI using podman"

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        if let text = PasteJSON.beginning(lines) {
            return text.contains("\"buildahVersion\"") ? .opening : .unlike
        }
        if lines.first?.hasPrefix(Self.warning) == true { return .line }
        guard lines.first == "host:" else { return .unlike }
        let isOne = lines.dropFirst().prefix(3).contains { line in
            ["arch:", "buildahVersion:"].contains { line.trimmed.hasPrefix($0) }
        }
        return isOne ? .opening : .unlike
    }

    func end(_ lines: ArraySlice<String>) -> Int? {
        if PasteJSON.begins(lines.first ?? "") { return PasteJSON.end(lines) }
        if lines.first?.hasPrefix(Self.warning) == true { return lines.startIndex + 1 }
        return lines.firstIndex { line in
            !line.hasPrefix(" ") && !Self.keys.contains(line.prefix { $0 != ":" })
        } ?? lines.endIndex
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        // Docker itself may be there beside it.
        telling.engine.podman = part.origin()
        telling.doubts = [
            "Podman does not tell which GPUs a runner would have; Docker's info does."
        ]
        return telling
    }
}

/// `nvidia-container-runtime --version` and `nvidia-ctk --version`: that a part of NVIDIA's container toolkit is
/// there, and of which version.
struct ToolkitFormat: PasteFormat {
    let kind = ImportKind.docker
    let name: String
    /// What its first line begins with.
    private let mark: String
    private let argv: [String]

    static let all = [
        ToolkitFormat(
            name: "nvidia-container-runtime --version", mark: "NVIDIA Container Runtime version ",
            argv: ToolkitProbe.runtime),
        ToolkitFormat(
            name: "nvidia-ctk --version", mark: "NVIDIA Container Toolkit CLI version ",
            argv: ToolkitProbe.argv),
    ]

    /// What stands below: also that of the runtime behind it.
    private static let keys = ["commit:", "spec:", "runc version ", "go:", "libseccomp:"]

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        lines.first?.hasPrefix(mark) == true ? .opening : .unlike
    }

    func end(_ lines: ArraySlice<String>) -> Int? {
        let last = lines.lastIndex { line in Self.keys.contains { line.hasPrefix($0) } }
        let end = lines.dropFirst().firstIndex { line in
            !line.isBlank && !Self.keys.contains { line.hasPrefix($0) }
        }
        return end ?? last.map { $0 + 1 } ?? lines.startIndex + 1
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        guard let line = part.lines.first else { return telling }
        telling.answers[.command(argv)] = Told(.output(line + "\n"), part.origin())
        return telling
    }
}
