import MNCore

/// `uname -a`: the system, its release and the processor; the name of the machine is left out.
struct UnameFormat: PasteFormat {
    let kind = ImportKind.uname
    let name = "uname -a"

    private static let machines: Set<Substring> = [
        "x86_64", "aarch64", "arm64", "i686", "i586", "armv6l", "armv7l", "armv8l", "riscv64",
        "ppc64le", "ppc64", "s390x", "loongarch64",
    ]

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first, Self.platform(line) != nil else { return .unlike }
        return .opening
    }

    private static func platform(_ line: String) -> (host: String, Platform)? {
        guard line.hasPrefix("Linux ") || line.hasPrefix("Darwin "), line.utf8.count < 500,
            line.contains(" #") || line.contains("Darwin Kernel Version")
        else { return nil }
        let words = line.split(separator: " ")
        guard words.count > 4, let machine = words.last(where: machines.contains),
            words[2].first?.isNumber == true
        else { return nil }
        return (
            words[1].prefix { $0 != "." }.lowercased(),
            Platform(
                system: String(words[0]), release: String(words[2]), machine: String(machine),
                process: String(machine))
        )
    }

    func end(_ lines: ArraySlice<String>) -> Int? { lines.startIndex + 1 }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        guard let (host, platform) = part.lines.first.flatMap(Self.platform) else { return telling }
        telling.host = Told(host, part.origin())
        telling.system = Told(platform.system, part.origin())
        telling.release = Told(platform.release, part.origin())
        telling.machine = Told(platform.machine, part.origin())
        if platform.system == "Linux", Self.isPackagedKernel(platform.release) {
            telling.composed[.directory("/usr/lib/wsl/lib")] = Told(.absent, part.origin())
            telling.changes = ["the kernel is a distribution's, and so none that WSL2 starts"]
        }
        return telling
    }

    /// Whether a kernel is named as distributions name those of their packages, none of which WSL2 starts:
    /// its own comes with Windows.
    ///
    /// Debian and Proxmox, Ubuntu, Fedora, Enterprise Linux, openSUSE and Arch, by their packages of the kernel.
    private static func isPackagedKernel(_ release: String) -> Bool {
        let words = release.lowercased().split { $0 == "-" || $0 == "." || $0 == "_" }
        if words.contains(where: { $0.hasPrefix("wsl") || $0 == "microsoft" }) { return false }
        if ["amd64", "arm64", "pve", "generic", "lowlatency", "aws", "azure", "gcp", "default"]
            .contains(where: { words.last == $0 })
        {
            return true
        }
        return words.contains { word in
            ["fc", "el", "arch"].contains { mark in
                word.hasPrefix(mark) && word.dropFirst(mark.count).first?.isNumber == true
            }
        }
    }
}

/// `lscpu`, as text or JSON: the processor of a Linux machine.
struct LscpuFormat: PasteFormat {
    let kind = ImportKind.lscpu
    let name = "lscpu"

    private static let machines: Set<String> = [
        "x86_64", "aarch64", "i686", "i586", "armv6l", "armv7l", "riscv64", "ppc64le", "ppc64",
        "s390x", "loongarch64",
    ]

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        if let text = PasteJSON.beginning(lines) {
            return text.contains("\"lscpu\"") ? .opening : .unlike
        }
        guard let line = lines.first, line.hasPrefix("Architecture:"),
            Self.machines.contains(KeyedText.parts(line).value)
        else { return .unlike }
        return lines.dropFirst().prefix(4).contains { line in
            ["CPU op-mode", "Byte Order", "CPU(s)", "Address sizes"]
                .contains { line.trimmed.hasPrefix($0) }
        } ? .opening : .unlike
    }

    func end(_ lines: ArraySlice<String>) -> Int? {
        lines.first?.hasPrefix("Architecture:") == true ? nil : PasteJSON.end(lines)
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        let values = try Self.values(part)
        var telling = Telling()
        guard let machine = values["Architecture"], Self.machines.contains(machine) else {
            return telling
        }
        telling.system = Told("Linux", part.origin())
        telling.machine = Told(machine, part.origin())
        // On ARM the file tells of the board too, and lscpu does not.
        if machine == "x86_64", let model = values["Model name"] {
            var text = "model name\t: \(model)\n"
            if let flags = values["Flags"] { text += "flags\t\t: \(flags)\n" }
            telling.composed[.file("/proc/cpuinfo")] = Told(.text(text), part.origin())
            telling.changes = ["/proc/cpuinfo is composed from lscpu: the model and the flags"]
        }
        return telling
    }

    private static func values(_ part: PastePart) throws(ImportFault) -> [String: String] {
        var values: [String: String] = [:]
        if part.lines.first?.hasPrefix("Architecture:") == true {
            for node in KeyedText(part.lines, isFlat: true).nodes where !node.value.isEmpty {
                values[node.key] = values[node.key] ?? node.value
            }
            return values
        }
        var open = try PasteJSON.document(part)["lscpu"]?.array ?? []
        while let item = open.popLast() {
            open += item["children"]?.array ?? []
            guard let field = item["field"]?.string, let data = item["data"]?.string else {
                continue
            }
            let key = field.hasSuffix(":") ? String(field.dropLast()) : field
            values[key] = values[key] ?? data
        }
        return values
    }
}

