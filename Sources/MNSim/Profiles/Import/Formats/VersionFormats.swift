import MNCore

/// `nvidia-smi --version`: the driver and its CUDA, without any GPU.
struct NVIDIAVersionFormat: PasteFormat {
    let kind = ImportKind.nvidiaSMI
    let name = "nvidia-smi --version"

    private static let keys = ["NVIDIA-SMI version", "NVML version", "DRIVER version"]

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first, Self.keys.contains(KeyedText.parts(line).key) else {
            return .unlike
        }
        return line.hasPrefix("NVIDIA-SMI") ? .opening : .line
    }

    func end(_ lines: ArraySlice<String>) -> Int? {
        lines.firstIndex { line in
            let key = KeyedText.parts(line).key
            return !Self.keys.contains(key) && !key.hasPrefix("CUDA ")
        } ?? lines.endIndex
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        let text = KeyedText(part.lines, isFlat: true)
        var telling = Telling()
        func told(_ keys: String...) -> Told<String>? {
            keys.lazy.compactMap { text.first($0) }.first { DottedVersion($0.value) != nil }
                .map { Told($0.value, part.origin($0.line)) }
        }
        telling.nvidia.driver = told("DRIVER version")
        telling.nvidia.cuda = told("CUDA Version", "CUDA UMD Version")
        telling.doubts = ["nvidia-smi --version tells no GPU; nvidia-smi alone does."]
        return telling
    }
}

/// `docker version`: the system of its client; the engine's runtimes, which decide, are not in it.
struct DockerVersionFormat: PasteFormat {
    let kind = ImportKind.docker
    let name = "docker version"

    private static let systems = [
        "linux": "Linux", "windows": "Windows_NT", "darwin": "Darwin",
    ]

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard lines.first?.hasPrefix("Client:") == true else { return .unlike }
        let isOne = lines.dropFirst().prefix(5).contains { $0.trimmed.hasPrefix("API version:") }
        return isOne ? .opening : .unlike
    }

    /// Each line of it is a heading or stands below one.
    func end(_ lines: ArraySlice<String>) -> Int? {
        lines.dropFirst().firstIndex { line in
            !line.isBlank && !line.hasPrefix(" ") && !line.hasPrefix("Server:")
        } ?? lines.endIndex
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        let server = part.lines.firstIndex { $0.hasPrefix("Server:") } ?? part.lines.endIndex
        let nodes = KeyedText(part.lines, isFlat: true).nodes
        // A client may be made for another processor than the machine has.
        if let client = nodes.first(where: { $0.key == "OS/Arch" && $0.line < server }),
            let system = client.value.split(separator: "/").first.flatMap({
                Self.systems[String($0)]
            })
        {
            telling.system = Told(system, part.origin(client.line))
        }
        telling.doubts = ["docker version tells no runtimes; docker info does."]
        return telling
    }
}
