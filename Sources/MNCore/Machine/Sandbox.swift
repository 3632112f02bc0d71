/// The seam to a kernel that can put another machine around a program: Linux alone.
package protocol Sandbox: Sendable {
    /// What lies at a path of this machine, not through a link at its end; nil if nothing does.
    func kind(_ path: String) -> SandboxPathKind?
    /// The names in a folder of this machine; none if it cannot be read.
    func entries(_ path: String) -> [DirectoryEntry]
    /// Where a path leads through all links; nil if nowhere.
    func resolved(_ path: String) -> String?
    /// The places at which something is mounted on this machine.
    func mountPoints() -> [String]
    /// The absolute path of this program itself, so that it can stand in for others.
    func ownProgram() -> String?
    /// Where the caller is.
    func directory() -> String
    /// Whether the user is root.
    var isRoot: Bool { get }
    /// A word that nobody can guess.
    func token() -> String
    /// Puts a tree on the disk, for engines without mounts; gives its path.
    func store(_ steps: [SandboxStep]) throws -> String
    /// Takes away what `store` has put there.
    func remove(_ path: String)
    /// Makes the machine, runs the program to its end, and leaves nothing of either.
    ///
    /// The program has the standard streams, the terminal and the signals of this one.
    func run(_ run: SandboxRun) async -> SandboxEnding
    /// Lets this process end as the program has, once all is said: by the same signal.
    func endLater(by signal: Int)
}

/// What a path of the host is.
package enum SandboxPathKind: Hashable, Sendable {
    case folder
    case link(String)
    /// A file, a device, a socket or the like.
    case file
}

/// Something that is done before the program starts.
package struct SandboxStep: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case folder = "d"
        case file = "f"
        case link = "l"
        case mode = "m"
        /// A file system in memory.
        case memory = "t"
        /// The processes of the machine.
        case processes = "p"
        /// The same files at another path, with all that is mounted below.
        case bind = "b"
        /// A file or link put onto another, without following either.
        case onto = "o"
        case overlay = "v"
        /// A name in a layer of an overlay that the lower ones then lack.
        case hole = "w"
        /// From here on the root is another one.
        case root = "r"
    }

    package var kind: Kind
    package var path: String
    /// The other path, the target of a link, or options of a mount.
    package var source: String
    package var bytes: [UInt8]
    /// The permissions.
    package var mode: Int
    /// Whether the machine is one without it, too.
    package var mayFail: Bool

    package init(
        _ kind: Kind, _ path: String, from source: String = "", bytes: [UInt8] = [],
        mode: Int = 0o755, mayFail: Bool = false
    ) {
        self.kind = kind
        self.path = path
        self.source = source
        self.bytes = bytes
        self.mode = mode
        self.mayFail = mayFail
    }
}

/// A program and the machine around it.
package struct SandboxRun: Hashable, Sendable {
    /// Whose answer a system call is given.
    package struct Facts: Hashable, Sendable {
        package var platform: Platform?
        /// Total, free, buffers, swap, free swap, in KiB; none leaves the host's.
        package var memory: [Int]

        package init(platform: Platform?, memory: [Int]) {
            self.platform = platform
            self.memory = memory
        }
    }

    package enum Way: Hashable, Sendable {
        /// With mounts of its own.
        case mounts(user: Bool)
        /// With answers out of the tree at a path, and nothing at other paths.
        case answers(tree: String, gone: [String])
        /// As it is.
        case plain
    }

    package var way: Way
    package var steps: [SandboxStep] = []
    /// What `store` gave for it, which is taken away with its end; nil if nothing is.
    package var rubbish: String?
    package var facts = Facts(platform: nil, memory: [])
    /// Where the log is, inside; nil if there is none.
    package var log: String?
    /// What root keeps, a bit for each capability.
    package var capabilities: UInt64 = 0
    package var directory: String
    package var argv: [String]
    package var variables: [String: String]

    package init(
        _ way: Way, directory: String, argv: [String], variables: [String: String]
    ) {
        self.way = way
        self.directory = directory
        self.argv = argv
        self.variables = variables
    }
}

/// Why a program in a machine could not be started.
package enum ProgramProblem: Hashable, Sendable {
    case absent
    case denied
    /// It is a file of no kind that the system runs.
    case otherFormat
    /// Its arguments and variables are longer than the system takes.
    case tooLong
    /// The system's words.
    case other(String)
}

/// How a program in a machine ended.
package struct SandboxEnding: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case exited(Int)
        case signalled(Int)
        /// The machine could not be made: the step, and the system's words.
        case noMachine(step: SandboxStep?, reason: String)
        case noProgram(ProgramProblem)
        /// What stood beside the program was killed.
        case killed
    }

    package var kind: Kind
    /// The steps that failed and may, and the system's words.
    package var missed: [String] = []
    /// What was written to the log.
    package var log: [UInt8] = []

    package init(_ kind: Kind) { self.kind = kind }
}
