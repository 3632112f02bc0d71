import MNCore

/// Systems and processors in the words of inventories.
enum ReportedSystem {
    /// What has such a system is no computer that runs models.
    private static let others = [
        "ios", "ipados", "iphone", "ipad", "android", "tvos", "watchos", "visionos", "apple tv",
        "windows ce", "windows phone", "windows mobile", "windows 10 mobile",
    ]
    private static let linux = [
        "linux", "ubuntu", "debian", "rhel", "red hat", "redhat", "centos", "fedora", "suse",
        "sles", "rocky", "alma", "mint", "arch", "manjaro", "gentoo", "nixos", "alpine", "oracle",
        "amzn", "bottlerocket", "flatcar", "raspbian", "raspberry", "pop!_os", "pop", "kali",
        "photon", "talos", "coreos", "elementary", "zorin",
    ]

    static func system(_ text: String?) throws(NotTaken) -> Testimony<Hardware.System> {
        guard let text, !text.isBlank else { return .unknown("the inventory has no system") }
        let word = text.lowercased()
        if others.contains(where: { isWord($0, in: word) }) {
            throw NotTaken("a phone, a tablet or the like")
        }
        if ReportedDoubt.isIn(word) { return .unknown("it may not be the system that it names") }
        let isWindows = word.contains("windows") || isWord("win", in: word)
        let macs = ["mac", "macos", "macosx", "osx", "os x", "darwin"]
        let isMac = macs.contains(where: { isWord($0, in: word) })
        let isLinux = ["linux", "ubuntu", "debian"].contains(where: word.contains)
        if [isWindows, isMac, isLinux].count(where: \.self) > 1 {
            return .unknown("it names more than one system")
        }
        if isWindows {
            return isOldWindows(word)
                ? .unknown("a Windows that is too old for Docker Desktop")
                // docs.docker.com, "Install Docker Desktop on Windows".
                : isWord("server", in: word)
                    ? .unknown("Docker Desktop is not made for Windows Server") : .value(.windows)
        }
        if isMac { return .value(.macos) }
        if ["bsd", "solaris", "aix", "hp-ux", "esx", "chrome"].contains(where: word.contains) {
            return .value(.other)
        }
        if linux.contains(where: { word.contains($0) && ($0.count > 4 || isWord($0, in: word)) }) {
            return .value(.linux)
        }
        return .unknown("it names no system that is known")
    }

    /// What stands behind "Windows" where that is older than Windows 10 and Windows Server 2016.
    private static let old: Set<Substring> = [
        "3", "4", "5", "6", "7", "8", "95", "98", "me", "xp", "vista", "2000", "2003", "2008",
        "2012", "millennium", "embedded", "posready",
    ]

    private static func isOldWindows(_ text: String) -> Bool {
        let words = text.split { !$0.isLetter && !$0.isNumber }
        guard let start = words.firstIndex(where: { ["windows", "win"].contains($0) }) else {
            // "win7", "windows7".
            return words.contains { word in
                ["windows", "win"].contains {
                    word.hasPrefix($0) && old.contains(word.dropFirst($0.count))
                }
            }
        }
        let fillers: Set<Substring> = ["r", "tm", "server", "nt", "version", "microsoft", "home"]
        return words[(start + 1)...].first { !fillers.contains($0) }.map(old.contains) ?? false
    }

    /// Whether a word stands in a text with no letter beside it.
    private static func isWord(_ word: String, in text: String) -> Bool {
        text.ranges(of: word).contains { range in
            let before =
                range.lowerBound == text.startIndex
                ? nil : text[text.index(before: range.lowerBound)]
            let after = range.upperBound == text.endIndex ? nil : text[range.upperBound]
            return before?.isLetter != true && after?.isLetter != true
        }
    }

    /// The words of a processor of 64 bits, without what only says that.
    private static let processors: [(word: String, processor: Hardware.Processor)] = [
        ("aarch64_be", .other), ("armv8l", .arm32), ("itanium", .other),
        ("x86_64", .x86_64), ("x86-64", .x86_64), ("amd64", .x86_64), ("x64", .x86_64),
        ("aarch64", .arm64), ("arm64", .arm64), ("armv8", .arm64), ("arm 64", .arm64),
        ("armv7", .arm32), ("armv6", .arm32), ("arm32", .arm32), ("ppc", .other),
        ("s390", .other), ("riscv", .other), ("ia64", .other), ("mips", .other),
    ]
    private static let names: [(word: String, processor: Hardware.Processor)] = [
        ("virtualapple", .arm64), ("apple silicon", .arm64), ("snapdragon", .arm64),
        ("qualcomm", .arm64), ("neoverse", .arm64), ("graviton", .arm64), ("ampere", .arm64),
        ("cortex-a7", .arm64), ("grace", .arm64), ("microsoft sq", .arm64),
        ("amd ", .x86_64), ("ryzen", .x86_64), ("epyc", .x86_64), ("xeon", .x86_64),
        ("threadripper", .x86_64), ("athlon", .x86_64), ("opteron", .x86_64),
        ("pentium", .x86_64), ("celeron", .x86_64), ("core(tm)", .x86_64),
        ("zhaoxin", .x86_64),
    ]

    /// What is said of systems of 32 bits, and by some inventories of all of Intel's and AMD's.
    private static let narrow = [
        "i386", "i486", "i586", "i686", "x86", "ia32", "32-bit", "32 bit", "32bit", "32 bits",
    ]

    /// - Parameter name: of the processor; it counts where the architecture tells nothing: of 64 bits in any
    ///   language, or of 32, which inventories say of others too.
    static func processor(
        _ text: String?, named name: String?, _ system: Hardware.System?
    ) -> Testimony<Hardware.Processor> {
        let word = (text ?? "").lowercased()
        let found = told(word)
        if found.count > 1 { return .unknown("it names more than one processor") }
        if let found = found.first {
            if ReportedDoubt.isIn(word) {
                return .unknown("it may not be the processor that it names")
            }
            // A program that runs translated tells of the processor that it is shown.
            let isTranslated = found == .x86_64 && named(name ?? "") == .arm64
            return .value(isTranslated ? .arm64 : found)
        }
        if word == "arm" { return .unknown("'arm' may be of 32 bits") }
        if narrow.contains(where: { isWord($0, in: word) }) {
            // No macOS that Docker Desktop runs on has 32 bits.
            if system == .macos, let found = name.flatMap(named) { return .value(found) }
            // A system of 32 bits runs on processors that have more, whatever those are called.
            return .unknown("it may be a system of 32 bits")
        }
        if let found = [name, text].lazy.compactMap({ $0.flatMap(named) }).first {
            return .value(found)
        }
        guard let text, !text.isBlank else { return .unknown("the inventory has no processor") }
        return .unknown("it names no processor that is known")
    }

    /// The architectures that stand in a text, each once; a longer word is not taken for one in it.
    private static func told(_ text: String) -> [Hardware.Processor] {
        var text = text
        var found: [Hardware.Processor] = []
        for (word, processor) in processors where text.contains(word) {
            text = text.replacing(word, with: " ")
            if !found.contains(processor) { found.append(processor) }
        }
        return found
    }

    /// What the name of a processor says.
    private static func named(_ name: String) -> Hardware.Processor? {
        let name = name.lowercased()
        if name.contains("itanium") || name.contains("xscale") || name.contains("atom n") {
            return nil
        }
        if isWord("intel", in: name) { return .x86_64 }
        if let range = name.firstRange(of: "apple m"),
            name[range.upperBound...].first?.isNumber == true
        {
            return .arm64
        }
        return names.first { name.contains($0.word) }?.processor
    }
}
