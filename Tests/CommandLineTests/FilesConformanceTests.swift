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

/// What every implementation of the file seam keeps to, the disk and those that stand in for it.
@Suite struct `Files of every kind` {
    enum Kind: String, CaseIterable, Sendable {
        case live, memory, overlay
        /// Kept in memory, over a disk.
        case overlayOverLive
    }

    /// Files of one kind, with what a test puts there.
    struct Bench {
        let files: any Files
        let root: String
        private let folder: TemporaryFolder?

        /// - Parameters:
        ///   - texts: files by their paths below the root.
        ///   - links: where symbolic links lead, by theirs.
        init(_ kind: Kind, texts: [String: String] = [:], links: [String: String] = [:]) throws {
            if kind == .memory || kind == .overlay {
                folder = nil
                root = "/root/of/all"
                let base = MNSim.MemoryFiles(
                    Dictionary(
                        uniqueKeysWithValues: texts.map { ("/root/of/all/\($0)", Array($1.utf8)) }),
                    links: Dictionary(
                        uniqueKeysWithValues: links.map { ("/root/of/all/\($0)", $1) }))
                files = kind == .memory ? base : OverlayFiles(base, over: "/elsewhere")
                return
            }
            let folder = try TemporaryFolder()
            self.folder = folder
            root = folder.path
            for name in texts.keys.map({ $0 }) + links.keys {
                try FileReplacement.makeParent(of: folder(name))
            }
            for (name, text) in texts { try folder.write(name, text.utf8) }
            for (name, target) in links {
                guard unsafe symlink(target, folder(name)) == 0 else {
                    throw SystemFault("symlink")
                }
            }
            files =
                kind == .live ? LiveFiles() : OverlayFiles(LiveFiles(), over: "/elsewhere")
        }

        func path(_ name: String) -> String { name.isEmpty ? root : "\(root)/\(name)" }

        func text(_ name: String) -> String? {
            (try? files.read(path(name), limit: 1 << 20)).map {
                String(decoding: $0, as: UTF8.self)
            }
        }

        /// What is wrong, in a word; the path of a fault below the root stands behind it.
        func fault(_ body: () throws(FileFault) -> Void) -> String {
            do throws(FileFault) {
                try body()
                return "none"
            } catch {
                let place = error.path.hasPrefix(root) ? error.path.dropFirst(root.count + 1) : ""
                return switch error.reason {
                case .notFound: "notFound \(place)"
                case .denied: "denied \(place)"
                case .isDirectory: "isDirectory \(place)"
                case .notADirectory: "notADirectory \(place)"
                case .brokenLink: "brokenLink \(place)"
                case .tooLarge: "tooLarge \(place)"
                case .failed: "failed \(place)"
                }
            }
        }

        func reading(_ name: String) -> String {
            fault { () throws(FileFault) in _ = try files.read(path(name), limit: 100) }
        }
        func listing(_ name: String) -> String {
            fault { () throws(FileFault) in _ = try files.list(path(name)) }
        }
        func replacing(_ name: String) -> String {
            let rehearsed = fault { () throws(FileFault) in
                try files.rehearse(path(name), with: [7])
            }
            let done = fault { () throws(FileFault) in try files.replace(path(name), with: [7]) }
            return rehearsed == done ? done : "\(done), rehearsed \(rehearsed)"
        }
        func locking(_ name: String) -> String {
            fault { () throws(FileFault) in _ = try files.lock(path(name)) }
        }
    }

    private static let texts = ["file": "old", "dir/a": "1", "dir/sub/b": "2", "dir/.c": "3"]

    @Test(arguments: Kind.allCases)
    func `add to the end of a file, which is made if need be`(kind: Kind) throws {
        let bench = try Bench(kind, texts: ["there": "a"])
        for name in ["there", "new/one"] {
            for text in ["b", "c"] {
                try bench.files.append(Array(text.utf8), to: bench.path(name))
            }
        }
        #expect(try bench.files.read(bench.path("there"), limit: 9) == Array("abc".utf8))
        #expect(try bench.files.read(bench.path("new/one"), limit: 9) == Array("bc".utf8))
        #expect(throws: FileFault.self) { try bench.files.append([1], to: bench.path("there/x")) }
    }

    @Test func `that are laid over others keep what is added to them`() throws {
        let base = MNSim.MemoryFiles(["/h/a": [1]])
        let files = OverlayFiles(base, over: "/h")
        try files.append([2], to: "/h/a")
        try files.append([3], to: "/h/a")
        #expect(try files.read("/h/a", limit: 9) == [1, 2, 3])
        #expect(base.all == ["/h/a": [1]])
    }

