import MNCore

extension SeamRule<FilesBench> {
    /// What the comments of `Files` say of what is written.
    static var writing: [SeamRule] {
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
}
