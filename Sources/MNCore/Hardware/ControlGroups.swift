/// The memory limit that Linux control groups, version 1 or 2, put on this process.
struct ControlGroups: Sendable {
    let inquiry: Inquiry

    private enum Version {
        case one, two

        var files: [String] {
            self == .two ? ["memory.max", "memory.high"] : ["memory.limit_in_bytes"]
        }
    }

    /// The most levels that are walked upwards.
    private static let levelLimit = 32

    /// The smallest limit on the way from the process's group to the root; nil if there is none.
    func limit() async -> Fact<ByteCount?> {
        let groupsAccess = Access.file("/proc/self/cgroup")
        let groups: TextLines
        switch await inquiry.text("/proc/self/cgroup") {
        case .known(let text):
            // Empty where no hierarchy is mounted.
            guard text.isWhole || text.lines == [""] else {
                return .unknown([Gap(groupsAccess, .unreadable("its last line is cut"))])
            }
            groups = text
        case .absent: return .known(nil, [])  // A kernel without control groups limits nothing.
        case .gap(let gap): return .unknown([gap])
        }
        let mountsAccess = Access.file("/proc/mounts")
        let mounts: TextLines
        switch await inquiry.wholeText("/proc/mounts") {
        case .known(let text): mounts = text
        case .absent: return .unknown([Gap(mountsAccess, .absent)])
        case .gap(let gap): return .unknown([gap])
        }

        var paths: [Version: String] = [:]
        for line in groups.lines where !line.isBlank {
            // "0::/user.slice" is version 2; "9:memory:/docker/…" is version 1.
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else {
                return .unknown([Gap(groupsAccess, .unreadable("the line '\(line)'"))])
            }
            if parts[0] == "0" && parts[1].isEmpty {
                paths[.two] = String(parts[2])
            } else if parts[1].split(separator: ",").contains("memory") {
                paths[.one] = String(parts[2])
            }
        }
        if let gap = Self.contradiction(paths, mounts) { return .unknown([gap]) }

        var smallest: (limit: ByteCount, evidence: Evidence)?
        for version in [Version.two, .one] {
            guard let path = paths[version], let mount = Self.mountPoint(version, in: mounts)
            else { continue }
            for directory in Self.levels(below: mount, path: path) {
                for file in version.files {
                    switch await read("\(directory)/\(file)") {
                    case .known(let found?, let evidence):
                        if found < smallest?.limit ?? MemoryProbe.believable {
                            smallest = (found, evidence[0])
                        }
                    case .known(nil, _): break
                    case .unknown(let gaps): return .unknown(gaps)
                    }
                }
            }
        }
        return .known(smallest?.limit, smallest.map { [$0.evidence] } ?? [])
    }

    /// The directories of a group and of all its parents; `/` is the mount itself.
    private static func levels(below mount: String, path: String) -> [String] {
        let names = path.split(separator: "/").filter { $0 != ".." && $0 != "." }
        return (0...min(names.count, levelLimit)).reversed().map { count in
            ([mount] + names.prefix(count).map(String.init)).joined(separator: "/")
        }
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
