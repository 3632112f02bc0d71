import MNCore

@testable import mn

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A machine on which a folder was prepared, whose programs come first.
struct MachineBench: Sendable {
    var machine: any Machine
    let folder: String
    var keeping: (any Sendable)?

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// Questions that can be answered, each kind of them.
    var answered: [Access] {
        [
            .platform, .file(path("bytes")), .file(path("empty")), .directory(path("names")),
            .environment("VALUE"), .environment("EMPTY"), .command(Self.spoken),
            .command(["crash"]),
        ]
    }

    /// Questions about what is not there.
    var missing: [Access] {
        [
            .file(path("none")), .file(path("none/below")), .file(path("bytes/below")),
            .directory(path("none")), .directory(path("bytes")), .environment("NONE"),
            .command(["no-such-program"]), .command([path("none")]),
        ]
    }

    static let spoken = ["tool", "a b", "$HOME; echo x", "", "'\"*"]
    static let slow = ["slow"]
    /// Puts a file into the folder if it is started.
    static let marking = ["mark"]

    /// The time for what is answered at once, however busy the machine is.
    static let patience = Duration.seconds(60)

    /// Puts into a folder what the rules ask about.
    static func prepare(_ folder: TemporaryFolder) throws -> LiveMachine {
        try folder.write("bytes", [0xFF, 0, 0x80, 10])
        try folder.write("empty", [])
        for name in ["names", "names/folder"] {
            guard unsafe mkdir(folder(name), 0o755) == 0 else { throw SystemFault("mkdir") }
        }
        for name in ["names/b", "names/.hidden"] { try folder.write(name, []) }
        guard unsafe symlink("../no/where", folder("names/a")) == 0 else {
            throw SystemFault("symlink")
        }
        try folder.program(
            "tool",
            "printf '[%s]' \"$LC_ALL\" \"$@\"; printf 'oh\\377' >&2; exit 3")
        try folder.program("crash", "kill -SEGV $$")
        try folder.program("slow", "exec sleep 60")
        try folder.program("mark", "echo > \"\(folder("marked"))\"")
        return LiveMachine(environment: [
            "PATH": "\(folder.path):/usr/bin:/bin", "VALUE": "a value", "EMPTY": "",
        ])
    }

    fileprivate func changed(
        _ change: @escaping @Sendable (any Machine, Access, Duration) async -> Outcome
    ) -> MachineBench {
        var bench = self
        bench.machine = ChangedMachine(inner: machine, change: change)
        return bench
    }
}

/// A machine that answers otherwise.
private struct ChangedMachine: Machine {
    let inner: any Machine
    let change: @Sendable (any Machine, Access, Duration) async -> Outcome

    func answer(_ access: Access, within limit: Duration) async -> Outcome {
        await change(inner, access, limit)
    }
}

extension SeamRule<MachineBench> {
    /// What the comments of `Machine` and `Outcome` say.
    static var machine: [SeamRule] { evidence + limits }

    private static var evidence: [SeamRule] {
        [
            SeamRule(
                "It answers each access with an outcome that fits it.",
                breaking: {
                    $0.changed { machine, access, limit in
                        let outcome = await machine.answer(access, within: limit)
                        return if case .bytes = outcome { .value("bytes") } else { outcome }
                    }
                }
            ) { bench, findings in
                for access in bench.answered {
                    let outcome = await bench.machine.answer(access, within: MachineBench.patience)
                    let fits =
                        switch (access, outcome) {
                        case (.platform, .platform), (.file, .bytes), (.directory, .entries),
                            (.command, .ended), (.environment, .value):
                            true
                        default: false
                        }
                    findings.expect(fits, "\(access): \(outcome)")
                }
            },
            SeamRule(
                "Absent: there is no such file, directory, program or variable.",
                breaking: {
                    $0.changed { machine, access, limit in
                        let outcome = await machine.answer(access, within: limit)
                        return outcome == .absent ? .denied : outcome
                    }
                }
            ) { bench, findings in
                for access in bench.missing {
                    let outcome = await bench.machine.answer(access, within: MachineBench.patience)
                    findings.expect("\(access)", outcome, is: .absent)
                }
            },
            SeamRule(
                "The content of a file, as bytes; an empty variable is set.",
                breaking: {
                    $0.changed { machine, access, limit in
                        switch await machine.answer(access, within: limit) {
                        case .bytes(let bytes):
                            .bytes(Array(String(decoding: bytes, as: UTF8.self).utf8))
                        case let outcome: outcome
                        }
                    }
                }
            ) { bench, findings in
                for (access, outcome) in [
                    (.file(bench.path("bytes")), .bytes([0xFF, 0, 0x80, 10])),
                    (.file(bench.path("empty")), .bytes([])),
                    (.environment("VALUE"), .value("a value")),
                    (.environment("EMPTY"), .value("")),
                ] as [(Access, Outcome)] {
                    let found = await bench.machine.answer(access, within: MachineBench.patience)
                    findings.expect("\(access)", found, is: outcome)
                }
            },
            SeamRule(
                "The content of a directory, sorted by name; links with where they lead, as written.",
                breaking: {
                    $0.changed { machine, access, limit in
                        switch await machine.answer(access, within: limit) {
                        case .entries(let entries): .entries(entries.reversed())
                        case let outcome: outcome
                        }
                    }
                }
            ) { bench, findings in
                let found = await bench.machine.answer(
                    .directory(bench.path("names")), within: MachineBench.patience)
                let wanted = [
                    DirectoryEntry(".hidden"), DirectoryEntry("a", target: "../no/where"),
                    DirectoryEntry("b"), DirectoryEntry("folder"),
                ]
                findings.expect("the names", found, is: .entries(wanted))
            },
            SeamRule(
                "Commands run without a shell, with `LC_ALL=C`; both outputs are bytes.",
                breaking: {
                    $0.changed { machine, access, limit in
                        guard case .command(let argv) = access else {
                            return await machine.answer(access, within: limit)
                        }
                        return await machine.answer(.command(Array(argv.prefix(1))), within: limit)
                    }
                }
            ) { bench, findings in
                let found = await bench.machine.answer(
                    .command(MachineBench.spoken), within: MachineBench.patience)
                let words = ["C"] + MachineBench.spoken.dropFirst()
                let text = words.map { "[\($0)]" }.joined()
                let result = CommandResult(
                    .exited(3), standardOutput: Array(text.utf8),
                    standardError: Array("oh".utf8) + [0xFF])
                findings.expect("the command", found, is: .ended(result))
                let crashed = await bench.machine.answer(
                    .command(["crash"]), within: MachineBench.patience)
                findings.expect(
                    "the crash", crashed, is: .ended(CommandResult(.signalled(Int(SIGSEGV)))))
            },
        ]
    }

