// long: one table, a rule for each sentence of the seam.

import MNCore

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
                "Up to `count` bytes of a file from the byte `offset` on; fewer only where the file ends.",
                breaking: {
                    $0.changed {
                        $0.readingPieces = { files, path, _, count throws(FileFault) in
                            try files.read(path, from: 0, count: count)
                        }
                    }
                }
            ) { bench, findings in
                for (offset, count, text) in [
                    (0, 2, "ol"), (1, 1, "l"), (1, 100, "ld"), (0, 0, ""), (3, 1, ""),
                    (1 << 40, 5, ""),
                ] {
                    let bytes = try bench.files.read(bench.path("one"), from: offset, count: count)
                    findings.expect(
                        "\(count) from \(offset)", String(decoding: bytes, as: UTF8.self), is: text)
                }
                for (name, reason) in [("none", "notFound none"), ("dir", "isDirectory dir")] {
                    let fault = bench.fault { () throws(FileFault) in
                        _ = try bench.files.read(bench.path(name), from: 0, count: 1)
                    }
                    findings.expect("a piece of \(name)", fault, is: reason)
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

    private static var writing: [SeamRule] {
        [
            SeamRule(
                "Puts `bytes` at `path`, whole or not at all; directories on the way are made.",
                breaking: {
                    $0.changed {
                        $0.replacing = { files, path, bytes throws(FileFault) in
                            try files.replace(path, with: bytes.dropLast())
                        }
                    }
                }
            ) { bench, findings in
                for name in ["file", "new/er/file", "dir/a"] {
                    try bench.replace(name, "of \(name)")
                    findings.expect(name, bench.text(name), is: "of \(name)")
                }
                findings.expect(
                    "the new folder", try bench.files.list(bench.path("new/er")), is: ["file"])
                for (name, fault) in [
                    ("dir", "isDirectory dir"), ("folder", "isDirectory folder"),
                    ("new/", "isDirectory new/"), ("file/below", "notADirectory file"),
                ] { findings.expect("replace \(name)", bench.replacing(name), is: fault) }
                findings.expect("the file in the way", bench.text("file"), is: "of file")
            },
            SeamRule(
                "A symbolic link stays and what it leads to is replaced.",
                breaking: { bench in
                    // As files by their paths alone would do it.
                    let shelf = Shelf()
                    return bench.changed {
                        $0.replacing = { _, path, bytes throws(FileFault) in shelf.put(bytes, path)
                        }
                        $0.reading = { files, path, limit throws(FileFault) in
                            if let bytes = shelf.bytes(path) { return bytes }
                            return try files.read(path, limit: limit)
                        }
                    }
                }
            ) { bench, findings in
                for (link, target) in [
                    ("one", "file"), ("two", "file"), ("deep/link", "dir/a"),
                    ("folder/.c", "dir/.c"),
                    ("up", "dir/a"),
                ] {
                    try bench.replace(link, link)
                    findings.expect("\(target) by \(link)", bench.text(target), is: link)
                    findings.expect(link, bench.text(link), is: link)
                }
                let leads = try bench.files.resolved(bench.path("two"))
                findings.expect(leads.hasSuffix("/file"), "the link is gone: \(leads)")
            },
            SeamRule(
                "Nor is it where a link leads nowhere.",
                breaking: {
                    $0.changed {
                        $0.replacing = { files, path, bytes throws(FileFault) in
                            do throws(FileFault) {
                                try files.replace(path, with: bytes)
                            } catch {
                                if error.reason != .brokenLink { throw error }
                            }
                        }
                    }
                }
            ) { bench, findings in
                for (name, fault) in [
                    ("hang", "brokenLink hang"), ("lost/file", "brokenLink lost"),
                    ("lost/two/file", "brokenLink lost"), ("dir/gone", "brokenLink dir/gone"),
                ] {
                    findings.expect("read \(name)", bench.reading(name), is: fault)
                    findings.expect("replace \(name)", bench.replacing(name), is: fault)
                    findings.expect("rehearse \(name)", bench.rehearsing(name), is: fault)
                    findings.expect("lock \(name)", bench.locking(name), is: fault)
                }
                findings.expect("list", bench.listing("lost"), is: "brokenLink lost")
                let second = [bench.reading("second"), bench.replacing("second")]
                findings.expect(
                    second.allSatisfy { $0.hasPrefix("brokenLink ") },
                    "through another link: \(second)")
                for name in ["self", "there", "back"] {
                    findings.expect("read \(name)", bench.reading(name), is: "failed \(name)")
                    findings.expect("replace \(name)", bench.replacing(name), is: "failed \(name)")
                }
                findings.expect("the root", try bench.files.list(bench.root), is: FilesBench.names)
            },
            SeamRule(
                "The same for a file that nobody but its owner may read.",
                breaking: { $0.changed { $0.replacing = { _, _, _ throws(FileFault) in } } }
            ) { bench, findings in
                for name in ["file", "secret/new"] {
                    try bench.files.replace(
                        bench.path(name), with: Array(name.utf8), isPrivate: true)
                    findings.expect(name, bench.text(name), is: name)
                }
            },
            SeamRule(
                "Does all of `replace` but the last step, so that it throws what that would.",
                breaking: {
                    $0.changed {
                        $0.rehearsing = { files, path, bytes throws(FileFault) in
                            try files.replace(path, with: bytes)
                        }
                    }
                }
            ) { bench, findings in
                for name in ["file", "fresh", "two"] {
                    findings.expect("rehearse \(name)", bench.rehearsing(name), is: "none")
                }
                findings.expect("a file", bench.text("file"), is: "old")
                findings.expect("a new file", bench.text("fresh"), is: nil)
                findings.expect("the root", try bench.files.list(bench.root), is: FilesBench.names)
                for name in ["dir", "new/", "file/below", "hang", "lost/file", "self"] {
                    let rehearsed = bench.rehearsing(name)
                    findings.expect("rehearse \(name)", rehearsed, is: bench.replacing(name))
                }
            },
            SeamRule(
                "Adds to the end of a file; it is made if it is not there.",
                breaking: {
                    $0.changed {
                        $0.appending = { files, path, bytes throws(FileFault) in
                            try files.replace(path, with: bytes)
                        }
                    }
                }
            ) { bench, findings in
                for (name, text) in [("file", "older"), ("new/one", "erer"), ("two", "olderer")] {
                    for _ in 0..<(name == "new/one" ? 2 : 1) {
                        try bench.files.append(Array("er".utf8), to: bench.path(name))
                    }
                    findings.expect(name, bench.text(name), is: text)
                }
                let below = bench.fault { () throws(FileFault) in
                    try bench.files.append([1], to: bench.path("file/below"))
                }
                findings.expect(below != "none", "below a file")
            },
            SeamRule(
                "Removes what `replace` has left in a directory where it was killed.",
                breaking: {
                    $0.changed {
                        $0.cleaning = { files, folder in try? files.replace("\(folder)/a", with: [])
                        }
                    }
                }
            ) { bench, findings in
                for folder in ["dir", "none", "file"] {
                    bench.files.removeLeftovers(in: bench.path(folder))
                }
                findings.expect("a file", bench.text("dir/a"), is: "1")
                findings.expect("the root", try bench.files.list(bench.root), is: FilesBench.names)
            },
        ]
    }

    private static var locking: [SeamRule] {
        [
            SeamRule(
                "Nil if another holder has the lock now.",
                breaking: { $0.changed { $0.locking = { _, _ throws(FileFault) in FreeLock() } } }
            ) { bench, findings in
                let (a, b) = (bench.path("locks/a"), bench.path("locks/b"))
                let first = try bench.files.lock(a)
                findings.expect(first != nil, "a lock that nobody holds")
                for same in [a, bench.path("locks/./a")] {
                    findings.expect(try bench.files.lock(same) == nil, "a lock that is held")
                }
                let other = try bench.files.lock(b)
                findings.expect(other != nil, "another lock")
                first?.release()
                let second = try bench.files.lock(a)
                findings.expect(second != nil, "a lock that was released")
                // Whoever releases twice releases nothing of others.
                first?.release()
                findings.expect(try bench.files.lock(a) == nil, "a lock that was released twice")
                second?.release()
                other?.release()
            },
            SeamRule(
                "A holder that dies loses its locks.",
                breaking: { bench in
                    let keeper = Keeper()
                    return bench.changed {
                        $0.locking = { files, path throws(FileFault) in
                            let lock = try files.lock(path)
                            if let lock { keeper.keep(lock) }
                            return lock
                        }
                    }
                }
            ) { bench, findings in
                do { _ = try bench.files.lock(bench.path("a lock")) }
                let lock = try bench.files.lock(bench.path("a lock"))
                findings.expect(lock != nil, "a holder that is gone")
                lock?.release()
            },
            SeamRule(
                "The file of a lock is made if need be, stays, and says nothing.",
                breaking: { $0.changed { $0.locking = { _, _ throws(FileFault) in FreeLock() } } }
            ) { bench, findings in
                for name in ["file", "locks/new"] {
                    try bench.files.lock(bench.path(name))?.release()
                }
                findings.expect("what the file held", bench.text("file"), is: "old")
                findings.expect("a new file", bench.text("locks/new"), is: "")
                findings.expect(
                    "its folder", try bench.files.list(bench.path("locks")), is: ["new"])
                findings.expect(
                    "below a file", bench.locking("file/lock"), is: "notADirectory file")
                findings.expect("a folder", bench.locking("dir"), is: "isDirectory dir")
            },
        ]
    }
}
