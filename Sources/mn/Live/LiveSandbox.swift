#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import CSystem
import MNCore
import MNSandbox
import Synchronization

/// The kernel of this machine, where it can put another one around a program.
final class LiveSandbox: Sandbox {
    /// The most bytes of a log that are read.
    private static let logLimit = 8 << 20
    /// How many milliseconds runs in many machines may take to end once this program has been killed.
    private static let late: Int32 = 2000

    private let signal = Mutex<Int32?>(nil)
    private let folders = Mutex<[String: KeptFolder]>([:])

    /// A folder on the disk: the process that takes it away, and the descriptor that it waits for.
    private struct KeptFolder {
        let keeper: pid_t
        let life: Int32
    }

    private let gracefulShutdown: GracefulShutdown

    private init(_ gracefulShutdown: GracefulShutdown) { self.gracefulShutdown = gracefulShutdown }

    /// Nil where there is no such kernel.
    static func here(_ gracefulShutdown: GracefulShutdown) -> LiveSandbox? {
        #if os(Linux) && (arch(x86_64) || arch(arm64))
        LiveSandbox(gracefulShutdown)
        #else
        nil
        #endif
    }

    var isRoot: Bool { geteuid() == 0 }

    func kind(_ path: String) -> SandboxPathKind? {
        guard !path.utf8.contains(0) else { return nil }
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return .folder
        case S_IFLNK: return .link(Self.target(of: path) ?? "")
        default: return .file
        }
    }

    private static func target(of path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe readlink(path, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
    }

    func entries(_ path: String) -> [DirectoryEntry] { (try? DirectoryListing.read(path)) ?? [] }

    func resolved(_ path: String) -> String? { try? FileStatus.resolved(path) }

    func mountPoints() -> [String] {
        let limit = 1 << 20
        guard let bytes = try? RegularFile.read("/proc/self/mounts", limit: limit) else {
            return []
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            line.split(separator: " ").dropFirst().first.map {
                String($0.replacing("\\040", with: " "))
            }
        }
    }

    func ownProgram() -> String? { Self.target(of: "/proc/self/exe") }

    func directory() -> String { (try? FileStatus.resolved(".")) ?? "/" }

    func token() -> String {
        (0..<4).map { _ in String(UInt32.random(in: .min ... .max), radix: 36) }.joined()
    }

    func endLater(by signal: Int) {
        self.signal.withLock { $0 = Int32(clamping: signal) }
    }

    /// Ends this process by the signal that ended the program, if one did.
    func end() {
        if let number = signal.withLock(\.self) { mn_end_by(number) }
    }

    // MARK: - A tree on the disk

    func store(_ steps: [SandboxStep]) throws(SandboxFault) -> String {
        do { return try folder(steps) } catch { throw .noFolder(reason: "\(error)") }
    }

    private func folder(_ steps: [SandboxStep]) throws -> String {
        let wanted = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? ""
        let base = wanted.isEmpty ? "/tmp" : wanted
        let folder = "\(try FileStatus.resolved(base))/mn-machine-\(token())"
        // The keeper is there first: whoever is killed from here on, it takes the folder away.
        var life: Int32 = -1
        let keeper = unsafe mn_keeper(folder, &life, steps.isEmpty ? Self.late : 0)
        guard keeper > 0 else { throw SystemFault("clone") }
        let kept = KeptFolder(keeper: keeper, life: life)
        folders.withLock { $0[folder] = kept }
        do {
            guard unsafe mkdir(folder, mode_t(0o700)) == 0 else { throw SystemFault("mkdir") }
            for step in steps { try Self.perform(step, in: folder) }
        } catch {
            remove(folder)
            throw error
        }
        return folder
    }

    func remove(_ path: String) {
        guard let kept = folders.withLock({ $0.removeValue(forKey: path) }) else { return }
        unsafe mn_keeper_end(kept.keeper, path, kept.life)
    }

    private static func perform(_ step: SandboxStep, in folder: String) throws(SystemFault) {
        let path = folder + step.path
        switch step.kind {
        case .folder:
            guard unsafe mkdir(path, mode_t(0o755)) == 0 || errno == EEXIST else {
                throw SystemFault("mkdir")
            }
        case .file:
            let file = try OwnedDescriptor.opened(
                path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode_t(step.mode | 0o200))
            try file.writeAll(step.bytes)
            guard fchmod(file.number, mode_t(step.mode)) == 0 else { throw SystemFault("fchmod") }
        case .link:
            guard unsafe symlink(step.source, path) == 0 else { throw SystemFault("symlink") }
        case .mode:
            guard unsafe chmod(path, mode_t(step.mode)) == 0 else { throw SystemFault("chmod") }
        default: throw SystemFault("mount", code: ENOSYS)
        }
    }

    // MARK: - The program

    func run(_ run: SandboxRun) async -> SandboxEnding {
        // Who has told this program to end before there was another, has meant that one.
        let asked = gracefulShutdown.add { mn_pass(SIGTERM) }
        defer { asked.withdraw() }
        if gracefulShutdown.isAsked { mn_pass(SIGTERM) }
        let ending = await BlockingWork.run { Self.ending(run) }
        if let folder = run.rubbish { remove(folder) }
        return ending
    }

    private static func ending(_ run: SandboxRun) -> SandboxEnding {
        let texts = TextBlock()
        var sandbox = unsafe mn_sandbox()
        var steps: [UInt8] = []
        for step in run.steps { steps += encoded(step) }
        switch run.way {
        case .mounts(let user):
            unsafe sandbox.has_mounts = 1
            unsafe sandbox.has_users = user ? 1 : 0
        case .answers(let tree, let gone):
            unsafe sandbox.tree = unsafe texts.text(tree)
            unsafe sandbox.gone = unsafe texts.text(gone.map { $0 + "\0" }.joined())
        case .plain: unsafe sandbox.is_plain = 1
        }
        unsafe sandbox.steps = unsafe texts.bytes(steps)
        unsafe sandbox.length = steps.count
        if let platform = run.facts.platform {
            unsafe sandbox.system = unsafe texts.text(platform.system)
            unsafe sandbox.release = unsafe texts.text(platform.release)
            unsafe sandbox.machine = unsafe texts.text(platform.machine)
        }
        let memory = run.facts.memory.map { UInt64(clamping: $0) }
        if memory.count == 5 {
            unsafe sandbox.total = memory[0]
            unsafe sandbox.unused = memory[1]
            unsafe sandbox.buffers = memory[2]
            unsafe sandbox.swap = memory[3]
            unsafe sandbox.unused_swap = memory[4]
        }
        if let log = run.log { unsafe sandbox.log = unsafe texts.text(log) }
        unsafe sandbox.capabilities = run.capabilities
        let given = GivenBytes()
        unsafe sandbox.directory = unsafe texts.bytes(given.directory(run.directory))
        unsafe sandbox.argv = unsafe texts.list(given.words(run.argv))
        unsafe sandbox.envp = unsafe texts.list(given.entries(run.variables))

        var descriptor: Int32 = -1
        // Beside it no other program starts, which would hold the descriptor open.
        let process = unsafe mn_sandbox_start(&sandbox, &descriptor)
        guard process > 0 else {
            return SandboxEnding(.noMachine(step: nil, reason: "\(SystemFault("clone"))"))
        }
        return follow(process, descriptor, run.steps)
    }

    /// Hears of the program until it has ended.
    private static func follow(
        _ process: pid_t, _ descriptor: Int32, _ steps: [SandboxStep]
    ) -> SandboxEnding {
        var ending = SandboxEnding(.killed)
        var log: OwnedDescriptor?
        var failure: SandboxEnding.Kind?
        while true {
            let news = mn_sandbox_news(process, descriptor)
            let place = Int(news.number)
            let step = steps.indices.contains(place) ? steps[place] : nil
            let reason = "\(SystemFault(step.map(\.call) ?? call(place), code: news.code))"
            switch UInt32(bitPattern: news.kind) {
            case MN_TOLD_MISSED.rawValue:
                ending.missed.append("\(step?.path ?? "the folder"): \(reason)")
                continue
            case MN_TOLD_LOG.rawValue:
                log = OwnedDescriptor(news.descriptor)
                continue
            case MN_TOLD_NO_PROGRAM.rawValue:
                failure = .noProgram(ProgramProblem(code: news.code))
                continue
            case MN_TOLD_FAILED.rawValue:
                ending.kind = .noMachine(step: step, reason: reason)
            case MN_TOLD_ENDED.rawValue:
                let signal = place & 0x7F
                ending.kind =
                    failure ?? (signal == 0 ? .exited(place >> 8 & 0xFF) : .signalled(signal))
            default: ending.kind = failure ?? .killed
            }
            break
        }
        if let log { ending.log = (try? log.readFromStart(limit: logLimit)) ?? [] }
        return ending
    }

    private static func call(_ place: Int) -> String { place == -1 ? "clone" : "seccomp" }

    /// A step as `mn_sandbox.steps` has it.
    private static func encoded(_ step: SandboxStep) -> [UInt8] {
        let head =
            step.kind.rawValue + (step.mayFail ? "?" : "!") + String(step.mode, radix: 8)
            + " \(step.bytes.count) "
        return Array(head.utf8) + Array(step.path.utf8) + [0] + Array(step.source.utf8) + [0]
            + step.bytes
    }
}

extension ProgramProblem {
    /// What an error of execve(2) says of the program.
    fileprivate init(code: Int32) {
        switch code {
        case ENOENT, ENOTDIR: self = .absent
        case EACCES, EPERM, EISDIR: self = .denied
        case ENOEXEC, EINVAL: self = .otherFormat
        case E2BIG: self = .tooLong
        default: self = .other("\(SystemFault("execve", code: code))")
        }
    }
}

extension SandboxStep {
    /// The system call that it mostly is.
    fileprivate var call: String {
        switch kind {
        case .folder: "mkdir"
        case .file: "open"
        case .link: "symlink"
        case .mode: "chmod"
        case .memory, .processes, .bind, .overlay: "mount"
        case .onto: "move_mount"
        case .hole: "mknod"
        case .root: "pivot_root"
        }
    }
}

extension OwnedDescriptor {
    /// What is in a file, whoever has read of it.
    fileprivate borrowing func readFromStart(limit: Int) throws(SystemFault) -> [UInt8] {
        try seek(to: 0)
        return try readAll(limit: limit)
    }
}