/// `free`: the memory of a Linux machine, in numbers that may be rounded.
struct FreeFormat: PasteFormat {
    let kind = ImportKind.free
    let name = "free"

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first, line.contains("total"), line.contains("used") else {
            return .unlike
        }
        let words = line.split(whereSeparator: \.isWhitespace)
        guard words.prefix(3) == ["total", "used", "free"], lines.count > 1 else { return .unlike }
        return lines[lines.startIndex + 1].trimmed.hasPrefix("Mem:") ? .opening : .unlike
    }

    func end(_ lines: ArraySlice<String>) -> Int? {
        let keys = ["Mem:", "Low:", "High:", "-/+", "Swap:", "Total:", "Comm:"]
        return lines.dropFirst().firstIndex { line in
            !keys.contains { line.trimmed.hasPrefix($0) }
        } ?? lines.endIndex
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        telling.likelySystem = "Linux"
        guard let index = part.lines.firstIndex(where: { $0.trimmed.hasPrefix("Mem:") }) else {
            return telling
        }
        let words = part.lines[index].split(whereSeparator: \.isWhitespace)
        guard words.count > 2 else { return telling }
        let text = String(words[1])
        guard let range = Self.range(text, unit: Self.unit(part.command)) else {
            telling.doubts = ["Of '\(text)' of free the unit is not known."]
            return telling
        }
        telling.memory = Told(range, part.origin(index))
        return telling
    }

    /// What an option makes one of: bytes, kibibytes …; nil where no command line tells.
    private static func unit(_ command: PastedCommand?) -> Int? {
        guard let command, command.program == "free" else { return nil }
        let units: [(names: [String], letter: Character, bytes: Int)] = [
            (["--bytes"], "b", 1), (["--kibi"], "k", 1 << 10), (["--mebi"], "m", 1 << 20),
            (["--gibi"], "g", 1 << 30), (["--kilo"], "\0", 1_000), (["--mega"], "\0", 1_000_000),
            (["--giga"], "\0", 1_000_000_000),
        ]
        if command.words.contains("--si") { return nil }
        for word in command.words where word.hasPrefix("-") {
            for unit in units {
                let isShort = !word.hasPrefix("--") && word.contains(unit.letter)
                if unit.names.contains(word) || isShort { return unit.bytes }
            }
        }
        return 1 << 10
    }

    /// The sizes that a number with its unit can mean; nil if that cannot be told.
    static func range(_ text: String, unit: Int?) -> MemoryRange? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let suffix = text.dropFirst(digits.count)
        guard let number = Double(digits), number > 0, number < 0x1p53 else { return nil }
        let isWhole = !digits.contains(".")
        // Whole numbers are cut off, others rounded to one place (procps, free.c, scale_size).
        let (low, high) = isWhole ? (number, number + 1) : (number - 0.05, number + 0.1)
        func range(_ small: Double, _ large: Double) -> MemoryRange? {
            let most = Double(MemorySize.believable)
            guard high * large <= most else { return nil }
            return MemoryRange(
                least: ByteCount(low * small), end: ByteCount((high * large).rounded(.up)),
                words: text)
        }
        if suffix.isEmpty {
            if let unit { return range(Double(unit), Double(unit)) }
            guard let unit = likelyUnit(number) else { return nil }
            return range(unit, unit)
        }
        let power = ["B", "K", "M", "G", "T"].firstIndex { suffix.hasPrefix($0) }
        guard let power, suffix.dropFirst().isEmpty || suffix.dropFirst() == "i" else { return nil }
        var (decimal, binary) = (1.0, 1.0)
        for _ in 0..<power {
            decimal *= 1_000
            binary *= 1_024
        }
        return range(suffix.hasSuffix("i") ? binary : decimal, binary)
    }

    /// The one unit in which the number is the memory of a machine of today, where no other is likely.
    private static func likelyUnit(_ number: Double) -> Double? {
        let units = [1, 0x1p10, 0x1p20, 0x1p30]
        let likely = units.filter { (0x1p27...0x1p42).contains(number * $0) }
        return likely.count == 1 ? likely.first : nil
    }
}
