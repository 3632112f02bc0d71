import MNCore
import MNSim
import Testing

@testable import mn

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What every implementation of the recording seam keeps to.
@Suite struct `Recordings of every kind` {
    enum Kind: String, CaseIterable, Sendable {
        case live, memory
    }

    private static func bench(_ kind: Kind) throws -> RecordingsBench {
        switch kind {
        case .live:
            let folder = try TemporaryFolder()
            return RecordingsBench(
                recordings: LiveRecordings(), files: LiveFiles(), root: folder.path,
                keeping: folder)
        case .memory:
            let files = MemoryFiles([:])
            return RecordingsBench(recordings: MemoryRecordings(files), files: files, root: "/r")
        }
    }

    @Test(arguments: Kind.allCases, SeamRule<RecordingsBench>.recordings)
    func `keep to the rule`(kind: Kind, rule: SeamRule<RecordingsBench>) async throws {
        #expect(await rule.findings(on: try Self.bench(kind)) == [])
    }

    @Test(arguments: SeamRule<RecordingsBench>.recordings)
    func `that break a rule are told`(rule: SeamRule<RecordingsBench>) async throws {
        #expect(await rule.findings(on: rule.breaking(try Self.bench(.memory))) != [])
    }

    @Test func `on a disk are their owner's alone, and no home is made in nowhere`() throws {
        let folder = try TemporaryFolder()
        let file = try LiveRecordings().make(folder("home/runs/a"))
        #expect(try FileStatus.of(folder("home/runs/a")).st_mode & 0o777 == 0o600)
        #expect(try FileStatus.of(folder("home/runs")).st_mode & 0o777 == 0o700)
        file.release()
        #expect(throws: FileFault.self) { try LiveRecordings().make(folder("no/home/runs/a")) }
        #expect(!FileStatus.exists(folder("no")))
    }

    @Test func `on a disk are no links, and no link is followed`() throws {
        let folder = try TemporaryFolder()
        try FileReplacement.makeParent(of: folder("runs/target"))
        try folder.write("runs/target", "old".utf8)
        guard unsafe symlink("target", folder("runs/a")) == 0 else { throw SystemFault("symlink") }
        #expect(throws: FileFault.self) { try LiveRecordings().make(folder("runs/a")) }
        #expect(!LiveRecordings().remove(folder("runs/a")))
        #expect(!LiveRecordings().remove(folder("runs")))
        #expect(FileStatus.exists(folder("runs/target")))
    }
}
