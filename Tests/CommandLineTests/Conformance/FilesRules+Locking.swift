import MNCore

extension SeamRule<FilesBench> {
    /// What the comments of `Files` say of locks.
    static var locking: [SeamRule] {
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