    private static var limits: [SeamRule] {
        [
            SeamRule(
                "`timedOut` is for commands only.",
                breaking: { $0.changed { _, _, _ in .timedOut } }
            ) { bench, findings in
                for access in bench.answered {
                    if case .command = access { continue }
                    let found = await bench.machine.answer(access, within: .zero)
                    findings.expect(found != .timedOut, "\(access)")
                }
            },
            SeamRule(
                "What does not come within the limit of its question is given up.",
                breaking: {
                    $0.changed { machine, access, limit in
                        let outcome = await machine.answer(access, within: limit)
                        return outcome == .timedOut ? .absent : outcome
                    }
                }
            ) { bench, findings in
                let found = await bench.machine.answer(
                    .command(MachineBench.slow), within: .milliseconds(50))
                findings.expect("a program of a minute", found, is: .timedOut)
            },
            SeamRule(
                "A command that has no time at all is `timedOut` and is not started.",
                breaking: {
                    $0.changed { machine, access, _ in
                        await machine.answer(access, within: MachineBench.patience)
                    }
                }
            ) { bench, findings in
                for limit in [Duration.zero, .seconds(-1)] {
                    for argv in [MachineBench.marking, MachineBench.spoken] {
                        let found = await bench.machine.answer(.command(argv), within: limit)
                        findings.expect("\(argv[0])", found, is: .timedOut)
                    }
                }
                let mark = await bench.machine.answer(
                    .file(bench.path("marked")), within: MachineBench.patience)
                findings.expect("what it would have left", mark, is: .absent)
            },
            SeamRule(
                "It may be asked from several tasks at once, and gives equal questions equal answers.",
                breaking: { bench in
                    let count = Counter()
                    return bench.changed { machine, access, limit in
                        if count.next().isMultiple(of: 5) { return .failed("busy") }
                        return await machine.answer(access, within: limit)
                    }
                }
            ) { bench, findings in
                let questions = bench.answered + bench.missing
                await withTaskGroup(of: [Outcome].self) { group in
                    for _ in 0..<3 {
                        group.addTask {
                            var outcomes: [Outcome] = []
                            for access in questions {
                                outcomes.append(
                                    await bench.machine.answer(
                                        access, within: MachineBench.patience))
                            }
                            return outcomes
                        }
                    }
                    let all = await group.reduce(into: [[Outcome]]()) { $0.append($1) }
                    for other in all.dropFirst() {
                        for (index, access) in questions.enumerated() {
                            findings.expect("\(access)", other[index], is: all[0][index])
                        }
                    }
                }
            },
            SeamRule(
                "It changes nothing on the machine it speaks for.",
                breaking: { bench in
                    let count = Counter()
                    return bench.changed { machine, access, limit in
                        switch await machine.answer(access, within: limit) {
                        case .entries(let entries):
                            .entries(entries + [DirectoryEntry("~\(count.next())")])
                        case let outcome: outcome
                        }
                    }
                }
            ) { bench, findings in
                let folder = Access.directory(bench.folder)
                let before = await bench.machine.answer(folder, within: MachineBench.patience)
                for access in bench.answered + bench.missing {
                    _ = await bench.machine.answer(access, within: MachineBench.patience)
                }
                let after = await bench.machine.answer(folder, within: MachineBench.patience)
                findings.expect("the folder", after, is: before)
            },
        ]
    }
}
