import MNCore
import MNSim
import TestSupport
import Testing

@testable import mn

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What every implementation of the file seam keeps to, the disk and those that stand in for it.
@Suite struct `Files of every kind` {
    enum Kind: String, CaseIterable, Sendable {
        case live, memory, overlay
        /// Kept in memory, over a disk.
        case overlayOverLive
        case traced
    }

    static func bench(_ kind: Kind) throws -> FilesBench {
        switch kind {
        case .live: try disk()
        case .memory: memory()
        case .overlay: over(memory()) { OverlayFiles($0, over: "/elsewhere") }
        case .overlayOverLive: over(try disk()) { OverlayFiles($0, over: "/elsewhere") }
        case .traced: over(memory()) { Tracer(.bare(files: $0)).world.files }
        }
    }

    private static func over(
        _ bench: FilesBench, _ wrap: (any Files) -> any Files
    ) -> FilesBench {
        var bench = bench
        bench.files = wrap(bench.files)
        return bench
    }

    private static func memory() -> FilesBench {
        let root = "/root/of/all"
        func below<Value>(_ values: [String: Value]) -> [String: Value] {
            Dictionary(uniqueKeysWithValues: values.map { ("\(root)/\($0)", $1) })
        }
        let files = MemoryFiles(texts: below(FilesBench.texts), links: below(FilesBench.links))
        return FilesBench(files: files, root: root)
    }

    private static func disk() throws -> FilesBench {
        let folder = try TemporaryFolder()
        for name in Array(FilesBench.texts.keys) + FilesBench.links.keys {
            try FileReplacement.makeParent(of: folder(name))
        }
        for (name, text) in FilesBench.texts { try folder.write(name, text.utf8) }
        for (name, target) in FilesBench.links {
            guard unsafe symlink(target, folder(name)) == 0 else { throw SystemFault("symlink") }
        }
        return FilesBench(files: LiveFiles(), root: folder.path, keeping: folder)
    }

    @Test(arguments: Kind.allCases, SeamRule<FilesBench>.files)
    func `keep to the rule`(kind: Kind, rule: SeamRule<FilesBench>) async throws {
        #expect(await rule.findings(on: try Self.bench(kind)) == [])
    }

    @Test func `that are laid over others keep what is added to them`() throws {
        let base = MemoryFiles(["/h/a": [1]])
        let files = OverlayFiles(base, over: "/h")
        try files.append([2], to: "/h/a")
        try files.append([3], to: "/h/a")
        #expect(try files.read("/h/a", limit: 9) == [1, 2, 3])
        #expect(base.all == ["/h/a": [1]])
    }

    @Test(arguments: SeamRule<FilesBench>.files)
    func `that break a rule are told`(rule: SeamRule<FilesBench>) async {
        #expect(await rule.findings(on: rule.breaking(Self.memory())) != [])
    }
}

extension World {
    /// A world of which only what is given matters.
    static func bare(
        machine: any Machine = ReplayMachine(Recording(), rest: .absent),
        files: any Files = MemoryFiles([:]),
        terminal: any Terminal = CapturedTerminal(width: nil),
        environment: any Variables = [:]
    ) -> World {
        World(
            machine: machine, http: NoServices(), processes: NoServices(), files: files,
            terminal: terminal,
            time: VirtualTime(), environment: environment)
    }
}
