import MNCore
import TestSupport

extension SeamRule<FilesBench> {
    /// What the comments of `Files` say.
    static var files: [SeamRule] { reading + writing + locking }

    private static var reading: [SeamRule] {
        [
            SeamRule(
                "The bytes of a file of at most `limit` bytes.",
                breaking: {
                    $0.changed {
                        $0.reading = { files, path, _ throws(FileFault) in
                            try files.read(path, limit: 1 << 20)
                        }
                    }
                }
            ) { bench, findings in
                findings.expect("a file", bench.text("file"), is: "old")
                let bytes = try bench.files.read(bench.path("file"), limit: 3)
                findings.expect("a file as large as the limit", bytes.count, is: 3)
                let fault = bench.fault { () throws(FileFault) in
                    _ = try bench.files.read(bench.path("file"), limit: 2)
                }
                findings.expect("a larger one", fault, is: "tooLarge file")
                for (name, fault) in [
                    ("none", "notFound none"), ("none/below", "notFound none/below"),
                    ("file/below", "notFound file/below"), ("dir", "isDirectory dir"),
                    ("folder", "isDirectory folder"),
                ] { findings.expect("read \(name)", bench.reading(name), is: fault) }
                let nameless = bench.fault { () throws(FileFault) in
                    _ = try bench.files.read("", limit: 1)
                }
                findings.expect("read no path", nameless, is: "notFound")
            },
            SeamRule(
                "The bytes of a file from an offset on, and none behind its end.",
                breaking: {
                    $0.changed {
                        $0.piecing = { files, path, offset throws(FileFault) in
                            try files.piece(of: path, at: max(offset - 1, 0))
                        }
                    }
                }
            ) { bench, findings in
                let path = bench.path("long")
                let whole = (0..<((1 << 20) + 5)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
                try bench.files.replace(path, with: whole)
                var bytes: [UInt8] = []
                var counts: [Int] = []
                repeat {
                    let piece = try bench.files.piece(of: path, at: bytes.count)
                    counts.append(piece.count)
                    bytes += piece
                } while counts.last != 0 && counts.count < 9
                findings.expect("the pieces", counts, is: [1 << 20, 5, 0])
                findings.expect("all of it", bytes == whole, is: true)
                for (name, fault) in [("none", "notFound none"), ("dir", "isDirectory dir")] {
                    let found = bench.fault { () throws(FileFault) in
                        _ = try bench.files.piece(of: bench.path(name), at: 0)
                    }
                    findings.expect("a piece of \(name)", found, is: fault)
                }
            },
            SeamRule(
                "What the header of a GGUF file says of its model; the tensors are never read.",
                breaking: {
                    $0.changed {
                        $0.heading = { files, path throws(GGUFFault) in
                            _ = try files.header(ofModel: path)
                            throw .file(FileFault(path, .notFound))
                        }
                    }
                }
            ) { bench, findings in
                let model = GGUFBytes.small().bytes
                // A part of the last tensor is missing, which is seen and not read.
                for (name, bytes) in [("whole", model), ("cut", Array(model.dropLast(64)))] {
                    try bench.files.replace(bench.path(name), with: bytes)
                }
                let header = try bench.files.header(ofModel: bench.path("whole"))
                findings.expect("tensors", header.tensorCount, is: 3)
                findings.expect("blocks", header.metadata["llama.block_count"], is: .integer(2))
                for (name, words) in [
                    ("cut", "the file ends before"), ("one", "no GGUF file"),
                    ("none", "There is no file"), ("dir", "is a directory"),
                ] {
                    let fault = bench.heading(name)
                    findings.expect(fault.contains(words), "the header of \(name): \(fault)")
                }
            },
            SeamRule(
                "The names in a directory, sorted.",
                breaking: {
                    $0.changed {
                        $0.listing = { files, path throws(FileFault) in
                            try files.list(path).map { $0 == "sub" ? "sub/b" : $0 }
                        }
                    }
                }
            ) { bench, findings in
                let names = [".c", "a", "gone", "link", "sub"]
                findings.expect("the root", try bench.files.list(bench.root), is: FilesBench.names)
                for name in ["dir", "dir/", "folder"] {
                    findings.expect(name, try bench.files.list(bench.path(name)), is: names)
                }
                findings.expect("list none", bench.listing("none"), is: "notFound none")
                findings.expect("list a file", bench.listing("file"), is: "notADirectory file")
            },
            SeamRule(
                "Where a path leads: from the root, through all symbolic links.",
                breaking: { $0.changed { $0.resolving = { _, path throws(FileFault) in path } } }
            ) { bench, findings in
                let root = try bench.files.resolved(bench.root)
                for (name, target) in [
                    ("file", "file"), ("one", "file"), ("two", "file"), ("deep/link", "dir/a"),
                    ("folder/.c", "dir/.c"), ("up", "dir/a"), ("folder", "dir"),
                    ("dir/./sub", "dir/sub"),
                ] {
                    let found = try bench.files.resolved(bench.path(name))
                    findings.expect(name, found, is: "\(root)/\(target)")
                }
                let missing = bench.fault { () throws(FileFault) in
                    _ = try bench.files.resolved(bench.path("none"))
                }
                findings.expect("resolve none", missing, is: "notFound none")
            },
        ]
    }
}
