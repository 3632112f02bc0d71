import MNCore
import Testing

@testable import mn

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Whose the files are that this program writes; only root can try it.
@Suite(.enabled("needs root") { Processes.isSuperuser }) struct `The owner of a file` {
    let folder: TemporaryFolder
    private static let user: uid_t = 12_345
    private static let group: gid_t = 12_346

    init() throws { folder = try TemporaryFolder() }

    private func isUsers(_ name: String) throws -> Bool {
        let status = try FileStatus.of(folder(name))
        return status.st_uid == Self.user && status.st_gid == Self.group
    }

    private func give(_ name: String) {
        #expect(unsafe chown(folder(name), Self.user, Self.group) == 0)
    }

    @Test(arguments: [0o600, 0o640, 0o664, 0o444] as [mode_t])
    func `stays with its mode when root replaces it`(
        mode: mode_t
    ) throws {
        try folder.write("ledger", [1], mode: mode)
        give("ledger")
        #expect(unsafe symlink("ledger", folder("link")) == 0)
        for name in ["ledger", "link"] {
            try LiveFiles().replace(folder(name), with: [2])
            #expect(try isUsers("ledger"))
            #expect(try FileStatus.of(folder("ledger")).st_mode & 0o7777 == mode)
        }
        #expect(try LiveFiles().read(folder("ledger"), limit: 9) == [2])
    }

    @Test func `is that of the folder for what root makes anew`() async throws {
        #expect(unsafe mkdir(folder("home"), 0o755) == 0)
        give("home")
        let files = LiveFiles()
        try files.replace(folder("home/models/deep/new"), with: [1])
        try files.lock(folder("home/models/locks/a.lock"))?.release()
        try files.append([1], to: folder("home/runs/one/stdout.log"))
        for name in [
            "models", "models/deep", "models/deep/new", "models/locks", "models/locks/a.lock",
            "runs", "runs/one", "runs/one/stdout.log",
        ] {
            #expect(try isUsers("home/\(name)"), "\(name)")
        }
        try files.replace(folder("own"), with: [1])
        #expect(try FileStatus.of(folder("own")).st_uid == 0)
    }

    @Test func `that would change keeps the file from being replaced`() async throws {
        #expect(unsafe chmod(folder.path, 0o777) == 0)
        try folder.write("roots", [1], mode: 0o666)
        await #expect(processExitsWith: .success) { [path = folder("roots") as String] in
            #expect(setgid(65_534) == 0 && setuid(65_534) == 0)
            let fault = FileFault(path, .failed("keeping its owner: Operation not permitted"))
            #expect(throws: fault) { try LiveFiles().rehearse(path, with: [2]) }
            #expect(throws: fault) { try LiveFiles().replace(path, with: [2]) }
        }
        #expect(try LiveFiles().read(folder("roots"), limit: 9) == [1])
        #expect(try folder.names() == ["roots"])
    }

    @Test func `who may write it and not read it cannot replace it`() async throws {
        #expect(unsafe chmod(folder.path, 0o777) == 0)
        try folder.write("secret", [1], mode: 0o222)
        await #expect(processExitsWith: .success) { [path = folder("secret") as String] in
            #expect(setgid(65_534) == 0 && setuid(65_534) == 0)
            #expect(throws: FileFault(path, .denied)) { try LiveFiles().replace(path, with: [2]) }
        }
        #expect(try LiveFiles().read(folder("secret"), limit: 9) == [1])
    }

    @Test func `of a lock may be another, if it can be read`() async throws {
        #expect(unsafe chmod(folder.path, 0o755) == 0)
        try folder.write("lock", [], mode: 0o444)
        await #expect(processExitsWith: .success) { [path = folder("lock") as String] in
            #expect(setgid(65_534) == 0 && setuid(65_534) == 0)
            let lock = try LiveFiles().lock(path)
            #expect(lock != nil)
            #expect(try LiveFiles().lock(path) == nil)
        }
    }
}
