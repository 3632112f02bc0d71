package import MNCore

/// The machine of a plan as a folder, for engines that have no mounts.
package struct MachineFolder {
    /// Where the stand-ins are, inside of the folder.
    package static let bin = MachineSteps.bin
    package static let log = MachineSteps.log

    /// The steps that fill the folder; paths begin in it.
    package private(set) var steps: [SandboxStep] = []
    /// Paths of the host that are not there.
    package private(set) var gone: [String] = []

    /// - Parameters:
    ///   - path: the user's PATH.
    ///   - hasFiles: whether files can stand in, or commands alone.
    package init(
        _ plan: MachinePlan, on host: any Sandbox, program: String, path: String, hasFiles: Bool
    ) {
        let own = MachineSteps.own
        steps = ["", "/answers", "/bin"].map { SandboxStep(.folder, own + $0) }
        steps.append(SandboxStep(.file, Self.log, mode: 0o666))
        for name in plan.programs.keys.sorted() {
            guard let standIn = plan.programs[name] else { continue }
            steps.append(
                SandboxStep(
                    .file, "\(own)/answers/\(StandInPlace.file(of: name))",
                    bytes: Array(standIn.json.text(.canonical).utf8), mode: 0o644))
            if !name.contains("/") {
                steps.append(SandboxStep(.link, "\(Self.bin)/\(name)", from: program))
            }
        }
        for name in plan.deniedPrograms where !name.contains("/") {
            steps.append(SandboxStep(.file, "\(Self.bin)/\(name)", mode: 0))
        }
        if hasFiles {
            addFiles(plan)
            gone = plan.hidden
            let folders = MachineSteps.folders(of: path, on: host)
            for name in plan.absentPrograms + plan.programs.keys + plan.deniedPrograms {
                let places = name.hasPrefix("/") ? [name] : folders.map { "\($0)/\(name)" }
                gone += places.filter { host.kind($0) != nil }
            }
        }
    }

    private mutating func addFiles(_ plan: MachinePlan) {
        var folders: Set<String> = ["/"]
        func parents(_ path: String) -> [String] {
            let parts = path.split(separator: "/")
            return (0..<max(0, parts.count - 1)).map {
                "/" + parts[...$0].joined(separator: "/")
            }
        }
        // The host's /proc/mounts is a link to that of the process.
        let hasMounts = plan.tree.node("/proc/mounts") != nil
        for path in plan.tree.paths + (hasMounts ? ["/proc/self/mounts"] : []) {
            let source = path == "/proc/self/mounts" ? "/proc/mounts" : path
            guard let node = plan.tree.nodes[path] ?? plan.tree.node(source) else { continue }
            for parent in parents(path) where folders.insert(parent).inserted {
                steps.append(SandboxStep(.folder, parent))
            }
            switch node {
            case .folder:
                if folders.insert(path).inserted { steps.append(SandboxStep(.folder, path)) }
            case .file(let bytes):
                steps.append(SandboxStep(.file, path, bytes: bytes, mode: 0o644))
            case .link(let target): steps.append(SandboxStep(.link, path, from: target))
            }
        }
        for path in ["/sys", "/proc"] where folders.insert(path).inserted {
            steps.append(SandboxStep(.folder, path))
        }
        for path in plan.tree.denied.sorted().reversed() {
            steps.append(SandboxStep(.mode, path, mode: 0))
        }
    }
}
