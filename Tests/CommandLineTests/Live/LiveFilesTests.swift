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

@Suite struct `Live files` {
    let folder: TemporaryFolder
    let files = LiveFiles()

    init() throws { folder = try TemporaryFolder() }

    /// Why reading, listing or replacing goes wrong.
    func reason(_ body: () throws(FileFault) -> Void) -> FileFault.Reason? {
        do { try body() } catch { return error.reason }
        return nil
    }

    func readReason(_ path: String) -> FileFault.Reason? {
        reason { () throws(FileFault) in _ = try files.read(path, limit: 100) }
    }

    func listReason(_ path: String) -> FileFault.Reason? {
        reason { () throws(FileFault) in _ = try files.list(path) }
    }

    func replaceReason(_ path: String) -> FileFault.Reason? {
        reason { () throws(FileFault) in try files.replace(path, with: [1]) }
    }

    @Test func `are read up to the limit`() throws {
        let path = try folder.write("file", [1, 2, 3])
        #expect(try files.read(path, limit: 3) == [1, 2, 3])
        #expect(throws: FileFault(path, .tooLarge(limit: 2))) { try files.read(path, limit: 2) }
        #expect(throws: FileFault(path, .tooLarge(limit: 0))) { try files.read(path, limit: 0) }
        #expect(try files.read(try folder.write("empty", []), limit: 0) == [])
    }

    @Test func `say what keeps them from being read`() throws {
        let file = try folder.write("file", [])
        #expect(unsafe mkfifo(folder("pipe"), 0o600) == 0)
        #expect(readReason(folder("none")) == .notFound)
        #expect(readReason(file + "/below") == .notFound)
        #expect(readReason("") == .notFound)
        #expect(readReason(folder.path) == .isDirectory)
        #expect(readReason(folder("pipe")) == .failed("not a regular file"))
        #expect(readReason("/dev/zero") == .failed("not a regular file"))
        #expect(readReason("nul\0") == .failed("stat: Invalid argument"))
    }

    @Test func `are listed by name`() throws {
        for name in ["b", "a", ".hidden", "ä"] { try folder.write(name, []) }
        #expect(try files.list(folder.path) == [".hidden", "a", "b", "ä"].sorted())
        #expect(listReason(folder("none")) == .notFound)
        #expect(listReason(folder("a")) == .notADirectory)
    }

    @Test func `are made with the directories on the way`() throws {
        try files.replace(folder("one/two/file"), with: [1, 2])
        #expect(try files.read(folder("one/two/file"), limit: 9) == [1, 2])
        #expect(try files.list(folder("one/two")) == ["file"])
    }

    @Test func `keep their permissions when they are replaced`() throws {
        let path = try folder.write("file", [1], mode: 0o640)
        try files.replace(path, with: [2])
        #expect(try FileStatus.of(path).st_mode & 0o777 == 0o640)
        #expect(try files.read(path, limit: 9) == [2])
    }

    @Test func `are replaced in a directory that cannot be read`() async throws {
        #expect(unsafe mkdir(folder("dark"), 0o333) == 0)
        #expect(unsafe chmod(folder("dark"), 0o333) == 0)
        await #expect(processExitsWith: .success) { [path = folder("dark") as String] in
            if geteuid() == 0 { #expect(setuid(65_534) == 0) }
            try LiveFiles().replace(path + "/file", with: [1])
            #expect(try LiveFiles().read(path + "/file", limit: 9) == [1])
        }
    }

    @Test func `are replaced behind a symbolic link`() throws {
        try folder.write("target", [1])
        #expect(unsafe symlink("target", folder("link")) == 0)
        try files.replace(folder("link"), with: [2])
        #expect(try files.read(folder("target"), limit: 9) == [2])
        #expect(
            try DirectoryListing.read(folder.path)
                == [DirectoryEntry("link", target: "target"), DirectoryEntry("target")])
    }

    @Test func `are left alone, and nothing beside them, when they cannot be replaced`() throws {
        try folder.write("file", [1])
        #expect(unsafe mkdir(folder("folder"), 0o755) == 0)
        #expect(unsafe mkfifo(folder("pipe"), 0o600) == 0)
        #expect(replaceReason(folder("folder")) == .isDirectory)
        #expect(replaceReason(folder("new/")) == .isDirectory)
        #expect(replaceReason(folder("pipe")) == .failed("not a regular file"))
        #expect(replaceReason("/dev/null") == .failed("not a regular file"))
        #expect(replaceReason(folder("file/below")) == .notADirectory)
        #expect(replaceReason("") == .notFound)
        #expect(try folder.names() == ["file", "folder", "pipe"])
        #expect(try files.read(folder("file"), limit: 9) == [1])
    }

    @Test func `name the directory that is in the way`() throws {
        let file = try folder.write("file", [1])
        #expect(throws: FileFault(file, .notADirectory)) {
            try files.replace(file + "/below", with: [])
        }
    }

    /// Asked as another user in a process of its own, because nothing is denied to root.
    @Test func `say that they are denied`() async throws {
        try folder.write("secret", [1], mode: 0)
        try folder.write("fixed", [1], mode: 0o444)
        #expect(unsafe chmod(folder.path, 0o777) == 0)
        #expect(unsafe mkdir(folder("closed"), 0o555) == 0)
        await #expect(processExitsWith: .success) { [path = folder.path as String] in
            if geteuid() == 0 { #expect(setuid(65_534) == 0) }
            let files = LiveFiles()
            #expect(throws: FileFault(path + "/secret", .denied)) {
                try files.read(path + "/secret", limit: 9)
            }
            for name in ["/fixed", "/closed/new"] {
                #expect(throws: FileFault(path + name, .denied)) {
                    try files.replace(path + name, with: [2])
                }
            }
            #expect(throws: FileFault(path + "/closed/new", .denied)) {
                try files.replace(path + "/closed/new/file", with: [2])
            }
        }
        #expect(try files.read(folder("fixed"), limit: 9) == [1])
        #expect(try folder.names() == ["closed", "fixed", "secret"])
        #expect(try files.list(folder("closed")) == [])
    }

    #if canImport(Glibc)
    /// In a process of its own, because the limit on the size of files holds for all of it.
    @Test func `leave nothing behind when the disk is full`() async throws {
        try folder.write("file", [1])
        await #expect(processExitsWith: .success) { [path = folder("file") as String] in
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 10, rlim_max: 10)
            #expect(unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            let bytes = [UInt8](repeating: 2, count: 100)
            let fault = FileFault(path, .failed("write: File too large"))
            #expect(throws: fault) { try LiveFiles().rehearse(path, with: bytes) }
            #expect(throws: fault) { try LiveFiles().replace(path, with: bytes) }
        }
        #expect(try folder.names() == ["file"])
        #expect(try files.read(folder("file"), limit: 9) == [1])
    }
    #endif

    @Test func `are never seen half written by twenty writers`() async throws {
        let path = folder("file")
        let files = files
        try files.replace(path, with: [UInt8](repeating: 0, count: 10_000))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 1...20 {
                group.addTask {
                    for _ in 0..<3 {
                        try files.replace(
                            path, with: [UInt8](repeating: UInt8(writer), count: 10_000))
                        let seen = try files.read(path, limit: 20_000)
                        #expect(seen.count == 10_000 && Set(seen).count == 1)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try folder.names() == ["file"])
    }
}
