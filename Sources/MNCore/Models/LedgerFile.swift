/// The ledger on disk, for those who change it.
package struct LedgerFile: Sendable {
    private let files: any Files
    private let time: any Time
    private let environment: any Variables
    private let path: String

    /// How long another writer may have the ledger; it takes a moment each.
    private static let patience = Duration.seconds(30)
    private static let pause = Duration.milliseconds(20)

    /// - Throws: `noHome` where it is not known where the ledger lies.
    package init(
        files: any Files, time: any Time, environment: any Variables
    ) throws(LedgerFault) {
        guard let path = Ledger.path(environment) else { throw .noHome }
        self.files = files
        self.time = time
        self.environment = environment
        self.path = path
    }

    /// Reads it, and throws if it is malformed: before anything is pulled, and not after.
    package func read() throws -> Ledger { try Ledger.load(files, environment) }

    /// Finds out whether the ledger can be changed: locked, read, understood and written.
    ///
    /// It is done before what takes long, so that nobody waits for a download that cannot be written down.
    package func prepare() async throws {
        let lock = try await lock()
        defer { lock.release() }
        files.removeLeftovers(in: Self.folder(of: place))
        let room = [UInt8](repeating: 0, count: Self.roomForRecord)
        try files.rehearse(path, with: Array(try read().text.utf8) + room)
    }

    /// More than the record of a model takes.
    private static let roomForRecord = 4096

    /// The ledger itself, where its path is that of a link: whoever comes by another path has the same lock.
    private var place: String { (try? files.resolved(path)) ?? path }

    private static func folder(of path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            .joined(separator: "/")
    }

    private func lock() async throws -> any FileLock {
        try await Self.lock("\(place).lock", files, time, patience: Self.patience)
    }

    /// Reads, changes and writes the ledger, as the only one who does.
    ///
    /// - Returns: the ledger as it was.
    /// - Throws: what `body` throws; then nothing is written.
    @discardableResult
    package func change(_ body: (inout Ledger) throws -> Void) async throws -> Ledger {
        let lock = try await lock()
        defer { lock.release() }
        let before = try read()
        var ledger = before
        try body(&ledger)
        if ledger != before { try files.replace(path, with: Array(ledger.text.utf8)) }
        return before
    }

    /// Takes the lock under which one model is installed, updated or removed, one at a time.
    ///
    /// The runner damages two pulls of one model at once (dmr-contract §3.6). A download may take hours,
    /// so there is no limit; after a minute the lock is asked for less often.
    ///
    /// - Parameter waiting: called once if somebody else has it.
    package func lockModel(
        _ reference: String, waiting: () -> Void
    ) async throws -> any FileLock {
        let digest = SHA256.hexadecimal(SHA256.digest(Array(Reference(reference).normalized.utf8)))
        let name = "\(Self.folder(of: place))/locks/\(digest.prefix(16)).lock"
        if let lock = try files.lock(name) { return lock }
        waiting()
        return try await Self.lock(name, files, time, patience: nil)
    }

    private static func lock(
        _ name: String, _ files: any Files, _ time: any Time, patience: Duration?
    ) async throws -> any FileLock {
        let start = time.now
        while true {
            if let lock = try files.lock(name) { return lock }
            if let patience, time.now - start > patience { throw LedgerFault.locked(name) }
            let isLong = time.now - start > .seconds(60)
            await time.sleep(for: patience != nil ? pause : isLong ? pause * 100 : pause * 10)
        }
    }
}

/// A ledger that cannot be changed.
package enum LedgerFault: DiagnosticError, Hashable {
    case noHome
    /// Somebody else holds this lock for too long.
    case locked(String)

    package var code: ErrorCode {
        switch self {
        case .noHome: .noHome
        case .locked: .ledgerLocked
        }
    }

    package var problem: String {
        switch self {
        case .noHome: "It is not known where to keep the ledger: HOME is not set."
        case .locked(let path): "Another program holds the ledger: \(path)."
        }
    }

    package var fixes: [String] {
        switch self {
        case .noHome: ["export MN_HOME=/path/to/a/folder"]
        case .locked: ["ps -e | grep -w mn", "Run the same command again."]
        }
    }
}
