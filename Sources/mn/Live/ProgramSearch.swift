#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

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
