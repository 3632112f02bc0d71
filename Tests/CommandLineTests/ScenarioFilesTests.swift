import Foundation
import MNCore
import MNSim
import Testing

@testable import mn

/// The files in `Scenarios/` are read at a glance.
///
/// With `UPDATE=1` in the environment each is written anew in its shortest form.
@Suite struct `The file of a scenario` {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Scenarios")
    private static let offers = RegistryOffer.offers(of: .builtin)

    private static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".json") }.sorted()
    }

    @Test func `is in its shortest form`() throws {
        let names = try Self.names()
        #expect(names.count > 300)
        for name in names {
            let file = Self.folder.appending(path: name)
            let old = try String(contentsOf: file, encoding: .utf8)
            let text = Scenario.text(
                try #require(try JSON.parse(old).object, "\(name)"), offers: Self.offers)
            if ProcessInfo.processInfo.environment["UPDATE"] == "1", text != old {
                try text.write(to: file, atomically: true, encoding: .utf8)
            }
            #expect(text == old, "UPDATE=1 swift test --filter 'file of a scenario': \(name)")
        }
    }

    private static func read(_ text: String) throws -> Scenario {
        try Scenario.read(Array(text.utf8), name: "s/first-one.json", offers: offers)
    }

    @Test func `says no more than it must`() throws {
        let short = try Self.read(
            """
            {"schema": "mn.scenario/1", "runner": {"models": ["gemma4:E2B"]},
             "steps": [{"run": "mn model list 'a b'"}]}
            """)
        let long = try Self.read(
            """
            {"schema": "mn.scenario/1", "title": "first-one", "tags": [],
             "runner": {"schema": "mn.runner-state/1", "models": ["docker.io/ai/gemma4:E2B"]},
             "environment": {"HOME": "/home/user"}, "files": {}, "then": {},
             "steps": [{"run": ["mn", "model", "list", "a b"], "exit": 0, "afterSeconds": 0}]}
            """)
        #expect(short == long)
        #expect(short.intent == nil)
        #expect(short.runner?.models.first?.tags == ["docker.io/ai/gemma4:E2B"])
        let offer = Self.offers.first { $0.reference == "docker.io/ai/gemma4:E2B" }
        #expect(short.runner?.models.first?.content == offer?.content)
        let homeless = try Self.read(
            """
            {"schema": "mn.scenario/1", "environment": {"HOME": null, "A": ""},
             "steps": [{"run": "mn"}]}
            """)
        #expect(homeless.environment == ["A": ""])
    }

    @Test(arguments: [
        (
            #"["gemma4:e2b"]"#,
            "no registry has the model 'gemma4:e2b'; did you mean 'ai/gemma4:E2B'?"
        ),
        (#"["me/mine"]"#, "no registry has the model 'me/mine'; say its size"),
        (#"[" "]"#, "some text"), (#"[1]"#, "an object"),
    ])
    func `names a model that there is`(models: String, words: String) throws {
        let fault = #expect(throws: DocumentFault.self) {
            try Self.read(
                #"{"schema": "mn.scenario/1", "runner": {"models": \#(models)}, "steps": [{"run": "mn"}]}"#
            )
        }
        #expect(fault?.problem.contains(words) == true, "\(fault?.problem ?? "")")
    }

    /// What is written reads back as the same, whatever its form.
    @Test func `is written in its shortest form, its keys in their order`() throws {
        let document = try #require(
            try JSON.parse(
                #"""
                {"steps": [{"exit": 0, "run": ["mn", "sim", "run", "a*", "it's", ""], "stderr": []}],
                 "environment": {"HOME": "/home/user"}, "schema": "mn.scenario/1", "tags": [],
                 "runner": {"schema": "mn.runner-state/1", "models": []}, "title": "T"}
                """#
            ).object)
        let text = Scenario.text(document, offers: [])
        #expect(
            text == #"""
                {
                  "schema": "mn.scenario/1",
                  "title": "T",
                  "runner": {"models": []},
                  "steps": [{"run": "mn sim run 'a*' \"it's\" ''", "stderr": []}]
                }

                """#)
        #expect(try Self.read(text) == Self.read(JSON.object(document).text()))
        // What no reader takes stays as it is.
        #expect(Scenario.text(["steps": [], "exit": 0], offers: []).contains("\"exit\": 0"))
    }
}
