import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

/// The provenance class of profiles made of somebody's published recording.
@Suite struct `A transcribed profile` {
    /// A machine of which a recording was published; the author added what docker said, and the rest.
    static func text(_ provenance: String, rest: String = "absent") -> String {
        """
        {"schema": "mn.profile/1", "id": "box-16gb", "title": "Box", "rest": "\(rest)",
         "provenance": {\(provenance)},
         "expect": {"gemma4:e2b": {"rule": "cpu-small", "status": "fail"}},
         "evidence": [
           {"platform": {"system": "Linux", "release": "6.8", "machine": "x86_64"}},
           {"file": "/proc/meminfo", "text": ["MemTotal: 16297284 kB"]},
           {"command": ["docker", "info"], "outcome": "absent"}]}
        """
    }

    static let whole = """
        "class": "transcribed", "sources": ["https://example.org/box"], "commit": "5caf648",
        "leftOut": ["dmesg"], "composed": ["/evidence/2"]
        """

    static func read(_ text: String) throws -> Profile {
        try Profile.read(Array(text.utf8), name: "box.json")
    }

    @Test func `says what it is made of`() throws {
        let profile = try Self.read(Self.text(Self.whole))
        #expect(profile.provenance == .transcribed && profile.rest == .absent)
        #expect(
            profile.transcription
                == Transcription(
                    commit: "5caf648", leftOut: ["dmesg"],
                    composed: [JSONPointer(["evidence", "2"])]))
        #expect(profile.composed == [.command(["docker", "info"])])
    }

    @Test(arguments: [
        whole,
        #""class": "transcribed", "sources": ["x"], "commit": "v1.2", "leftOut": [], "composed": []"#,
    ])
    func `reads back as it was written`(provenance: String) throws {
        for rest in ["absent", "unrecorded"] {
            let profile = try Self.read(Self.text(provenance, rest: rest))
            #expect(try Self.read(profile.json.text()) == profile)
        }
    }

    /// What replaces a part of the whole provenance, and what the error says.
    static let faults = [
        (#", "commit": "5caf648""#, "", "'commit' is missing"),
        (#""leftOut": ["dmesg"], "#.replacing(", ", with: ","), "", "'leftOut' is missing"),
        (#", "composed": ["/evidence/2"]"#, "", "'composed' is missing"),
        (#""5caf648""#, #""  ""#, "an empty string"), (#""5caf648""#, "7", "expected a string"),
        (#"["dmesg"]"#, #""dmesg""#, "expected an array"),
        (#""/evidence/2""#, "2", "expected a string"),
        (#""/evidence/2""#, #""evidence/2""#, "'/evidence/0'"),
        (#""/evidence/2""#, #""/evidence/2/text""#, "'/evidence/0'"),
        (#""/evidence/2""#, #""/evidence/02""#, "'/evidence/0'"),
        (#""/evidence/2""#, #""/evidence/-1""#, "'/evidence/0'"),
        (#""/evidence/2""#, #""/expect/0""#, "'/evidence/0'"),
        (#""transcribed""#, #""vendorSpec""#, "only a transcribed profile"),
        (#""transcribed""#, #""synthetic""#, "only a transcribed profile"),
        (#""transcribed""#, #""recorded""#, "only a transcribed profile"),
        (
            #""transcribed""#, #""derived", "derivedFrom": "a", "changes": ["b"]"#,
            "only a transcribed profile"
        ),
        (#""commit""#, #""derivedFrom": "a", "changes": ["b"], "commit""#, "a derived profile"),
    ]

    @Test(arguments: faults)
    func `has all of its members, and nobody else has them`(old: String, new: String, words: String)
        throws
    {
        let whole = Self.whole.replacing("\n", with: " ").replacing(
            ", \"leftOut\"", with: ",\"leftOut\"")
        let changed =
            Self.whole.contains(old)
            ? Self.whole.replacing(old, with: new)
            : whole.replacing(old, with: new)
        try #require(changed != Self.whole && changed != whole)
        let fault = #expect(throws: DocumentFault.self) { try Self.read(Self.text(changed)) }
        #expect(fault?.problem.contains(words) == true, "\(fault?.problem ?? "")")
    }

    // MARK: - Lint

    static func codes(_ provenance: String) async throws -> [String] {
        let lint = ProfileLint(ids: [])
        return await lint.findings(on: try read(text(provenance))).map {
            "\($0.code.rawValue) \($0.pointer)"
        }
    }

    @Test func `has an address as its source`() async throws {
        let found = "missing-source /provenance/sources"
        #expect(try await !Self.codes(Self.whole).contains(found))
        let none = Self.whole.replacing("https://example.org/box", with: "recordings/box.md")
        #expect(try await Self.codes(none).contains(found))
    }

    @Test func `composes nothing that is not there`() async throws {
        let found = "composed-nowhere /provenance/composed/1"
        #expect(try await Self.codes(Self.whole).allSatisfy { !$0.hasPrefix("composed") })
        let beyond = Self.whole.replacing(#""/evidence/2""#, with: #""/evidence/2", "/evidence/3""#)
        #expect(try await Self.codes(beyond).contains(found))
        #expect(try Self.read(Self.text(beyond)).composed == nil)
    }
}
