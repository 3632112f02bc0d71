import Foundation
import MNCore
import MNSandbox
import MNSim
import Profiles
import Testing

@testable import mn

/// Programs in machines that the kernel of this one shows; where it does not, the tests are skipped.
@Suite(.enabled(if: SimExec.works, "this system makes no namespaces"))
struct `mn sim exec` {
    /// What a line of `sh` prints inside.
    static func inside(
        _ line: String, _ options: String = "", machine: String = SimExec.machine
    ) async throws -> CommandResult {
        let binary = try Binary()
        try binary.folder.program("line", line)
        return try await binary.run(
            "exec \"$MN\" sim exec --quiet --profile \(machine) \(options) -- \"$HERE/line\"")
    }

    @Test func `shows the kernel, the memory and the files of the machine`() async throws {
        let result = try await Self.inside(
            """
            uname -r; head -1 /proc/meminfo; cat /proc/self/cgroup; ls /sys; getconf _PHYS_PAGES
            readlink /proc/self/exe; cat /proc/mounts | grep -c cgroup2
            """)
        #expect(
            result.output == """
                5.15.153.1-microsoft-standard-WSL2
                MemTotal:        7938052 kB
                0::/
                1984513
                /usr/bin/readlink
                1

                """)
        #expect(result.error == "")
    }

    @Test func `has the commands that were recorded, and lacks others`() async throws {
        let result = try await Self.inside(
            """
            /usr/lib/wsl/lib/nvidia-smi --query-gpu=name --format=csv,noheader; echo $?
            command -v rocm-smi; echo $?; nvidia-smi --query-gpu=name --format=csv,noheader
            """)
        let name = "NVIDIA GeForce RTX 4060 Laptop GPU\n"
        #expect(result.output == "\(name)0\n127\n\(name)")
    }

    @Test func `ends as the program does`() async throws {
        #expect(try await Self.inside("exit 37").ending == .exited(37))
        #expect(try await Self.inside("kill -9 $$").ending == .signalled(9))
        #expect(try await Self.inside("kill -15 $$").ending == .signalled(15))
        let none = try await Binary().run(
            "exec \"$MN\" sim exec --quiet --profile \(SimExec.machine) -- /no/such/program")
        #expect(none.ending == .exited(127))
        #expect(none.error.contains("There is no '/no/such/program' in \(SimExec.machine)."))
    }

    @Test func `says why a program was not started`() async throws {
        let binary = try Binary()
        try binary.folder.program("script", "exit 0")
        let result = try await binary.run(
            """
            printf '#!/no/such/shell\\n' >"$HERE/other"; chmod +x "$HERE/other"
            chmod -x "$HERE/script"; cd "$HERE"; for program in nonesuch ./none ./script ./other; do
            "$MN" sim exec --quiet --profile \(SimExec.machine) -- $program 2>&1; echo $?; done
            """)
        #expect(
            result.output == """
                mn: There is no program 'nonesuch' on PATH in \(SimExec.machine).
                    Name a program that is on PATH, or its path.
                127
                mn: There is no './none' in \(SimExec.machine).
                    Name a program that is on PATH, or its path.
                127
                mn: './script' may not be run: it is no program, or is not allowed to be one.
                    Allow it: chmod +x ./script
                126
                mn: './other' is there, and what runs it is not: what its first line names behind \
                '#!', or the loader of its libraries.
                    See what it asks for: head -n 1 ./other; file ./other
                127

                """)
    }

    @Test func `passes on words, variables and folders that are no text`() async throws {
        let result = try await Binary().run(
            """
            folder=$(printf '%s/\\377' "$HERE"); mkdir "$folder"; cd "$folder"; export A=$(printf 'a\\200')
            "$MN" sim exec --quiet --profile \(SimExec.machine) -- \
            sh -c 'printf %s "$1" "$A" "$(pwd)"' - "$(printf '\\351')" | od -An -v -tx1 | tr -d ' \\n'
            """)
        #expect(result.output.hasPrefix("e96180"))
        #expect(result.output.hasSuffix("ff"))
        let refused = try await Binary().run(
            "exec \"$MN\" sim exec --profile \"$(printf '\\351')\" -- true")
        #expect(refused.error.contains("not valid UTF-8"))
    }

    @Test func `passes on what is written to it, and where it is`() async throws {
        let result = try await Binary().run(
            """
            cd "$HERE" && echo typed | "$MN" sim exec --quiet --profile \(SimExec.machine) -- \
            sh -c 'cat; pwd; echo $A; echo wrong >&2'
            """)
        #expect(result.output.hasPrefix("typed\n/"))
        #expect(result.error == "wrong\n")
    }

    @Test func `answers docker out of the state that its clients see`() async throws {
        let result = try await Self.inside(
            """
            docker model pull ai/smollm2:135M-Q4_K_M >/dev/null && docker model list | grep -c smollm2
            docker info --format '{{json .OperatingSystem}}{{range $name, $_ := .Runtimes}} {{json $name}}{{end}}'
            "$MN" model list --installed | grep -c smollm2
            """)
        #expect(
            result.output
                == "1\n\"Docker Desktop\" \"io.containerd.runc.v2\" \"nvidia\" \"runc\"\n1\n")
    }

    @Test func `says what was not recorded, and that the run is not comparable`() async throws {
        let binary = try Binary()
        let result = try await binary.run(
            """
            "$MN" sim exec --profile \(SimExec.machine) --report "$HERE/r.json" -- \
            /usr/lib/wsl/lib/nvidia-smi -L; echo $?; cat "$HERE/r.json"
            """)
        #expect(result.error.contains("not recorded on \(SimExec.machine): /usr/lib/wsl/lib"))
        #expect(result.error.contains("Not comparable"))
        #expect(result.output.hasPrefix("127\n"))
        let report = try JSON.parse(String(result.output.dropFirst(4)))
        #expect(report["comparable"] == false)
        #expect(report["engine"] == "namespaces")
        #expect(report["exit"] == 127)
        #expect(
            report["unrecorded"]
                == [["command": ["/usr/lib/wsl/lib/nvidia-smi", "-L"]]])
    }

    @Test func `leaves no process behind`() async throws {
        let result = try await Self.inside(
            "(trap '' TERM HUP; sleep 987.5 & sleep 987.5) >/dev/null 2>&1 & exit 3")
        #expect(result.ending == .exited(3))
        let left = try await Binary().run("ps -eo args | grep -c '[s]leep 987.5'")
        #expect(left.output == "0\n")
    }

    @Test func `is refused on other systems than Linux`() async throws {
        let result = try await Binary().run(
            "exec \"$MN\" sim exec --profile apple-m2-16gb -- true")
        #expect(result.ending == .exited(125))
        #expect(result.error.contains("only machines with Linux"))
    }

    @Test func `is refused where its folder cannot be made`() async throws {
        let run = try await Binary().run(
            "TMPDIR=/nowhere exec \"$MN\" sim exec --engine commands --partial --profile \(SimExec.machine) -- true"
        )
        #expect(run.ending == .exited(125))
        #expect(run.error.contains("No folder for the machine can be made: realpath: No such"))
        #expect(run.error.contains("TMPDIR=FOLDER"))
    }

    @Test func `takes stand-ins alone only when that is said`() async throws {
        let line = "exec \"$MN\" sim exec --engine commands --profile \(SimExec.machine)"
        let refused = try await Binary().run("\(line) -- true")
        #expect(refused.ending == .exited(125))
        #expect(refused.error.contains("--partial"))
        let taken = try await Binary().run("\(line) --partial -- sh -c 'docker --version; exit 4'")
        #expect(taken.ending == .exited(4))
        #expect(taken.output.hasPrefix("Docker version"))
    }
}

/// What the kernel of this machine makes possible.
enum SimExec {
    static let machine = "nvidia-rtx4060-laptop-8gb-wsl2"

    static let works: Bool = {
        guard let path = Binary.path else { return false }
        let run = CommandRun(
            path: path,
            argv: [
                "mn", "sim", "exec", "--quiet", "--engine", "namespaces", "--profile", machine,
                "--", "true",
            ], environment: ["PATH": "/usr/bin:/bin", "HOME": "/"], deadline: .now + .seconds(20))
        return run.result().ending == .exited(0)
    }()

    static let takesAll = ProcessInfo.processInfo.environment["MN_SWEEP"] == "all"

    /// The machines with Linux, or every so many of them.
    static let machines: [String] = {
        let ids = EmbeddedProfiles.texts.keys.sorted().filter { id in
            guard let text = EmbeddedProfiles.texts[id],
                let profile = try? Profile.read(Array(text.utf8), name: id)
            else { return false }
            return (try? MachinePlan(profile)) != nil
        }
        return takesAll ? ids : ids.enumerated().filter { $0.offset % 24 == 5 }.map(\.element)
    }()
}
