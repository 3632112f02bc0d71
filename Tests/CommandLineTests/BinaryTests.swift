import FoundationEssentials
import MNCore
import Testing

@testable import mn

/// The built program on this machine, with stubs for the tools it asks.
@Suite struct `The built program` {
    @Test func `is there`() { #expect(Binary.path != nil) }

    @Test func `answers, and starts nothing but what it needs`() async throws {
        let result = try await Binary().run(#"exec "$MN" --version"#)
        #expect(result.ending == .exited(0))
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(lines.first == "mn \(Program.version)")
        let labels = lines.dropFirst().map { $0.prefix { $0 != " " } }
        #expect(labels == ["commit", "build", "target"])
        #expect(result.standardError.isEmpty)
    }

    @Test(arguments: [
        (#"model show --json "$BAD""#, true, 4), (#"model show "$BAD" --json"#, true, 3),
        (#""$BAD" --json"#, true, 1), (#"blueprint validate "$BAD" -o json"#, true, 3),
        (#"model show "$BAD" -- --json"#, false, 3), (#"model show "$BAD""#, false, 3),
    ]) func `says in the form that was asked for which argument is no text`(
        words: String, isJSON: Bool, number: Int
    ) async throws {
        let result = try await Binary().run("BAD=\"$(printf 'a\\377')\"; exec \"$MN\" \(words)")
        #expect(result.ending == .exited(ExitCode.usage.rawValue))
        let sentence = "Argument \(number) is not valid UTF-8."
        if isJSON {
            let document = try JSON.parse(result.output)
            #expect(document["error"]?["code"] == "usage")
            #expect(document["error"]?["message"] == .string(sentence))
            #expect(document["error"]?["fixes"]?.array?.isEmpty == false)
            #expect(result.standardError.isEmpty)
        } else {
            #expect(result.output.isEmpty)
            #expect(String(decoding: result.standardError, as: UTF8.self).contains(sentence))
        }
    }

    /// Prints a row for each card, whatever is asked.
    static func cards(_ memory: String...) -> String {
        memory.enumerated().map { index, memory in
            "echo '\(index), 00000000:0\(index + 1):00.0, NVIDIA Stub, \(memory), "
                + "610.57.04, 8.9, [N/A], None'"
        }.joined(separator: "\n")
    }

    static let isARM = CLibrary.processor == "aarch64" || CLibrary.processor == "arm64"
    static let drivers: [(lines: String, rule: String)] = [
        (cards("8188"), isARM ? "cuda-arm64" : "cuda"), (cards("6144"), "cuda-small"),
        (cards("6144", "6144"), "cuda-small"), (cards("[N/A]"), "cuda-unknown"),
        (cards("2048", "8188"), isARM ? "cuda-arm64" : "cuda"),
        (
            "echo 'Failed to initialize NVML: Driver/library version mismatch'; exit 18",
            "cuda-unusable"
        ),
    ]

    @Test(.enabled(if: !Binary.mayHaveNVIDIA, "this machine may have an NVIDIA GPU"))
    func `believes the driver of a graphics card`() async throws {
        for (lines, rule) in Self.drivers {
            let binary = try Binary(stubs: ["nvidia-smi": lines])
            let json = try await binary.json("model show --compatibility")
            let verdict = try #require(json["compatibility"])
            #expect(verdict["rule"]?.string == rule)
            #expect(verdict["simulated"] == false)
            if rule == "cuda-unusable" {
                #expect(verdict["message"]?.string?.contains("updated and not yet loaded") == true)
                #expect(verdict["fixes"]?.array?.first?.string?.contains("sudo reboot") == true)
            }
        }
    }

    static let failures = [
        (
            "echo 'NVIDIA-SMI has failed because it could not communicate with the driver'; exit 9",
            "exit 9: NVIDIA-SMI has failed"
        ),
        ("kill -SEGV $$", "killed by signal 11"), ("exit 0", "exit 0"),
        ("echo 'No devices were found'; exit 6", "exit 6: No devices were found"),
    ]

    @Test(.enabled(if: !Binary.mayHaveNVIDIA, "this machine may have an NVIDIA GPU"))
    func `judges the processor where the driver shows no card, and says so`() async throws {
        for (lines, words) in Self.failures {
            let binary = try Binary(stubs: ["nvidia-smi": lines])
            let json = try await binary.json("model show --compatibility")
            let rule = try #require(json["compatibility"]?["rule"]?.string)
            #expect(["cpu-small", "cpu-large", "small-arm", "raspberry-pi"].contains(rule))
            let notes = json["hardware"]?["notes"]?.array?.compactMap(\.string) ?? []
            let note = notes.first { $0.hasPrefix("nvidia-smi is installed but found no device") }
            #expect(note?.contains(words) == true, "\(notes)")
        }
    }

    @Test(
        .enabled(if: ProcessInfo.processInfo.environment["MN_SLOW_TESTS"] == "1"),
        .enabled(if: !Binary.mayHaveNVIDIA, "this machine may have an NVIDIA GPU"))
    func `gives its verdict while tools hang`() async throws {
        let hang = "trap '' TERM; sleep 60 & wait; sleep 60"
        let binary = try Binary(stubs: ["nvidia-smi": hang, "docker": hang])
        let json = try await binary.json("model show --compatibility")
        let notes = json["hardware"]?["notes"]?.array?.compactMap(\.string) ?? []
        #expect(notes.contains { $0.contains("no answer in time") })
        #expect(json["compatibility"]?["status"] != nil)
    }

    @Test func `simulates without the machine it runs on`() async throws {
        let lie = "echo '0, 00000000:01:00.0, LIE, 99999, 610.57.04, 8.9, [N/A], None'; exit 0"
        let names = ["nvidia-smi", "lspci", "docker", "sysctl", "uname", "powershell"]
        let binary = try Binary(
            stubs: Dictionary(
                uniqueKeysWithValues: names.map { ($0, "echo $0 >> \"$HERE/asked\"; \(lie)") }))
        // Machines of all kinds; all of them with MN_SLOW_TESTS=1.
        let isSlow = ProcessInfo.processInfo.environment["MN_SLOW_TESTS"] == "1"
        let machines = isSlow ? "" : " --machines 'apple-*,amd-*,*-8gb,windows-*'"
        let line = #""$MN" sim matrix --json\#(machines)"#
        let worlds = [
            "", "cd / && PATH= TZ=Asia/Kathmandu LANG=tr_TR.UTF-8 LC_ALL=ar_EG.UTF-8 ",
            "CUDA_VISIBLE_DEVICES=-1 WSL_DISTRO_NAME=Ubuntu COLUMNS=7 NO_COLOR=1 TERM=dumb ",
        ]
        var answers: Set<CommandResult> = []
        for world in worlds { answers.insert(try await binary.run(world + line)) }
        #expect(answers.count == 1)
        // Whether each machine is judged as it should be is for the tests of the profiles.
        let answer = try #require(answers.first)
        #expect([.exited(0), .exited(7)].contains(answer.ending))
        let json = try JSON.parse(answer.standardOutput)
        #expect(json["verdicts"]?.array?.isEmpty == false)
        #expect(binary.folder.text("asked") == nil)
    }

    @Test func `takes arguments in UTF-8 only, and survives any variable`() async throws {
        let binary = try Binary()
        let wrong = try await binary.run(#"exec "$MN" model show "$(printf 'a\377')""#)
        #expect(wrong.ending == .exited(2))
        #expect(wrong.output.isEmpty)
        #expect(wrong.error.contains("Argument 3 is not valid UTF-8"))
        let result = try await binary.run(
            #"""
            X=$(printf '\377\376\033[2J')
            for name in HOME MN_HOME LANG TERM COLUMNS NO_COLOR CUDA_VISIBLE_DEVICES PATH \
                MODEL_RUNNER_HOST MN_MODEL_CATALOG_PATH MN_PROFILES_PATH "$X"; do
                for line in 'model list' 'hardware --profile apple-m1-8gb --json'; do
                    /usr/bin/env "$name=$X" "$MN" $line > out 2> err
                    code=$?
                    [ $code -le 1 ] || echo "$name $line: $code"
                    if grep -q "$(printf '\033')" out err; then echo "$name $line: raw"; fi
                done
            done
            """#.replacing("out 2> err", with: #""$HERE/out" 2> "$HERE/err""#)
                .replacing("out err;", with: #""$HERE/out" "$HERE/err";"#))
        #expect(result.ending == .exited(0))
        #expect(result.output.isEmpty, "\(result.output)")
    }

    @Test func `ends quietly when nobody reads on`() async throws {
        let binary = try Binary()
        let lines = ["model rules", "profile list --json", "model list", "help"]
        for line in lines {
            let result = try await binary.run(
                #"{ sleep 0.1; "$MN" \#(line); echo "ended with $?" >&2; } | :"#)
            #expect(result.error.split(separator: "\n").last == "ended with 0", "\(line)")
            let others = result.error.split(separator: "\n").dropLast()
            #expect(others.allSatisfy { $0.hasPrefix("mn: The Model Runner cannot be reached") })
            let head = try await binary.run(#""$MN" \#(line) 2> "$HERE/err" | head -1"#)
            #expect(head.output.split(separator: "\n").count == 1)
        }
    }

    @Test func `prints no sequence into a file`() async throws {
        let line = #"unset NO_COLOR; TERM=xterm "$MN" model show --explain"#
        let result = try await Binary().run(line)
        #expect(!result.output.contains("\u{1B}"))
        #expect(result.ending == .exited(0))
    }

    @Test func `writes a profile that it reads again`() async throws {
        let result = try await Binary().run(
            #"""
            cd "$HERE" && "$MN" profile record -o m/mine.json &&
            "$MN" profile show m/mine.json --json > copy && cmp copy m/mine.json &&
            "$MN" profile verify m/mine.json && MN_PROFILES_PATH="$HERE/m" "$MN" hardware --profile mine
            """#)
        #expect(result.ending == .exited(0), "\(result.error)\(result.output)")
        #expect(result.output.contains("mine: same facts"))
        #expect(result.output.contains("Simulated machine: mine"))
    }
}
