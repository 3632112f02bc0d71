import MNCore

/// `vulkaninfo --summary`: that a GPU is there, without its memory.
struct VulkanFormat: PasteFormat {
    let kind = ImportKind.vulkaninfo
    let name = "vulkaninfo --summary"

    private static let keys = ["vendorID", "deviceID", "deviceType", "deviceName"]

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first?.trimmed else { return .unlike }
        if line == "VULKANINFO" || line.hasPrefix("Vulkan Instance Version:") { return .line }
        return line.hasPrefix("GPU") && line.hasSuffix(":")
            && Int(line.dropFirst(3).dropLast()) != nil
            && lines.dropFirst().prefix(3).contains { $0.contains("= ") } ? .line : .unlike
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        telling.likelySystem = "Linux"
        var text = ""
        for line in part.lines {
            let trimmed = line.trimmed
            let key = trimmed.prefix { $0 != " " && $0 != "=" }
            if trimmed.hasPrefix("GPU"), trimmed.hasSuffix(":") {
                text += trimmed + "\n"
            } else if Self.keys.contains(String(key)), trimmed.contains("=") {
                text += "\t" + trimmed + "\n"
            }
        }
        telling.doubts = ["vulkaninfo tells no memory, and not that other GPUs are absent."]
        if text.contains("GPU") {
            telling.answers[.command(VulkanInfo.argv)] = Told(.output(text), part.origin())
        }
        telling.changes = ["of vulkaninfo only names, kinds and numbers are kept"]
        return telling
    }
}
