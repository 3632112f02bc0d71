import Foundation
import MNCore
import Testing

@testable import MNSim

/// Each text of `Pastes` has a document of the same name that says what an import must make of it.
///
/// `platform`: what the user says; `recognised`: form and lines; `facts`: of `mn hardware --json`; `rule`: for the
/// default model; `next`, `not_next`, `doubts`: what the answer must say or not; `private`: what may be nowhere; `error`.
@Suite struct `What people paste` {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Pastes")
    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }()

    static func text(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: "\(name).txt")))
    }

    static func expected(_ name: String) throws -> JSON {
        try JSON.parse(Array(try Data(contentsOf: folder.appending(path: "\(name).json"))))
    }

    static func imported(
        _ files: [(name: String, bytes: [UInt8])], platform: String? = nil
    ) async throws -> (machine: PastedMachine, profile: Profile, hardware: Hardware) {
        let machine = try PastedMachine(files)
        let profile = try await Profile.imported(
            machine, id: "pasted", title: nil,
            platform: try platform.map { try Platform(stated: $0) })
        return (machine, profile, await Hardware.probe(ReplayMachine(profile)))
    }

    @Test func `has a case of each form`() throws {
        let found = try Self.names.flatMap { try Self.expected($0)["recognised"]?.array ?? [] }
            .compactMap(\.string)
        for format in PasteFormats.all {
            #expect(
                found.contains { $0.hasPrefix("\(format.name) ") }, "\(format.name)")
        }
        #expect(Self.names.count > 40)
    }

    @Test(arguments: names)
    func `tells what it can and no more`(name: String) async throws {
        let expected = try Self.expected(name)
        let hidden = expected["private"]?.array?.compactMap(\.string) ?? []
        do {
            let (machine, profile, hardware) = try await Self.imported(
                [("\(name).txt", try Self.text(name))], platform: expected["platform"]?.string)
            #expect(expected["error"] == nil)
            let recognised = machine.recognised.map {
                "\($0.name) \($0.lines.lowerBound)-\($0.lines.upperBound)"
            }
            #expect(recognised == expected["recognised"]?.array?.compactMap(\.string))
            for (key, value) in expected["facts"]?.object?.members.map({ ($0.key, $0.value) }) ?? []
            {
                #expect(Self.fact(key, hardware.json) == value, "\(key)")
            }
            if let rule = expected["rule"]?.string {
                #expect(profile.expectations.first?.rule == rule)
            }
            let model = try Catalog.builtin.model(named: Catalog.defaultModel)
            let advice = await PasteAdvice(profile, shown: machine.shownSystem, model: model)
            for words in expected["next"]?.array?.compactMap(\.string) ?? [] {
                #expect(
                    advice.commands.contains { $0.contains(words) }, "\(advice.commands)")
            }
            for words in expected["not_next"]?.array?.compactMap(\.string) ?? [] {
                #expect(!advice.commands.contains(words), "\(advice.commands)")
            }
            for words in expected["doubts"]?.array?.compactMap(\.string) ?? [] {
                #expect(machine.doubts.contains { $0.contains(words) }, "\(machine.doubts)")
            }
            let text = profile.json.text() + advice.json.text() + machine.doubts.joined()
            for word in hidden { #expect(!text.contains(word), "\(word)") }
            #expect(try Profile.read(Array(profile.json.text().utf8), name: name) == profile)
        } catch let error as ImportFault {
            let words = try #require(expected["error"]?.string, "\(error.problem)")
            #expect(error.problem.contains(words), "\(error.problem)")
            for word in hidden { #expect(!error.problem.contains(word)) }
        }
    }

    private static func fact(_ key: String, _ json: JSON) -> JSON {
        var value: JSON? = json
        for step in key.split(separator: ".") {
            if let index = Int(step) {
                let items = value?.array ?? []
                value = items.indices.contains(index) ? items[index] : nil
            } else {
                value = value?[String(step)]
            }
        }
        return value ?? .null
    }

    // MARK: - In other writings

    /// The same text as editors and shells write it.
    static let writings: [(name: String, write: @Sendable (String) -> [UInt8])] = [
        ("CRLF", { Array($0.replacing("\n", with: "\r\n").utf8) }),
        ("a mark of UTF-8", { [0xEF, 0xBB, 0xBF] + Array($0.utf8) }),
        (
            "UTF-16, small end first",
            { [0xFF, 0xFE] + $0.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] } }
        ),
        (
            "UTF-16, large end first",
            { [0xFE, 0xFF] + $0.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] } }
        ),
        (
            "a quotation",
            {
                Array(
                    $0.split(separator: "\n", omittingEmptySubsequences: false).map { "> \($0)\n" }
                        .joined().utf8)
            }
        ),
        (
            "an indented text",
            {
                Array(
                    $0.split(separator: "\n", omittingEmptySubsequences: false).map {
                        "    \($0)\n"
                    }.joined().utf8)
            }
        ),
        ("colours", { Array("\u{1B}[0m\($0)\u{1B}[0m".utf8) }),
    ]

    /// What the probes make of a paste, and the verdict on a model; nil if the platform is not known.
    static func judged(
        _ machine: PastedMachine, platform: String?, models: [String] = [Catalog.defaultModel]
    ) async throws -> (answers: Recording, verdicts: [Verdict])? {
        let stated = try platform.map { try Platform(stated: $0) }
        guard let platform = stated ?? machine.platform else { return nil }
        let recorder = RecordingMachine(PlatformMachine(machine, platform))
        let hardware = await Hardware.probe(recorder)
        let verdicts = try models.map {
            RuleTable.standard.verdict(try Catalog.builtin.model(named: $0), on: hardware)
        }
        return (recorder.recording, verdicts)
    }

    @Test(arguments: names)
    func `reads the same in any writing`(name: String) async throws {
        let text = String(decoding: try Self.text(name), as: UTF8.self)
        let expected = try Self.expected(name)
        if expected["error"] != nil { return }
        let platform = expected["platform"]?.string ?? "linux/x86_64"
        let plain = try PastedMachine([("f", Array(text.utf8))])
        let answers = try await Self.judged(plain, platform: platform)?.answers
        for (writing, write) in Self.writings {
            let other = try PastedMachine([("f", write(text))])
            #expect(other.recognised == plain.recognised && other.doubts == plain.doubts)
            let same = try await Self.judged(other, platform: platform)?.answers
            #expect(same == answers, "\(writing)")
        }
    }

    @Test(arguments: names)
    func `cut anywhere is an error or a machine that passes no more than the whole`(
        name: String
    ) async throws {
        let bytes = try Self.text(name)
        let expected = try Self.expected(name)
        if expected["error"] != nil { return }
        let platform = expected["platform"]?.string
        let whole = try await Self.judged(try PastedMachine([("f", bytes)]), platform: platform)
        for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 40)) {
            guard let part = try? PastedMachine([("f", Array(bytes.prefix(count)))]),
                let verdict = try await Self.judged(part, platform: platform)?.verdicts.first
            else { continue }
            if verdict.status == .pass { #expect(whole?.verdicts.first?.status == .pass) }
        }
    }

    static func rank(_ status: String?) -> Int {
        ["pass", "warning", "force_only", "fail"].firstIndex(of: status ?? "fail") ?? 3
    }

    // MARK: - Several files

    @Test func `in several files is one machine`() async throws {
        let files = try ["nvidia-rows", "memory-rounded"].map { ($0, try Self.text($0)) }
        let (machine, profile, hardware) = try await Self.imported(files)
        #expect(
            machine.recognised.map(\.file) == ["nvidia-rows", "memory-rounded", "memory-rounded"])
        #expect(profile.derivedFrom == "pasted" && hardware.gpus.count == 2)
        #expect(profile.expectations.first?.rule == "cuda-driver")
    }

    @Test func `in two files that disagree is an error that names both`() throws {
        let one = Array("MemTotal:       32777916 kB\nMemFree: 1 kB\n".utf8)
        let other = Array("MemTotal:       16777916 kB\nMemFree: 1 kB\n".utf8)
        let error = #expect(throws: ImportFault.self) {
            try PastedMachine([("a.txt", one), ("b.txt", other)])
        }
        #expect(error?.problem.contains("a.txt, line 1 and b.txt, line 1") == true)
        #expect(throws: Never.self) { try PastedMachine([("a.txt", one), ("b.txt", one)]) }
    }

    // MARK: - Bad input

    static let bad: [(name: String, bytes: [UInt8])] = [
        ("nothing", []), ("binary", Array(0...255)), ("NUL", [0, 0, 0, 0]),
        ("a lone surrogate", [0xFF, 0xFE, 0x00, 0xD8, 0x41, 0x00]),
        ("one line of a megabyte", [UInt8](repeating: 0x41, count: 1 << 20)),
        ("brackets", [UInt8](repeating: 0x5B, count: 1 << 16)),
        ("pipes", Array(String(repeating: "|", count: 1 << 16).utf8)),
        ("marks", Array(("GPU" + String(repeating: "\u{301}", count: 1 << 16)).utf8)),
        ("prompts", Array(String(repeating: "$ a\n", count: 1 << 12).utf8)),
        (
            "depth",
            Array((0..<600).map { String(repeating: " ", count: $0) + "k:\n" }.joined().utf8)
        ),
        (
            "heads",
            Array(String(repeating: "==============NVSMI LOG==============\n", count: 900).utf8)
        ),
        ("cards", Array((0..<1_000).map { "GPU[\($0)] : Card Series: X\n" }.joined().utf8)),
        (
            "boards",
            Array(
                ("==============NVSMI LOG==============\n"
                    + String(
                        repeating: "GPU 00000000:01:00.0\n    Product Name : X\n", count: 9_000))
                    .utf8)
        ),
        ("lines", Array(String(repeating: "a\n", count: 100_001).utf8)),
        ("documents", Array(String(repeating: "[\n", count: 2_000).utf8)),
        ("numbers", Array("total used free\nMem: 99999999999999999999999 1 1\n".utf8)),
    ]

    @Test(arguments: bad.indices)
    func `may be anything`(index: Int) async throws {
        let (name, bytes) = Self.bad[index]
        do {
            _ = try await Self.imported([(name, bytes)], platform: "linux/x86_64")
        } catch let error as ImportFault {
            #expect(!error.problem.isEmpty && !error.fixes.isEmpty)
        }
    }
}
