import MNCore
import MNSim
import MNSupport
import Testing

@testable import mn

@Suite("Support files")
struct SupportFileTests {
    static let evidence: [Trace.Event] = [
        .access(
            .init(
                .platform,
                .platform(
                    Platform(
                        system: "Linux", release: "6.8", machine: "x86_64", process: "x86_64")))),
        .access(.init(.file("/proc/meminfo"), .bytes(Array("MemTotal: 16297284 kB\n".utf8)))),
        .access(.init(.command(["nvidia-smi", "-L"]), .absent)),
    ]

    static func trace(_ events: [Trace.Event] = evidence) -> Trace {
        Trace(
            version: "0.1.0", arguments: ["model", "list"], presentation: Presentation(width: 80),
            events: events, exitCode: 0)
    }

    static func bundle(_ change: (inout Bundle) -> Void = { _ in }) -> Bundle {
        var bundle = Bundle(version: "0.1.0", day: "2026-11-27")
        bundle.run = trace()
        change(&bundle)
        return bundle
    }

    private func fault(_ text: String) -> String {
        do {
            _ = try SupportFile.read(Array(text.utf8), name: "f.json")
            return "none"
        } catch {
            return error.diagnostic.problem
        }
    }

    @Test("A file is what it says that it is, whatever its name")
    func isToldByContent() throws {
        let trace = Self.trace()
        let bundle = Self.bundle()
        #expect(try SupportFile.read(Array(trace.text.utf8), name: "x.json") == .trace(trace))
        #expect(try SupportFile.read(Array(bundle.text.utf8), name: "x.jsonl") == .bundle(bundle))
        // Laid out for reading, as an editor does.
        let laidOut = try JSON.parse(bundle.text).text()
        #expect(laidOut.contains("\n"))
        #expect(try SupportFile.read(Array(laidOut.utf8), name: "x") == .bundle(bundle))
    }

    @Test("A newer format is refused by its name, with what to do")
    func isRefusedIfNewer() throws {
        let bundle = Self.bundle().text.replacing("mn.bundle/1", with: "mn.bundle/99")
        #expect(fault(bundle).contains("'mn.bundle/99'"))
        let trace = Self.trace().text.replacing(Trace.schema, with: "mn.trace/99")
        #expect(fault(trace).contains("'mn.trace/99'"))
        do {
            _ = try SupportFile.read(Array(trace.utf8), name: "f")
        } catch {
            #expect(error.diagnostic.code == .newerFile)
            #expect(error.diagnostic.fixes.first?.contains("newest mn") == true)
        }
    }

    @Test("What is neither is an error with its place, and nothing raw in it")
    func isAnErrorWithPlace() {
        let text = Self.bundle().text
        #expect(
            fault("") == "f.json, line 1, column 1: not a valid bundle or trace: the file is empty."
        )
        #expect(fault(String(text.dropLast(40))).contains("line 1, column"))
        #expect(fault("{}").contains("'schema' is missing"))
        #expect(fault(#"{"schema":"mn.profile/1"}"#).contains("it says that it is 'mn.profile/1'"))
        #expect(!fault(#"{"schema":"\u001b[31m\u0007x/1"}"#).contains("\u{1B}"))
        #expect(fault(String(repeating: "[", count: 100_000)).contains("levels deep"))
        let pointer = Self.bundle {
            $0.removed = [
                .init(pointer: JSONPointer(["no"]), kind: "user", standIn: "u", length: 1)
            ]
        }
        #expect(fault(pointer.text.replacing("\"/no\"", with: "\"no\"")).contains("JSON Pointer"))
    }

    @Test("A bundle that is too large and a trace without end are refused before they are read")
    func isBounded() {
        let large = Self.bundle { bundle in
            bundle.logs = [
                .init(source: "l", lines: [String(repeating: "x", count: SupportFile.bundleLimit)])
            ]
        }
        #expect(fault(large.text).contains("a bundle at most 2 MiB"))
        let endless =
            Self.trace().text
            + String(
                repeating: "{\"path\":\"/\",\"t\":\"cleared\"}\n", count: SupportFile.lineLimit)
        #expect(fault(endless).contains("more than 200000 lines"))
    }

    @Test("A machine is that of the bundle, or else what the run asked")
    func hasMachine() throws {
        let profile = try #require(SupportFile.trace(Self.trace()).machine)
        #expect(profile.recording[.command(["nvidia-smi", "-L"])] == .absent)
        #expect(profile.recording[.file("/nobody/asked")] == nil)
        #expect(profile.rest == .unrecorded)
        #expect(try Profile.read(Array(profile.json.text().utf8), name: "p") == profile)
        var own = profile
        own.id = "own"
        let bundle = Self.bundle { $0.machine = own }
        #expect(SupportFile.bundle(bundle).machine?.id == "own")
        let bare = Self.bundle {
            $0.run = nil
            $0.gaps = [.init(.run, reason: "No run failed.")]
        }
        #expect(throws: SupportFileFault.noRun("b", reason: "No run failed.")) {
            try SupportFile.bundle(bare).run(name: "b")
        }
        #expect(throws: SupportFileFault.noMachine("b", reason: nil)) {
            try SupportFile.bundle(bare).machine(name: "b")
        }
    }

    @Test("A profile is read from all three")
    func isProfile() throws {
        let bundle = Array(Self.bundle().text.utf8)
        #expect(try SupportFile.profile(bundle, name: "b.json").id == "traced-machine")
        let machine = try #require(SupportFile.trace(Self.trace()).machine)
        #expect(try SupportFile.profile(Array(machine.json.text().utf8), name: "p") == machine)
        #expect(throws: DocumentFault.self) {
            try SupportFile.profile(Array(#"{"schema":"mn.profile/1"}"#.utf8), name: "p")
        }
    }

    @Test("--profile takes a bundle and a trace", arguments: ["b.json", "t.jsonl"])
    func isTakenByOption(name: String) async throws {
        let files = MemoryFiles([
            "b.json": Array(Self.bundle().text.utf8), "t.jsonl": Array(Self.trace().text.utf8),
        ])
        let terminal = CapturedText()
        var world = SupportWorld.world(files: files)
        world.terminal = terminal
        let exit = await Program.run(["hardware", "--profile", name], world)
        #expect(exit == .done)
        #expect(terminal.output.contains("Simulated machine: traced-machine"))
        #expect(terminal.output.contains("Linux, 6.8"))
    }
}
