import MNCore

extension MachineSteps {
    mutating func placeProgram(_ name: String, at path: String) {
        if plan.programs[name] == nil {
            add(.file, path, mode: 0)
        } else {
            add(.link, path, from: program)
        }
    }

    mutating func placeStandIns() {
        for name in plan.programs.keys.sorted() {
            guard let standIn = plan.programs[name] else { continue }
            add(
                .file, "\(Self.own)/answers/\(StandInPlace.file(of: name))",
                bytes: Array(standIn.json.text(.canonical).utf8), mode: 0o644)
        }
        for name in plan.programs.keys.sorted() + plan.deniedPrograms {
            let isPath = name.hasPrefix("/")
            let path = isPath ? "\(Self.own)/files/\(nextFile())" : "\(Self.bin)/\(name)"
            placeProgram(name, at: path)
            for place in places(of: name) where isFile(place) {
                add(.onto, place, from: path, mayFail: true)
            }
        }
        for name in plan.absentPrograms {
            for place in places(of: name) where isFile(place) {
                add(.onto, place, from: "\(Self.own)/none/file", mayFail: true)
            }
        }
    }

    /// Where the host may have a program.
    func places(of name: String) -> [String] {
        name.hasPrefix("/") ? [name] : folders.map { "\($0)/\(name)" }
    }

    /// The folders of the host that have programs.
    static func folders(of path: String, on host: any Sandbox) -> [String] {
        let named = path.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
        return Set(named + programFolders).sorted().filter { host.kind($0) != nil }
    }

    /// One name of each folder.
    static func once(_ folders: [String], on host: any Sandbox) -> [String] {
        var known: Set<String> = []
        return folders.filter { known.insert(host.resolved($0) ?? $0).inserted }
    }

    func isFile(_ path: String) -> Bool {
        switch host.kind(path) {
        case .file?, .link?: true
        case .folder?, nil: false
        }
    }

    mutating func nextFile() -> Int {
        count += 1
        return count
    }

    // MARK: - What is not there

    mutating func hide() {
        for (node, path) in later {
            let file = "\(Self.own)/files/\(nextFile())"
            place(node, at: file)
            if plan.tree.denied.contains(path) { add(.mode, file, mode: 0) }
            for place in alsoIn(path) { add(.onto, place, from: file) }
        }
        for path in plan.hidden {
            // What lies in the root was not put there.
            if path.split(separator: "/").count == 1 { continue }
            if path.hasPrefix("/proc/"), isProcessesMade, !path.hasPrefix("/proc/1/") { continue }
            switch path.hasPrefix("/proc/1/") ? .file : host.kind(path) {
            case .folder?: add(.memory, path, from: "mode=0755", mayFail: true)
            case .file?, .link?:
                for place in alsoIn(path) {
                    add(.onto, place, from: "\(Self.own)/none/file", mayFail: true)
                }
            case nil: break
            }
        }
    }

    /// A file of the first process has two paths.
    func alsoIn(_ path: String) -> [String] {
        guard path.hasPrefix("/proc/1/") else { return [path] }
        return isProcessesMade ? [Self.own + path] : [path, Self.own + path]
    }

    mutating func deny() {
        // What lies in a closed folder is closed before it.
        for path in plan.tree.denied.sorted().reversed() {
            let isOwn = path.hasPrefix("/sys/") || path.hasPrefix("/dev/")
            if isOwn || (path.hasPrefix("/proc/") && isProcessesMade) {
                add(.mode, path, mode: 0)
            } else if host.kind(path) == nil {
                denyInLayer(path)
            }
        }
    }

    /// Closes what an overlay shows, in its layer, which is the same file.
    mutating func denyInLayer(_ path: String) {
        let suffix = path.split(separator: "/").last.map(String.init) ?? ""
        let placed = steps.first {
            $0.path.hasPrefix("\(Self.stage)\(Self.own)/over/") && $0.path.hasSuffix("/\(suffix)")
                && ($0.kind == .file || $0.kind == .folder)
        }
        if let placed { add(.mode, String(placed.path.dropFirst(Self.stage.count)), mode: 0) }
    }
}
