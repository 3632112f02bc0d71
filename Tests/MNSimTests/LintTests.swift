import FoundationEssentials
import MNCore
import Profiles
import Testing

@testable import MNRunner
@testable import MNSim

@Suite struct `Lint` {
    static let lint = ProfileLint(ids: `The profiles`.ids)

    @Test func `finds nothing in the built-in profiles`() async throws {
        for profile in try `The fleet of profiles`.profiles() {
            let findings = await Self.lint.findings(on: profile)
            #expect(findings.isEmpty, "\(findings.map(\.message))")
        }
    }

    @Test func `finds nothing in the profile that the documents show`() async throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/profiles.md")
        let lines = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
        let example = lines.drop { $0 != "    {" }.prefix { $0.hasPrefix("    ") }
        let text = example.joined(separator: "\n")
        let profile = try Profile.read(Array(text.utf8), name: "docs/profiles.md")
        #expect(await Self.lint.findings(on: profile).isEmpty)
        // And every code has its row.
        for code in ProfileFinding.Code.allCases {
            #expect(lines.contains { $0.contains("`\(code.rawValue)`") }, "\(code)")
        }
        for provenance in Profile.Provenance.allCases {
            #expect(lines.contains { $0.hasPrefix("| `\(provenance.rawValue)` |") })
        }
    }

    private static let base = "nvidia-rtx2060-6gb"

    /// What is done to a good profile, and what is to be found.
    static let flaws:
        [(
            code: ProfileFinding.Code, pointer: String, words: String,
            change: @Sendable (inout Profile) -> Void
        )] = [
            (
                .unreadEvidence, "/evidence/23", "No probe asks for 'file /etc/motd'",
                { $0.recording[.file("/etc/motd")] = .bytes(Array("hello\n".utf8)) }
            ),
            (
                .openQuestion, "/evidence", "no expectation says so",
                {
                    $0.rest = .unrecorded
                    $0.provenance = .vendorSpec
                }
            ),
            (
                .missingExpectation, "", "what gemma4:e2b is to be given",
                { $0.expectations.removeFirst() }
            ),
            (
                .unmetExpectation, "/expect/gemma4:e2b", "'fail' (cuda-small), not 'pass' (cuda)",
                { $0.expectations[0] = .init(model: "gemma4:e2b", rule: "cuda", status: "pass") }
            ),
            (
                .unmetExpectation, "/expect/gpt-9", "no such model",
                { $0.expectations.append(.init(model: "gpt-9", rule: "cuda", status: "pass")) }
            ),
            (
                .identifier, "/evidence/1", "the folder of a user",
                { $0.append("note: /home/anna/models", to: "/proc/meminfo") }
            ),
            (
                .identifier, "/evidence/1", "a UUID",
                { $0.append("GPU-304a277d-3545-63b8-3a36-dfde3c992989", to: "/proc/meminfo") }
            ),
            (
                .identifier, "/evidence/1", "a mail address",
                { $0.append("built by (anna@example.org)", to: "/proc/meminfo") }
            ),
            (
                .identifier, "/evidence/1", "a hardware address",
                { $0.append("eth0 02:00:5e:10:00:01", to: "/proc/meminfo") }
            ),
            (
                .identifier, "/evidence/1", "a serial number",
                { $0.append("Serial\t\t: 10000000abcd", to: "/proc/meminfo") }
            ),
            (
                .notRedacted, "/evidence/3", "'file /proc/mounts'",
                {
                    $0.rest = .unrecorded
                    $0.provenance = .recorded
                    $0.sources = ["mn 0.1.0, mn profile record"]
                    $0.expectations.append(
                        .init(model: "x", rule: "insufficient-evidence", status: "fail"))
                }
            ),
            (
                .sizeDiffers, "/id", "The id says 48gb, the evidence 15.5 GiB and 6 GiB",
                { $0.id = "nvidia-rtx2060-48gb" }
            ),
            (
                .systemDiffers, "/tags/0", "The tag says 'windows', the evidence Linux",
                { $0.tags = ["windows"] }
            ),
            (
                .processorDiffers, "/evidence/10", "that of x86_64, the platform says aarch64",
                {
                    $0.append("flags\t: fpu lm", to: "/proc/cpuinfo")
                    $0.recording[.platform] = .platform(
                        Platform(
                            system: "Linux", release: "6.8", machine: "aarch64", process: "aarch64")
                    )
                }
            ),
            (
                // The profile says that what it does not hold is absent.
                .deniedFolder, "/evidence/23", "'file /proc/device-tree/model' in it is absent",
                {
                    $0.recording[.directory("/proc/device-tree")] = .denied
                    $0.recording[.platform] = .platform(
                        Platform(
                            system: "Linux", release: "6.8", machine: "aarch64", process: "aarch64")
                    )
                }
            ),
            (
                .deniedFolder, "/evidence/23", "'command /opt/bin/tool -v' in it is answered",
                {
                    $0.recording[.directory("/opt/bin")] = .denied
                    $0.recording[.command(["/opt/bin/tool", "-v"])] = .ended(.init(.exited(1)))
                }
            ),
            (
                .missingSource, "/provenance/sources", "can be looked up",
                { $0.sources = ["somebody said so"] }
            ),
            (
                .missingSource, "/provenance/sources", "'no seed'",
                {
                    $0.provenance = .synthetic
                    $0.sources = ["made up"]
                }
            ),
            (
                .missingSource, "/provenance/sources", "the recorder",
                { $0.provenance = .recorded }
            ),
            (
                .composedNowhere, "/provenance/composed/0", "no evidence at /evidence/99",
                {
                    $0.provenance = .transcribed
                    $0.transcription = Transcription(
                        commit: "1", composed: [JSONPointer(["evidence", "99"])])
                }
            ),
            (
                .unknownParent, "/provenance/derivedFrom", "no profile 'another'",
                {
                    $0.provenance = .derived
                    $0.derivedFrom = "another"
                }
            ),
        ]

    @Test(arguments: flaws.indices)
    func `finds a flaw and names its place`(index: Int) async throws {
        let (code, pointer, words, change) = Self.flaws[index]
        var profile = try `The profiles`.profile(Self.base)
        change(&profile)
        let findings = await Self.lint.findings(on: profile)
        #expect(
            findings.contains {
                $0.code == code && "\($0.pointer)" == pointer && $0.message.contains(words)
            }, "\(findings.map { "\($0.pointer): \($0.message)" })")
    }

    @Test func `finds nothing in a folder that is denied with all that is in it`() async throws {
        var profile = try `The profiles`.profile(Self.base)
        profile.recording[.directory("/opt/bin")] = .denied
        profile.recording[.file("/opt/bin/tool")] = .denied
        // Not in that folder.
        profile.recording[.file("/opt/binary")] = .absent
        let codes = await Self.lint.findings(on: profile).map(\.code)
        #expect(!codes.contains(.deniedFolder))
    }

    @Test func `finds each kind of flaw somewhere`() {
        let found = Set(Self.flaws.map(\.code)).union([.unreadable, .duplicateID])
        #expect(found == Set(ProfileFinding.Code.allCases))
    }

    @Test func `of what is private finds nothing in the built-in profiles`() {
        let identity = Identity(home: "/home/zaphod", users: ["zaphod"], hosts: ["magrathea"])
        for (name, text) in EmbeddedProfiles.texts {
            let check = PrivacyCheck(Array(text.utf8), Secrets(), identity)
            #expect(check.findings == [], "\(name)")
        }
    }

    @Test func `takes no number of the bus and no zeros for an identifier`() {
        for text in [
            "00000000-0000-0000-0000-000000000000", "00000000:01:00.0", "Serial\t\t: 0000",
            "000000000000000000000000000000000000", "serial console", "user@", "a@b",
            "/home/user/bin:/usr/bin", "/home/user", "C:\\Users\\user\\bin",
            "user@h1.invalid", "user2@h3.invalid", "00:00:5e:00:53:0a", "/home/user2/bin",
            "GPU-00000000-0000-0000-0000-00000000000a", "[2001:db8::1]:80", "192.0.2.1:2375",
            "Control\\Class\\{4d36e968-e325-11ce-bfc1-08002be10318}\\0*",
        ] {
            #expect(Identifier.all(in: text).isEmpty, "\(text)")
        }
        #expect(Identifier.all(in: "0123456789abcdef0123456789abcdef").count == 1)
        #expect(Identifier.all(in: "/home/user/bin:/home/anna/bin").count == 1)
        #expect(Identifier.all(in: "/home/user2x").count == 1)
    }
}

extension Profile {
    /// Adds a line to a file.
    fileprivate mutating func append(_ line: String, to path: String) {
        guard case .bytes(let bytes)? = recording[.file(path)] else { return }
        recording[.file(path)] = .bytes(bytes + Array("\(line)\n".utf8))
    }
}
