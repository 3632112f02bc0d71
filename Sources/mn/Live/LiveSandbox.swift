#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import CSystem
import MNCore
import Synchronization

/// The kernel of this machine, where it can put another one around a program.
final class LiveSandbox: Sandbox {
    /// The most bytes of a log that are read.
    private static let logLimit = 8 << 20

    private let signal = Mutex<Int32?>(nil)

    /// Nil where there is no such kernel.
    static func here() -> LiveSandbox? {
        #if os(Linux) && (arch(x86_64) || arch(arm64))
        LiveSandbox()
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

    func store(_ steps: [SandboxStep]) throws -> String {
        let base = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/mn-machine-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw SystemFault("mkdtemp") }
        let folder = String(
            decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        do {
            for step in steps { try Self.perform(step, in: folder) }
        } catch {
            remove(folder)
            throw error
        }
        return folder
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

    func remove(_ path: String) { unsafe mn_remove(path) }

    // MARK: - The program

    func run(_ run: SandboxRun) async -> SandboxEnding {
        await BlockingWork.run { Self.ending(run) }
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
        if let rubbish = run.rubbish { unsafe sandbox.rubbish = unsafe texts.text(rubbish) }
        if let log = run.log { unsafe sandbox.log = unsafe texts.text(log) }
        unsafe sandbox.capabilities = run.capabilities
        unsafe sandbox.directory = unsafe texts.text(run.directory)
        unsafe sandbox.argv = unsafe texts.list(run.argv)
        unsafe sandbox.envp = unsafe texts.list(
            run.variables.map { "\($0.key)=\($0.value)" }.sorted())

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
                failure = .noProgram(
                    reason: "\(SystemFault("execve", code: news.code))",
                    isAbsent: news.code == ENOENT)
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

/// Texts as C takes them, for as long as the value lives.
@safe private final class TextBlock {
    private var blocks: [UnsafeMutableRawPointer] = unsafe []

    deinit { unsafe blocks.forEach { unsafe $0.deallocate() } }

    func bytes(_ bytes: [UInt8]) -> UnsafePointer<CChar> {
        let block = UnsafeMutableRawPointer.allocate(byteCount: bytes.count + 1, alignment: 1)
        unsafe block.copyMemory(from: bytes + [0], byteCount: bytes.count + 1)
        unsafe blocks.append(block)
        return unsafe UnsafePointer(block.assumingMemoryBound(to: CChar.self))
    }

    /// A text up to its first NUL, which no argument can have.
    func text(_ text: String) -> UnsafePointer<CChar> { unsafe bytes(Array(text.utf8)) }

    func list(_ texts: [String]) -> UnsafePointer<UnsafeMutablePointer<CChar>?> {
        let size = unsafe MemoryLayout<UnsafeMutablePointer<CChar>?>.stride * (texts.count + 1)
        let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        unsafe blocks.append(block)
        let list = unsafe block.bindMemory(
            to: UnsafeMutablePointer<CChar>?.self, capacity: texts.count + 1)
        for (index, word) in texts.enumerated() {
            unsafe (list + index).initialize(to: UnsafeMutablePointer(mutating: text(word)))
        }
        unsafe (list + texts.count).initialize(to: nil)
        return unsafe UnsafePointer(list)
    }
}