    @Test(arguments: Kind.allCases) func `are read, and say what keeps them from it`(
        kind: Kind
    ) throws {
        let bench = try Bench(kind, texts: Self.texts)
        #expect(bench.text("file") == "old")
        #expect(try bench.files.read(bench.path("file"), limit: 3).count == 3)
        #expect(
            bench.fault { () throws(FileFault) in
                _ = try bench.files.read(bench.path("file"), limit: 2)
            } == "tooLarge file")
        #expect(bench.reading("none") == "notFound none")
        #expect(bench.reading("none/below") == "notFound none/below")
        #expect(bench.reading("file/below") == "notFound file/below")
        #expect(bench.reading("dir") == "isDirectory dir")
        #expect(
            bench.fault { () throws(FileFault) in _ = try bench.files.read("", limit: 1) }
                == "notFound ")
    }

    @Test(arguments: Kind.allCases) func `are listed by their names alone, sorted`(
        kind: Kind
    ) throws {
        let bench = try Bench(kind, texts: Self.texts, links: ["dir/link": "../file"])
        #expect(try bench.files.list(bench.path("dir")) == [".c", "a", "link", "sub"])
        #expect(try bench.files.list(bench.path("dir") + "/") == [".c", "a", "link", "sub"])
        #expect(bench.listing("none") == "notFound none")
        #expect(bench.listing("file") == "notADirectory file")
    }

    @Test(arguments: Kind.allCases) func `are replaced with the folders on the way`(
        kind: Kind
    ) throws {
        let bench = try Bench(kind, texts: Self.texts)
        #expect(bench.replacing("file") == "none")
        #expect(bench.replacing("new/er/file") == "none")
        #expect(bench.text("file") == "\u{7}" && bench.text("new/er/file") == "\u{7}")
        #expect(try bench.files.list(bench.path("new/er")) == ["file"])
        #expect(bench.replacing("dir") == "isDirectory dir")
        #expect(bench.replacing("new/") == "isDirectory new/")
        #expect(bench.replacing("file/below") == "notADirectory file")
        #expect(bench.text("dir/a") == "1")
    }

    @Test(arguments: Kind.allCases) func `stay as they are in a rehearsal`(kind: Kind) throws {
        let bench = try Bench(kind, texts: Self.texts)
        try bench.files.rehearse(bench.path("file"), with: [9])
        try bench.files.rehearse(bench.path("fresh"), with: [9])
        #expect(bench.text("file") == "old" && bench.text("fresh") == nil)
        #expect(try bench.files.list(bench.root) == ["dir", "file"])
    }

    @Test(arguments: Kind.allCases) func `are replaced where a link leads, and the link stays`(
        kind: Kind
    ) throws {
        let bench = try Bench(
            kind, texts: Self.texts,
            links: [
                "one": "file", "two": "one", "deep/link": "../dir/a", "folder": "dir",
                "up": "dir/sub/../a",
            ])
        for (link, target) in [
            ("one", "file"), ("two", "file"), ("deep/link", "dir/a"), ("folder/.c", "dir/.c"),
            ("up", "dir/a"),
        ] {
            bench.files.removeLeftovers(in: bench.root)
            try bench.files.replace(bench.path(link), with: Array(link.utf8))
            #expect(bench.text(target) == link, "\(link)")
            #expect(bench.text(link) == link, "\(link)")
            #expect(
                try bench.files.resolved(bench.path(link)).hasSuffix("/\(target)"), "\(link)")
        }
        #expect(bench.replacing("folder") == "isDirectory folder")
        #expect(bench.reading("folder") == "isDirectory folder")
        #expect(try bench.files.list(bench.path("folder")) == [".c", "a", "sub"])
    }

    @Test(arguments: Kind.allCases) func `are not there, nor made, where a link leads nowhere`(
        kind: Kind
    ) throws {
        let bench = try Bench(
            kind, texts: Self.texts,
            links: [
                "hang": "no/where", "second": "hang", "lost": "nowhere", "dir/up": "../none",
                "self": "self", "a": "b", "b": "a",
            ])
        let before = try bench.files.list(bench.root)
        for (name, fault) in [
            ("hang", "brokenLink hang"), ("lost/file", "brokenLink lost"),
            ("lost/two/file", "brokenLink lost"), ("dir/up", "brokenLink dir/up"),
        ] {
            #expect(bench.reading(name) == fault)
            #expect(bench.replacing(name) == fault)
            #expect(bench.locking(name) == fault)
        }
        #expect(bench.listing("lost") == "brokenLink lost")
        #expect(bench.reading("second").hasPrefix("brokenLink "))
        #expect(bench.replacing("second").hasPrefix("brokenLink "))
        for name in ["self", "a", "b"] {
            #expect(bench.reading(name) == "failed \(name)")
            #expect(bench.replacing(name) == "failed \(name)")
        }
        #expect(try bench.files.list(bench.root) == before)
    }

    @Test(arguments: Kind.allCases) func `are locked by one at a time`(kind: Kind) throws {
        let bench = try Bench(kind, texts: Self.texts)
        let first = try #require(try bench.files.lock(bench.path("locks/a")))
        #expect(try bench.files.lock(bench.path("locks/a")) == nil)
        #expect(try bench.files.lock(bench.path("locks/./a")) == nil)
        let other = try #require(try bench.files.lock(bench.path("locks/b")))
        first.release()
        let second = try #require(try bench.files.lock(bench.path("locks/a")))
        // Whoever releases twice releases nothing of others.
        first.release()
        #expect(try bench.files.lock(bench.path("locks/a")) == nil)
        second.release()
        other.release()
        do { _ = try bench.files.lock(bench.path("locks/a")) }
        #expect(try bench.files.lock(bench.path("locks/a")) != nil, "a holder that is gone")
        #expect(bench.locking("file/lock") == "notADirectory file")
        #expect(bench.locking("dir") == "isDirectory dir")
    }
}
