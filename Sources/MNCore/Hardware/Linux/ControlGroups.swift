/// The memory limits that Linux control groups, version 1 or 2, put on this process.
struct ControlGroups: Sendable {
    let inquiry: Inquiry

    struct Limits: Sendable {
        /// The smallest limit that binds the runner as well; nil if none does.
        var binding: Fact<ByteCount?>
        /// Whether that is the limit of a container, of which the engine is not known to be in it.
        var isOfContainer = false
        /// The smallest limit that is this process's alone; nil if there is none.
        var own: ByteCount?
    }

    private enum Version {
        case one, two

        var files: [String] {
            self == .two ? ["memory.max", "memory.high"] : ["memory.limit_in_bytes"]
        }
    }

    /// A group of the process: its folder, and its path below the mounted hierarchy.
    private struct Level {
        var folder: String
        var path: [String]
        var files: [String]
    }

    /// The most levels that are walked upwards.
    private static let levelLimit = 32

    /// The limits on the way from the process's group to the root.
    ///
    /// - Parameter total: what there is; a limit above it is none.
    func limits(in enclosure: Enclosure, total: ByteCount?) async -> Limits {
        let levels: [Level]
        switch await self.levels() {
        case .known(let found): levels = found
        case .absent: return Limits(binding: .known(nil, []))
        case .gap(let gap): return Limits(binding: .unknown([gap]))
        }
        var engine = EngineReach(inquiry: inquiry, enclosure: enclosure)
        var limits = Limits(binding: .known(nil, []))
        let most = total ?? MemorySize.believable
        for level in levels {
            for file in level.files {
                let found = await read("\(level.folder)/\(file)")
                if case .known(let limit, _) = found, limit ?? most >= most { continue }
                let reach = await engine.reach(of: level.path)
                switch (found, reach) {
                // What cannot be read is no matter where it would bind nothing.
                case (.unknown, .known(.process, _)): break
                case (.unknown, _), (_, .unknown):
                    return Limits(binding: .unknown(found.gaps + reach.gaps))
                case (.known(let limit?, _), .known(.process, _)):
                    limits.own = min(limits.own ?? limit, limit)
                case (.known(let limit?, let evidence), .known(let reach, let why)):
                    if limit < (limits.binding.value ?? nil) ?? most {
                        limits.binding = .known(limit, evidence + why)
                        limits.isOfContainer = reach == .container
                    }
                case (.known(nil, _), _): break
                }
            }
        }
        return limits
    }

    /// The groups of the process and all their parents; absent if the kernel has none.
    private func levels() async -> Inquiry.Answer<[Level]> {
        let groupsAccess = Access.file("/proc/self/cgroup")
        let groups: TextLines
        switch await inquiry.text("/proc/self/cgroup") {
        case .known(let text):
            // Empty where no hierarchy is mounted.
            guard text.isWhole || text.lines == [""] else {
                return .gap(Gap(groupsAccess, .unreadable("its last line is cut")))
            }
            groups = text
        case .absent: return .absent
        case .gap(let gap): return .gap(gap)
        }
        let mountsAccess = Access.file("/proc/mounts")
        let mounts: TextLines
        switch await inquiry.wholeText("/proc/mounts") {
        case .known(let text): mounts = text
        case .absent: return .gap(Gap(mountsAccess, .absent))
        case .gap(let gap): return .gap(gap)
        }

        var paths: [Version: String] = [:]
        for line in groups.lines where !line.isBlank {
            // "0::/user.slice" is version 2; "9:memory:/docker/…" is version 1.
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else {
                return .gap(Gap(groupsAccess, .unreadable("the line '\(line)'")))
            }
            if parts[0] == "0" && parts[1].isEmpty {
                paths[.two] = String(parts[2])
            } else if parts[1].split(separator: ",").contains("memory") {
                paths[.one] = String(parts[2])
            }
        }
        if let gap = Self.contradiction(paths, mounts) { return .gap(gap) }
        return .known(
            [Version.two, .one].flatMap { version -> [Level] in
                guard let path = paths[version], let mount = Self.mountPoint(version, in: mounts)
                else { return [] }
                let names = path.split(separator: "/").filter { $0 != ".." && $0 != "." }
                    .map(String.init)
                return (0...min(names.count, Self.levelLimit)).reversed().map { count in
                    let path = Array(names.prefix(count))
                    return Level(
                        folder: ([mount] + path).joined(separator: "/"), path: path,
                        files: version.files)
                }
            })
    }

    /// Where the groups and the mounts do not go together, and so a limit may be overlooked.
    ///
    /// A machine may have both versions; then version 1 holds the memory, and version 2, which
    /// containers do not mount, holds nothing.
    private static func contradiction(_ paths: [Version: String], _ mounts: TextLines) -> Gap? {
        for version in [Version.one, .two] {
            switch (paths[version] != nil, mountPoint(version, in: mounts) != nil) {
            case (true, true), (false, false): break
            case (true, false):
                if version == .two, paths[.one] != nil { break }
                return Gap(
                    .file("/proc/mounts"), .unreadable("no mount of the control group with memory"))
            case (false, true):
                return Gap(
                    .file("/proc/self/cgroup"), .unreadable("no line of the mounted hierarchy"))
            }
        }
        return nil
    }

    private static func mountPoint(_ version: Version, in mounts: TextLines) -> String? {
        for line in mounts.lines {
            let fields = line.split(separator: " ")
            guard fields.count >= 4 else { continue }
            let isWanted =
                version == .two
                ? fields[2] == "cgroup2"
                : fields[2] == "cgroup" && fields[3].split(separator: ",").contains("memory")
            if isWanted { return String(fields[1].replacing("\\040", with: " ")) }
        }
        return nil
    }

    /// One limit file: `max`, a number of bytes, or not there at that level.
    private func read(_ path: String) async -> Fact<ByteCount?> {
        let access = Access.file(path)
        switch await inquiry.attribute(path) {
        case .absent: return .known(nil, [])
        case .gap(let gap): return .unknown([gap])
        case .known("max"): return .known(nil, [])
        case .known(let text):
            // Version 1 says "no limit" with a number near 2^63 (hardware.md, case 66).
            guard let bytes = Int(text), bytes >= 0 else {
                return .unknown([Gap(access, .unreadable("the limit is '\(text)'"))])
            }
            return .known(ByteCount(bytes), [Evidence(access, "line 1", quote: text)])
        }
    }
}
