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
