package import MNCore

/// The steps that make the machine of a plan out of mounts.
///
/// The root is a new one, in memory: the host's folders are in it as they are, `/proc`, `/sys` and `/dev`
/// are the machine's. What only this program needs lies in `/.mn`.
package struct MachineSteps {
    /// The folder of what only this program needs.
    package static let own = "/.mn"
    package static let bin = "/.mn/bin"
    package static let log = "/.mn/log"

    /// Where the new root grows; the host's `/sys` is not in it.
    static let stage = "/sys"
    /// Folders that are the machine's and not the host's.
    static let made = ["proc", "sys", "dev"]
    /// What of `/dev` a program needs that has nothing to do with hardware.
    static let devices = [
        "fd", "full", "fuse", "log", "mqueue", "net", "null", "ptmx", "pts", "random", "shm",
        "stderr",
        "stdin", "stdout", "tty", "urandom", "zero",
    ]
    /// Files of a process that tell of the machine.
    static let machineSelf = ["cgroup", "mountinfo", "mounts", "mountstats"]
    /// How many processes have a name in a `/proc` that is made; the numbers begin anew in it.
    static let processCount = 1000
    /// Where programs are, beside PATH.
    static let programFolders = [
        "/bin", "/opt/rocm/bin", "/sbin", "/usr/bin", "/usr/local/bin", "/usr/local/cuda/bin",
        "/usr/local/sbin", "/usr/sbin",
    ]

    let plan: MachinePlan
    let host: any Sandbox
    /// This program, which the stand-ins are links to.
    let program: String
    /// Where the host's programs are, each folder once.
    let folders: [String]
    package private(set) var steps: [SandboxStep] = []
    /// How many files were made to be put onto others.
    var count = 0
    /// What is put onto a path once the root is the new one.
    var later: [(SimulatedTree.Node, String)] = []

    /// - Parameters:
    ///   - path: the user's PATH.
    ///   - program: the absolute path of this program.
    package init(_ plan: MachinePlan, on host: any Sandbox, program: String, path: String) {
        self.plan = plan
        self.host = host
        self.program = program
        folders = Self.once(Self.folders(of: path, on: host), on: host)
        makeRoot()
        makeDevices()
        makeOwn()
        makeProcesses()
        let grafts = placeFiles()
        makeOverlays(grafts)
        add(.root, Self.stage)
        placeStandIns()
        hide()
        putOntoProcesses()
        deny()
        // Nobody but the log is written to.
        add(.file, Self.log, mode: 0o666)
    }

    mutating func add(
        _ kind: SandboxStep.Kind, _ path: String, from source: String = "", bytes: [UInt8] = [],
        mode: Int = 0o755, mayFail: Bool = false
    ) {
        steps.append(
            SandboxStep(kind, path, from: source, bytes: bytes, mode: mode, mayFail: mayFail))
    }

    // MARK: - The root

    mutating func makeRoot() {
        add(.memory, Self.stage, from: "mode=0755")
        for entry in host.entries("/") where !Self.made.contains(entry.name) && entry.name != ".mn"
        {
            let path = "/\(entry.name)"
            switch host.kind(path) {
            case .folder?:
                add(.folder, Self.stage + path)
                add(.bind, Self.stage + path, from: path, mayFail: true)
            case .link(let target)?: add(.link, Self.stage + path, from: target)
            case .file?:
                if plan.hidden.contains(path) || plan.tree.node(path) != nil { continue }
                add(.file, Self.stage + path, mode: 0o644)
                add(.bind, Self.stage + path, from: path, mayFail: true)
            case nil: break
            }
        }
    }

    mutating func makeDevices() {
        add(.folder, "\(Self.stage)/sys")
        let folder = "\(Self.stage)/dev"
        add(.folder, folder)
        for name in Self.devices {
            switch host.kind("/dev/\(name)") {
            case .folder?:
                add(.folder, "\(folder)/\(name)")
                add(.bind, "\(folder)/\(name)", from: "/dev/\(name)", mayFail: true)
            case .link(let target)?: add(.link, "\(folder)/\(name)", from: target)
            case .file?:
                add(.file, "\(folder)/\(name)", mode: 0o666)
                add(.bind, "\(folder)/\(name)", from: "/dev/\(name)", mayFail: true)
            case nil: break
            }
        }
    }

    mutating func makeOwn() {
        for name in ["", "/answers", "/bin", "/files", "/none", "/over", "/proc", "/self"] {
            add(.folder, Self.stage + Self.own + name)
        }
        add(.processes, Self.stage + Self.own + "/proc")
        // What is put onto a path to hide it.
        add(.link, Self.stage + Self.own + "/none/file", from: "nowhere")
        for entry in host.entries("/proc/self") where !Self.machineSelf.contains(entry.name) {
            add(
                .link, Self.stage + Self.own + "/self/\(entry.name)",
                from: "\(Self.own)/proc/self/\(entry.name)")
        }
    }

    // MARK: - /proc

    /// The names in `/proc` that must be there and that the host's has not.
    var isProcessesMade: Bool {
        plan.tree.paths.contains { path in
            path.hasPrefix("/proc/") && Self.ownFile(path) == nil && host.kind(path) == nil
                && !path.hasPrefix("/proc/1/")
        }
    }

    /// The name below `/proc/self`, of a path that is the process's own.
    static func ownFile(_ path: String) -> String? {
        if path == "/proc/mounts" { return "mounts" }
        if path == "/proc/self" { return "" }
        return path.hasPrefix("/proc/self/") ? String(path.dropFirst(11)) : nil
    }

    mutating func makeProcesses() {
        let folder = "\(Self.stage)/proc"
        add(.folder, folder, mode: 0o555)
        guard isProcessesMade else { return add(.processes, folder) }
        for entry in host.entries("/proc") where !entry.name.allSatisfy(\.isNumber) {
            let path = "/proc/\(entry.name)"
            if entry.name == "self" || plan.hidden.contains(path) { continue }
            if plan.tree.node(path) != nil, entry.name != "mounts" { continue }
            add(
                .link, folder + path.dropFirst(5),
                from: entry.name == "mounts" ? "self/mounts" : "\(Self.own)\(path)")
        }
        for number in 1...Self.processCount {
            add(.link, "\(folder)/\(number)", from: "\(Self.own)/proc/\(number)")
        }
        add(.link, "\(folder)/self", from: "\(Self.own)/self")
    }

    mutating func putOntoProcesses() {
        if !isProcessesMade {
            add(.link, "\(Self.own)/files/self", from: "\(Self.own)/self")
            add(.onto, "/proc/self", from: "\(Self.own)/files/self")
        }
    }
}
