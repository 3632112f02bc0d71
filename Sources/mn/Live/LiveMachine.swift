#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore

/// The machine this program runs on, asked for real.
struct LiveMachine: Machine {
    /// The most bytes of a file; what the probes read has a few thousand.
    static let fileLimit = 1 << 20

    private let environment: [String: String]
    private let programs: ProgramSearch

    /// - Parameter environment: the variables that are answered, searched for programs and passed on.
    init(environment: [String: String] = ProcessArguments.environment()) {
        self.environment = environment
        programs = ProgramSearch(path: environment["PATH"])
    }

    func answer(_ access: Access, within limit: Duration) async -> Outcome {
        switch access {
        case .platform:
            return Self.platform()
        case .environment(let name):
            return environment[name].map(Outcome.value) ?? .absent
        case .file(let path):
            return await Self.unhurried(limit) { Self.file(path) }
        case .directory(let path):
            return await Self.unhurried(limit) { Self.directory(path) }
        case .command(let argv):
            return await command(argv, limit: limit)
        }
    }

    private func command(_ argv: [String], limit: Duration) async -> Outcome {
        guard let program = argv.first else { return .failed("a command needs its program") }
        guard limit > .zero else { return .timedOut }
        let deadline = ContinuousClock.now + limit
        // Only a program that cannot even be started, from a wedged disk, takes longer than its run.
        let latest = limit + CommandRun.overrun + .milliseconds(200)
        return await BlockingWork.run(limit: latest, late: .timedOut) {
            switch programs.find(program) {
            case .absent: .absent
            case .denied: .denied
            case .failed(let fault): .failed("\(fault)")
            case .found(let path):
                Outcome(
                    CommandRun(path: path, argv: argv, environment: environment, deadline: deadline)
                        .result())
            }
        }
    }

    /// Files answer at once, or hang in a driver or on a dead server for good.
    private static func unhurried(
        _ limit: Duration, _ body: @escaping @Sendable () -> Outcome
    ) async -> Outcome {
        guard limit > .zero else { return .failed("no answer") }
        return await BlockingWork.run(limit: limit, late: .failed("no answer"), body)
    }

    private static func file(_ path: String) -> Outcome {
        guard path.hasPrefix("/") else { return .failed("not an absolute path") }
        do {
            let bytes = try RegularFile.read(path, limit: fileLimit)
            return .bytes(path == "/proc/1/environ" ? container(bytes) : bytes)
        } catch {
            switch error {
            case .system(let fault): return Outcome(fault)
            case .isDirectory: return .failed("is a directory")
            case .notRegular: return .failed("not a regular file")
            case .tooLarge: return .failed("larger than \(ByteCount(fileLimit))")
            }
        }
    }

    /// Of the first process's variables the one that names a container; others may be secrets.
    static func container(_ variables: [UInt8]) -> [UInt8] {
        variables.split(separator: 0).filter { $0.starts(with: "container=".utf8) }
            .flatMap { $0 + [0] }
    }

    private static func directory(_ path: String) -> Outcome {
        guard path.hasPrefix("/") else { return .failed("not an absolute path") }
        do {
            return .entries(try DirectoryListing.read(path))
        } catch {
            switch error {
            case .system(let fault): return Outcome(fault)
            case .tooLarge: return .failed("more than \(DirectoryListing.limit) names")
            }
        }
    }

    private static func platform() -> Outcome {
        var names = utsname()
        guard unsafe uname(&names) == 0 else { return .failed("\(SystemFault("uname"))") }
        let machine = text(names.machine)
        return .platform(
            Platform(
                system: text(names.sysname), release: text(names.release), machine: machine,
                process: CLibrary.processor ?? machine))
    }

    /// What this machine is called; nil if the system does not say.
    static func hostName() -> String? {
        var names = utsname()
        guard unsafe uname(&names) == 0 else { return nil }
        return text(names.nodename)
    }

    /// The text in a C array, up to its NUL.
    private static func text<Characters>(_ characters: Characters) -> String {
        unsafe withUnsafeBytes(of: characters) {
            unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}

extension Outcome {
    /// What an error of the system means as an answer about a file or directory.
    init(_ fault: SystemFault) {
        self =
            switch fault.code {
            case ENOENT, ENOTDIR: .absent
            case EACCES, EPERM: .denied
            default: .failed("\(fault)")
            }
    }
}

/// Finds programs as a shell would, without one.
struct ProgramSearch: Sendable {
    /// What a name came to.
    enum Result: Hashable, Sendable {
        /// The absolute path of a file that may be run.
        case found(String)
        case absent
        /// There is such a file, and it may not be run; or it was named by a path that is closed.
        case denied
        case failed(SystemFault)
    }

    /// Where programs are looked for when the variable is not set.
    static let defaultPath = "/usr/bin:/bin"

    /// The directories that are searched, in order.
    let directories: [String]

    /// Takes the value of `PATH`; nil if it is not set.
    ///
    /// Only absolute directories count: what is run must not depend on where `mn` is started.
    init(path: String?) {
        directories = (path ?? Self.defaultPath).split(separator: ":").map(String.init)
            .filter { $0.hasPrefix("/") }
    }

    /// Looks for a program by its name, or at an absolute path.
    func find(_ program: String) -> Result {
        if program.hasPrefix("/") { return Self.examine(program, ifClosed: .denied) }
        // A relative path names nothing, because there is no directory that it could start from.
        guard !program.isEmpty, !program.contains("/") else { return .absent }
        var result = Result.absent
        for directory in directories {
            // The kernel goes on past a folder that may not be searched: nothing is known to be in it.
            switch Self.examine("\(directory)/\(program)", ifClosed: .absent) {
            case .found(let path): return .found(path)
            case .denied: result = .denied
            case .failed(let fault): if result == .absent { result = .failed(fault) }
            case .absent: break
            }
        }
        return result
    }

    /// - Parameter closed: what a path through a folder that may not be searched comes to.
    private static func examine(_ path: String, ifClosed closed: Result) -> Result {
        do {
            let status = try FileStatus.of(path)
            guard status.st_mode & S_IFMT == S_IFREG else { return .absent }
            if unsafe access(path, X_OK) == 0 { return .found(path) }
            let fault = SystemFault("access")
            return fault.code == EACCES ? .denied : .failed(fault)
        } catch {
            return switch error.code {
            case ENOENT, ENOTDIR: .absent
            case EACCES: closed
            default: .failed(error)
            }
        }
    }
}
