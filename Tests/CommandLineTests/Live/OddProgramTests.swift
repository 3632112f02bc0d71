import MNCore
import Testing

@testable import mn

/// Programs in machines that are killed, or that go past the C library.
@Suite(.enabled(if: SimExec.works, "this system makes no namespaces"))
struct `A program in a machine` {
    private static let engines = ["namespaces", "notify"]

    @Test(arguments: ["namespaces", "notify", "commands --partial"])
    func `leaves nothing behind, whoever is killed`(engine: String) async throws {
        let binary = try Binary()
        // The program tells that it is there; it and what it has started ignore all requests.
        let sleep = "sleep 986.\(engine.utf8.count)"
        try binary.folder.program(
            "line", "trap '' TERM HUP INT; (setsid \(sleep) & \(sleep)) & echo; \(sleep)")
        let result = try await binary.run(
            """
            export TMPDIR=$HERE
            run() { told=$(mktemp -u "$HERE/told.XXXXXX"); mkfifo "$told"
            setsid "$MN" sim exec --quiet --engine \(engine) --profile \(SimExec.machine) -- "$HERE/line" >"$told" 2>&1 & }
            kill_of() { read -r _ <"$told"; eval "kill $1"; wait $!; echo $?; }
            run; kill_of '-KILL $!'
            run; kill_of '-KILL -$!'
            run; kill_of '-KILL $(pgrep -P $! mn_machine)'
            for n in 1 2 3 4 5 6 7 8 9; do sleep 0.1; done
            ls "$HERE" | grep -c mn-machine; ps -eo args | grep -c "$HERE/[l]ine\\|[s]leep 986.\(engine.utf8.count)"
            """)
        #expect(result.output == "137\n137\n137\n0\n0\n")
    }

    @Test(arguments: engines)
    func `is told to end, at once and as soon as it is there`(engine: String) async throws {
        let sleep = "sleep 985.\(engine.utf8.count)"
        let binary = try Binary()
        try binary.folder.program("line", "\(sleep) & \(sleep)")
        let result = try await binary.run(
            """
            for pause in 0 0.02 0.04 0.06 0.08 0.1 0.12 0.15 0.2 0.3 0.4 0.5; do
            "$MN" sim exec --quiet --engine \(engine) \
            --profile \(SimExec.machine) -- "$HERE/line" & sleep $pause
            kill -TERM $!; wait $!; done 2>/dev/null; ps -eo args | grep -c '[s]leep 985.\(engine.utf8.count)'
            """)
        #expect(result.output == "0\n")
    }

    @Test func `is begun in no other machine once the user has ended it in one`() async throws {
        let binary = try Binary()
        try binary.folder.program("line", "echo >>\"$HERE/begun\"; exec sleep 984.5")
        let result = try await binary.run(
            """
            export HERE TMPDIR=$HERE; "$MN" sim exec --machines 'intel-i5-*' -- "$HERE/line" & mn=$!
            until [ -s "$HERE/begun" ]; do sleep 0.02; done; kill -TERM $mn; wait $mn; echo $?
            wc -l <"$HERE/begun"; ls "$HERE" | grep -c mn-machine
            """)
        #expect(result.output.hasSuffix("\n130\n1\n0\n"))
        #expect(result.output.contains("interrupted"))
        #expect(result.error.contains("Interrupted; not tried: "))
    }

    @Test(arguments: engines)
    func `finds long paths as the kernel does`(engine: String) async throws {
        let result = try await Binary().run(
            """
            for width in 4083 4084; do "$MN" sim exec --quiet --engine \(engine) \
            --profile \(SimExec.machine) -- cat "$(printf "%${width}s" | tr ' ' /)proc/meminfo" 2>&1 |
            sed -n '1s/.*: *//p'; done
            """)
        #expect(result.output == "7938052 kB\nFile name too long\n")
    }

    @Test(.enabled("needs Perl") { try await has("perl -e 1") })
    func `opens no files by io_uring where nothing could hide them`() async throws {
        let ring = "perl -e 'syscall(425, 4, 0); print $!+0'"
        let result = try await Binary().run(
            "exec \"$MN\" sim exec --quiet --engine notify --profile \(SimExec.machine) -- \(ring)")
        // ENOSYS
        #expect(result.output == "38")
    }

    @Test(
        .enabled("needs a compiler for 32 bits") {
            try await has("echo 'int main;' | cc -m32 -nostdlib -static -x c - -o /dev/null")
        }, arguments: engines)
    func `is told the machine by calls for 32 bits, too`(engine: String) async throws {
        let binary = try Binary()
        let result = try await binary.run(
            """
            cat >"$HERE/small.c" <<'END'
            static int call(int number, void *first, const void *second, int third) {
                int result;
                __asm__ volatile("int $0x80" : "=a"(result)
                    : "a"(number), "b"(first), "c"(second), "d"(third) : "memory");
                return result;
            }
            static char names[390];
            static unsigned memory[16];
            void _start(void) {
                call(122, names, 0, 0);
                call(116, memory, 0, 0);
                call(4, (void *)1, names + 130, 6);
                unsigned pages = memory[4] / (4096 / memory[13]);
                char text[9] = "        ";
                for (int place = 7; pages; pages /= 10) text[place--] = '0' + pages % 10;
                call(4, (void *)1, text, 8);
                call(1, 0, 0, 0);
            }
            END
            cc -m32 -nostdlib -static -O1 -fno-stack-protector -fno-pie -no-pie -o "$HERE/small" "$HERE/small.c"
            exec "$MN" sim exec --quiet --engine \(engine) --profile \(SimExec.machine) -- "$HERE/small"
            """)
        #expect(result.output == "5.15.1 1984513")
    }

    private static func has(_ line: String) async throws -> Bool {
        try await Binary().run("{ \(line); } 2>/dev/null").ending == .exited(0)
    }
}
